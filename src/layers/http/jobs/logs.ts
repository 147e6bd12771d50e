/** The log of a job, over as many connections as it takes. */
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { isTerminal } from "../../../domain/jobs/Stage.ts"
import { type Job, LogLine } from "../../../domain/wire/Jobs.ts"
import type { GatewayRequest, GatewayShape } from "../../../services/Gateway.ts"
import type { JobError, LogOptions } from "../../../services/Jobs.ts"
import { Policies } from "../../../services/Policies.ts"
import { isTransient } from "../Retries.ts"
import { open } from "./events.ts"
import { Reader } from "./Reader.ts"

/** The Hub's sign of life comes every 30 seconds. */
const silence = Duration.seconds(120)

/** Who only wants what there is takes this long a pause for its end. */
const pause = Duration.seconds(5)

/** By hand: a log may have a million lines. */
const lineOf = (json: unknown): Option.Option<LogLine> => {
  if (typeof json !== "object" || json === null || !("data" in json) || typeof json.data !== "string")
    return Option.none()
  const { data } = json
  if (!("timestamp" in json)) return Option.some(new LogLine({ data }, true))
  const { timestamp } = json
  return typeof timestamp === "string" ? Option.some(new LogLine({ data, timestamp }, true)) : Option.none()
}

/** A pause before the next connection, or the failure when there were too many in vain. */
const again = Effect.fnUntraced(function* (reader: Reader, reason: JobError | undefined) {
  const policies = yield* Policies
  if (reason !== undefined && reader.fruitless >= policies.retries) return yield* Effect.fail(reason)
  const base = Duration.toMillis(policies.retryBase)
  yield* Effect.sleep(Duration.millis(Math.min(base * 2 ** reader.fruitless, Duration.toMillis(policies.retryCap))))
  reader.fruitless++
})

export const logs = (
  gateway: GatewayShape,
  request: GatewayRequest,
  options: LogOptions,
  inspect: Effect.Effect<Job, JobError>
): Stream.Stream<LogLine, JobError> =>
  Stream.suspend(() => {
    const { follow = false, tail } = options
    const reader = new Reader(options)
    const query = tail === undefined ? [] : [["tail", String(tail)] as const]
    let broken: JobError | undefined

    const lines = Stream.unwrapScoped(
      Effect.gen(function* () {
        broken = undefined
        const asked = { ...request, query: reader.isNew ? query : [] }
        // One that cannot be had at all was tried for often enough: only what breaks off is read again.
        const { at, events } = yield* open(gateway, asked, lineOf, silence)
        reader.open(at)
        return (follow ? events : Stream.timeout(events, pause)).pipe(
          Stream.chunks,
          Stream.map((chunk) => Chunk.unsafeFromArray(reader.take(chunk))),
          Stream.takeUntil(() => reader.over),
          Stream.flattenChunks,
          Stream.catchAll((error) => {
            broken = error
            return Stream.empty
          })
        )
      })
    )
    const end = Effect.sync(() => {
      reader.over = true
    })
    const afterwards = Effect.suspend((): Effect.Effect<void, JobError> => {
      if (reader.over) return Effect.void
      if (broken !== undefined) return isTransient(broken) ? again(reader, broken) : Effect.fail(broken)
      if (!follow) return end
      // A log that ended well belongs to a job that is over; otherwise somebody in between hung up politely.
      return Effect.flatMap(inspect, ({ status }) => (isTerminal(status.stage) ? end : again(reader, undefined)))
    })
    const connection = Stream.concat(lines, Stream.execute(afterwards))

    let first = true
    const connections = Effect.suspend(() => {
      const more = first || !reader.over
      first = false
      return more ? Effect.succeed(connection) : Effect.fail(Option.none())
    })
    return Stream.flatten(Stream.repeatEffectOption(connections))
  })
