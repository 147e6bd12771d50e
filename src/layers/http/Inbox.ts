/** What a socket has brought and nobody has read yet; read in batches by one reader. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"

/** Bytes that may wait for their reader before the socket is left alone. */
const ahead = 1024 * 1024

/** How far the socket may run: an undici controller. */
export interface Flow {
  readonly pause: () => void
  readonly resume: () => void
}

export interface Inbox {
  readonly put: (piece: Uint8Array) => void
  /** No more comes: that was all (`none`), or it broke off. */
  readonly close: (end: Option.Option<unknown>) => void
  /** All that has come since the last pull, or the first that comes. Fails with how it was closed. */
  readonly pull: Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<unknown>>
}

export const make = (flow: Flow): Inbox => {
  let pieces: Array<Uint8Array> = []
  let bytes = 0
  let paused = false
  let end: Option.Option<unknown> | undefined
  let wake: (() => void) | undefined

  const take = (): Inbox["pull"] | undefined => {
    if (pieces.length === 0) return end === undefined ? undefined : Effect.fail(end)
    const batch = pieces
    pieces = []
    bytes = 0
    if (paused) {
      paused = false
      flow.resume()
    }
    return Effect.succeed(Chunk.unsafeFromArray(batch))
  }

  const wait: Inbox["pull"] = Effect.async((resume) => {
    wake = () => {
      const taken = take()
      if (taken === undefined) return
      wake = undefined
      resume(taken)
    }
    return Effect.sync(() => {
      wake = undefined
    })
  })

  return {
    put: (piece) => {
      pieces.push(piece)
      bytes += piece.length
      if (bytes >= ahead && !paused) {
        paused = true
        flow.pause()
      }
      wake?.()
    },
    close: (how) => {
      end = how
      wake?.()
    },
    pull: Effect.suspend(() => take() ?? wait)
  }
}
