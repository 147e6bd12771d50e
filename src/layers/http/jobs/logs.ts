/** The log of a job, over as many connections as it takes. */
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
import { Position } from "./position.ts"

/** The Hub's sign of life comes every 30 seconds. */
const silence = Duration.seconds(120)

/** Who only wants what there is takes this long a pause for its end. */
const pause = Duration.seconds(5)

/** The head of every log, said by the Hub and not by the job. */
const isHead = ({ data }: LogLine): boolean => data.startsWith("===== Job started")

/** A line, or `none`: that was all. */
type Step = Option.Option<LogLine>

const connect = (gateway: GatewayShape, request: GatewayRequest, tail: number | undefined) =>
  open(gateway, { ...request, ...(tail === undefined ? {} : { query: [["tail", String(tail)]] }) }, LogLine, silence)

/** What there is now: to the end of a finished job's log, to the first pause of another's. */
const now = (gateway: GatewayShape, request: GatewayRequest, tail: number | undefined) =>
  Stream.unwrapScoped(
    Effect.map(connect(gateway, request, tail), ({ at, events }) => {
      // The Hub's clock tells whole seconds, and what there is was looked for a moment later.
      const since = Option.map(at, (millis) => millis + 2000)
      const found = events.pipe(
        Stream.takeWhile(({ timestamp }) => !Option.exists(since, (limit) => Date.parse(timestamp ?? "") > limit)),
        Stream.timeout(pause)
      )
      // Behind the last lines of what there was come those that the job prints meanwhile.
      return tail === undefined ? found : Stream.take(found, tail)
    })
  )

const following = (
  gateway: GatewayShape,
  request: GatewayRequest,
  tail: number | undefined,
  inspect: Effect.Effect<Job, JobError>
): Stream.Stream<LogLine, JobError> =>
  Stream.suspend(() => {
    const position = new Position(tail === undefined)
    let fruitless = 0

    const again = (reason: JobError | undefined): Stream.Stream<Step, JobError> =>
      Stream.unwrap(
        Effect.gen(function* () {
          const policies = yield* Policies
          if (reason !== undefined && fruitless >= policies.retries) return Stream.fail(reason)
          const base = Duration.toMillis(policies.retryBase)
          yield* Effect.sleep(Duration.millis(Math.min(base * 2 ** fruitless, Duration.toMillis(policies.retryCap))))
          fruitless++
          return Stream.empty
        })
      )

    /** A log that ended well belongs to a job that is over; otherwise somebody in between hung up politely. */
    const ended = Stream.unwrap(
      Effect.map(
        inspect,
        ({ status }): Stream.Stream<Step, JobError> =>
          isTerminal(status.stage) ? Stream.make(Option.none()) : again(undefined)
      )
    )

    const connection: Stream.Stream<Step, JobError> = Stream.unwrapScoped(
      Effect.gen(function* () {
        position.reopen()
        let broken: JobError | undefined
        // One that cannot be had at all was tried for often enough: only what breaks off is read again.
        const { events } = yield* connect(gateway, request, position.read === 0 ? tail : undefined)
        const lines = Stream.filterMap(events, (line) => {
          if (!position.take(line)) return Option.none()
          fruitless = 0
          return Option.some(Option.some(line))
        })
        const untilBroken = Stream.catchAll(lines, (error) => {
          broken = error
          return Stream.empty
        })
        return Stream.concat(
          untilBroken,
          Stream.suspend(() =>
            broken === undefined ? ended : isTransient(broken) ? again(broken) : Stream.fail(broken)
          )
        )
      })
    )

    return Stream.forever(connection).pipe(
      Stream.takeWhile(Option.isSome),
      Stream.map((step) => step.value)
    )
  })

export const logs = (
  gateway: GatewayShape,
  request: GatewayRequest,
  { follow = false, tail }: LogOptions,
  inspect: Effect.Effect<Job, JobError>
): Stream.Stream<LogLine, JobError> =>
  Stream.filter(
    follow ? following(gateway, request, tail, inspect) : now(gateway, request, tail),
    (line) => !isHead(line)
  )
