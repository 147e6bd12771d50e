/** Server-sent events of a job: lines `data: {…}`; everything else keeps the connection alive. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { GatewayRequest, GatewayShape } from "../../../services/Gateway.ts"
import type { JobError } from "../../../services/Jobs.ts"
import { Policies } from "../../../services/Policies.ts"
import { looking } from "./errors.ts"

const prefix = "data: "

export interface Answered<A> {
  /** When the Hub answered, by its own clock: milliseconds since 1970. */
  readonly at: Option.Option<number>
  readonly events: Stream.Stream<A, JobError>
}

/** One connection. The Hub says something at least every half minute; `silence` is how long it may say nothing. */
export const open = <A, I>(
  gateway: GatewayShape,
  request: GatewayRequest,
  schema: Schema.Schema<A, I>,
  silence: Duration.Duration
) => {
  const decode = Schema.decodeUnknownOption(Schema.parseJson(schema))
  return Effect.gen(function* () {
    const policies = yield* Policies
    // A job that has not begun may have the Hub wait with its first word, too.
    const { body, headers } = yield* gateway
      .execute({ ...request, headers: { accept: "text/event-stream" }, timeout: silence })
      .pipe(looking, Effect.provideService(Policies, { ...policies, inactivityTimeout: silence }))
    const date = Date.parse(headers["date"] ?? "")
    const events = body.pipe(
      Stream.decodeText(),
      Stream.splitLines,
      Stream.filterMap((line) => (line.startsWith(`${prefix}{`) ? decode(line.slice(prefix.length)) : Option.none()))
    )
    return { at: Number.isNaN(date) ? Option.none() : Option.some(date), events } satisfies Answered<A>
  })
}
