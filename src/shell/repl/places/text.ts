/** Text out of bytes that may be anything, in pieces of bounded size. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { harmless } from "../../render/paint.ts"
import { Screen } from "../../render/Screen.ts"

/** Where a NUL is, is no text; looked for where a file begins. */
const looked = 8192

export const isBinary = (piece: Uint8Array): boolean => piece.subarray(0, looked).includes(0)

/** Bytes of a line that are kept; the rest of a longer one is passed over. */
export const longestLine = 64 * 1024

/** Lines without their ends, each cut at {@link longestLine} bytes; `undefined` in place of the first line of what is binary. */
export const lines = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Stream.Stream<string | undefined, E, R> =>
  Stream.suspend(() => {
    let first = true
    let binary = false
    let open = false
    let kept: Array<Buffer> = []
    let length = 0
    const keep = (part: Uint8Array): void => {
      open = true
      const room = longestLine - length
      if (room <= 0 || part.length === 0) return
      // A copy: the piece may be many times as large as the part of a line that outlives it.
      kept.push(Buffer.from(part.subarray(0, room)))
      length += Math.min(room, part.length)
    }
    const end = (): string => {
      const text = Buffer.concat(kept).toString("utf8").replace(/\r$/, "")
      kept = []
      length = 0
      open = false
      return text
    }
    const read = (piece: Uint8Array): Chunk.Chunk<string | undefined> => {
      if (first && piece.length > 0) {
        first = false
        binary = isBinary(piece)
        if (binary) return Chunk.of(undefined)
      }
      const out: Array<string> = []
      let from = 0
      for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, from)) {
        keep(piece.subarray(from, at))
        out.push(end())
        from = at + 1
      }
      if (from < piece.length) keep(piece.subarray(from))
      return Chunk.unsafeFromArray(out)
    }
    return bytes.pipe(
      Stream.mapConcatChunk(read),
      Stream.takeUntil((line) => line === undefined),
      Stream.concat(Stream.suspend(() => (open && !binary ? Stream.make(end()) : Stream.empty)))
    )
  })

/** A file's bytes on stdout: as they are, unless a terminal would obey them. What is no text is nothing for a terminal: `refusal`. */
export const print = <E, R, F>(bytes: Stream.Stream<Uint8Array, E, R>, refusal: F) =>
  Effect.gen(function* () {
    const screen = yield* Screen
    if (!screen.stdout.isTTY) return yield* Stream.runForEach(bytes, screen.out)
    const decoder = new TextDecoder()
    let last: string | undefined
    const say = (text: string) => {
      if (text !== "") last = text.slice(-1)
      return screen.out(harmless(text.replaceAll("\r\n", "\n")))
    }
    yield* Stream.runForEach(bytes, (piece): Effect.Effect<void, F> => {
      if (last === undefined && isBinary(piece)) return Effect.fail(refusal)
      return say(decoder.decode(piece, { stream: true }))
    })
    yield* say(decoder.decode())
    // The prompt begins in a line of its own.
    if (last !== undefined && last !== "\n") yield* screen.out("\n")
  })
