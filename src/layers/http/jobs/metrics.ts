/** What a job uses, second by second, until it is over. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { isTerminal } from "../../../domain/jobs/Stage.ts"
import { type Job, JobMetrics } from "../../../domain/wire/Jobs.ts"
import type { GatewayRequest, GatewayShape } from "../../../services/Gateway.ts"
import type { JobError } from "../../../services/Jobs.ts"
import { isTransient } from "../Retries.ts"
import { open } from "./events.ts"

/** The real Hub leaves the stream open when the job is over and merely falls silent. */
const silence = Duration.seconds(10)

const decode = Schema.decodeUnknownOption(JobMetrics)

export const metrics = (
  gateway: GatewayShape,
  request: GatewayRequest,
  inspect: Effect.Effect<Job, JobError>
): Stream.Stream<JobMetrics, JobError> => {
  const connection = Stream.unwrapScoped(
    Effect.map(open(gateway, request, decode, silence), ({ events }) => events)
  ).pipe(Stream.catchAll((error) => (isTransient(error) ? Stream.empty : Stream.fail(error))))
  const settled = Stream.unwrap(
    Effect.map(inspect, ({ status }) =>
      isTerminal(status.stage) ? Stream.make("over" as const) : Stream.execute(Effect.sleep("1 second"))
    )
  )
  return Stream.forever(Stream.concat(connection, settled)).pipe(
    Stream.takeWhile((event): event is JobMetrics => event !== "over")
  )
}
