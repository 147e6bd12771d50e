/** Bodies on their way in. */
import type * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Watch } from "./Watchdog.ts"

/** The same chunks, untouched; time counts only while the reader waits for one. `failed`: what a failure means, none being the end. */
export const watched = <A, E, E2>(
  source: Stream.Stream<A, E>,
  watch: Watch,
  failed: (error: E) => Option.Option<E2>
): Stream.Stream<A, E2> =>
  Stream.fromPull(
    Effect.map(Stream.toPull(source), (pull: Effect.Effect<Chunk.Chunk<A>, Option.Option<E>>) => {
      const fail = (end: Option.Option<E>): Option.Option<E2> => {
        watch.pause()
        return Option.flatMap(end, failed)
      }
      const pass = (chunk: Chunk.Chunk<A>) => {
        watch.pause()
        return chunk
      }
      const next = Effect.mapBoth(pull, { onFailure: fail, onSuccess: pass })
      return Effect.suspend(() => {
        watch.mark()
        return next
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
