/**
 * Notices that nothing has moved for too long. One fiber for all requests of a gateway, asleep while there are none; a request
 * costs an entry in a set, and a chunk a time stamp.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** Longest sleep: how much later than its limit a stall may be noticed when the watch began during the sleep. */
const tick = 250

export interface Watch {
  /** Something moved, or waiting begins. */
  readonly mark: () => void
  /** Nobody waits: time does not count until the next mark. */
  readonly pause: () => void
  /** A new limit from now on; `undefined`: none. */
  readonly limit: (limit: Duration.Duration | undefined) => void
  readonly hasStalled: () => boolean
}

export interface Watchdog {
  /** Runs `bite` once nothing has moved for the limit; until the scope closes. */
  readonly watch: (
    limit: Duration.Duration | undefined,
    bite: Effect.Effect<void>
  ) => Effect.Effect<Watch, never, Scope.Scope>
}

interface Entry {
  last: number
  limit: number
  stalled: boolean
  readonly bite: Effect.Effect<void>
}

const millis = (limit: Duration.Duration | undefined): number =>
  limit === undefined ? Number.POSITIVE_INFINITY : Duration.toMillis(limit)

export const make: Effect.Effect<Watchdog, never, Scope.Scope> = Effect.gen(function* () {
  const entries = new Set<Entry>()
  const clock = yield* Effect.clock
  const awake = yield* Effect.makeLatch(false)

  const look = Effect.suspend(() => {
    const now = clock.unsafeCurrentTimeMillis()
    const bites: Array<Effect.Effect<void>> = []
    let rest = tick
    for (const entry of entries) {
      const left = entry.last + entry.limit - now
      if (left > 0) {
        rest = Math.min(rest, left)
        continue
      }
      entry.stalled = true
      entries.delete(entry)
      bites.push(entry.bite)
    }
    const pause = entries.size === 0 ? awake.close : Clock.sleep(Duration.millis(rest))
    return Effect.zipRight(Effect.forEach(bites, Effect.forkDaemon, { discard: true }), pause)
  })
  yield* Effect.forkScoped(Effect.forever(Effect.zipRight(awake.await, look)))

  return {
    watch: (limit, bite) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          const entry: Entry = { last: clock.unsafeCurrentTimeMillis(), limit: millis(limit), stalled: false, bite }
          entries.add(entry)
          awake.unsafeOpen()
          return entry
        }),
        (entry) => Effect.sync(() => entries.delete(entry))
      ).pipe(
        Effect.map((entry) => ({
          mark: () => {
            entry.last = clock.unsafeCurrentTimeMillis()
          },
          pause: () => {
            entry.last = Number.POSITIVE_INFINITY
          },
          limit: (next) => {
            entry.limit = millis(next)
            entry.last = clock.unsafeCurrentTimeMillis()
          },
          hasStalled: () => entry.stalled
        }))
      )
  }
})
