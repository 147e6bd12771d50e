/** A watch on traffic: notices that nothing has moved for too long, at the price of a time stamp per chunk. */
import type * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

export interface Activity {
  /** Something moved, or waiting begins. */
  readonly mark: () => void
  /** Nobody waits: time does not count until the next mark. */
  readonly pause: () => void
  /** Completes once nothing has moved for the limit. One sleeping fiber, re-armed by time stamps. */
  readonly stalled: Effect.Effect<void>
}

export const make = (limit: Duration.Duration): Effect.Effect<Activity> =>
  Effect.map(Effect.clock, (clock) => {
    const millis = Duration.toMillis(limit)
    let last = clock.unsafeCurrentTimeMillis()
    const stalled: Effect.Effect<void> = Effect.suspend(() => {
      const rest = Math.min(millis, last + millis - clock.unsafeCurrentTimeMillis())
      return rest <= 0 ? Effect.void : Effect.zipRight(Clock.sleep(Duration.millis(rest)), stalled)
    })
    return {
      mark: () => {
        last = clock.unsafeCurrentTimeMillis()
      },
      pause: () => {
        last = Number.POSITIVE_INFINITY
      },
      stalled
    }
  })

export interface WatchOptions<E, E2> {
  readonly limit: Duration.Duration
  /** Cuts the source off, so that a waiting pull fails. */
  readonly cut: Effect.Effect<void>
  /** What to fail with once it was cut. */
  readonly stalled: () => E2
  /** What the source's own failure means; `none`: its end. */
  readonly failed: (error: E) => Option.Option<E2>
}

/**
 * The same chunks, untouched, failing when the source keeps its reader waiting for `limit`. Time the reader spends elsewhere does
 * not count.
 */
export const watch = <A, E, E2>(source: Stream.Stream<A, E>, options: WatchOptions<E, E2>): Stream.Stream<A, E2> =>
  Stream.fromPull(
    Effect.gen(function* () {
      const pull: Effect.Effect<Chunk.Chunk<A>, Option.Option<E>> = yield* Stream.toPull(source)
      const activity = yield* make(options.limit)
      let cut = false
      const cutOff = Effect.suspend(() => {
        cut = true
        return options.cut
      })
      yield* Effect.forkScoped(Effect.zipRight(activity.stalled, cutOff))
      const fail = (end: Option.Option<E>): Option.Option<E2> => {
        activity.pause()
        return cut ? Option.some(options.stalled()) : Option.flatMap(end, options.failed)
      }
      const pass = (chunk: Chunk.Chunk<A>) => {
        activity.pause()
        return chunk
      }
      return Effect.suspend(() => {
        activity.mark()
        return Effect.mapBoth(pull, { onFailure: fail, onSuccess: pass })
      })
    })
  )

/** At most `limit` bytes of a stream as text, and whether that was all. The rest is not read. */
export const collect = <E>(
  bytes: Stream.Stream<Uint8Array, E>,
  limit: number
): Effect.Effect<{ readonly text: string; readonly complete: boolean }, E> =>
  Effect.suspend(() => {
    const decoder = new TextDecoder()
    let text = ""
    let length = 0
    return bytes.pipe(
      Stream.takeUntil((piece) => {
        text += decoder.decode(piece.subarray(0, Math.max(0, limit - length)), { stream: true })
        length += piece.length
        return length > limit
      }),
      Stream.runDrain,
      Effect.map(() => ({ text: text + decoder.decode(), complete: length <= limit }))
    )
  })
