/** A byte stream as lines, one in memory at a time. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const newline = 0x0a

/** Runs `handle` on every non-empty line in order; a line longer than `limit` bytes fails with what `tooLong` makes. */
export const forEach = <E, E2, R2, E3>(
  content: Stream.Stream<Uint8Array, E>,
  limit: number,
  tooLong: () => E3,
  handle: (line: Buffer) => Effect.Effect<void, E2, R2>
): Effect.Effect<void, E | E2 | E3, R2> =>
  Effect.suspend(() => {
    let pending: Array<Uint8Array> = []
    let pendingSize = 0
    const take = (last: Uint8Array): Buffer => {
      const line =
        pending.length === 0
          ? Buffer.from(last.buffer, last.byteOffset, last.length)
          : Buffer.concat([...pending, last])
      pending = []
      pendingSize = 0
      return line
    }
    const emit = (line: Buffer) => (line.length === 0 ? Effect.void : handle(line))
    const chunkOf = Effect.fnUntraced(function* (bytes: Uint8Array) {
      let start = 0
      for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
        yield* emit(take(bytes.subarray(start, end)))
        start = end + 1
      }
      if (start === bytes.length) return
      pending.push(bytes.subarray(start))
      pendingSize += bytes.length - start
      if (pendingSize > limit) return yield* Effect.fail(tooLong())
    })
    return Effect.zipRight(
      Stream.runForEachChunk(content, (chunk) =>
        Effect.forEach(Chunk.toReadonlyArray(chunk), chunkOf, { discard: true })
      ),
      Effect.suspend(() => emit(take(new Uint8Array())))
    )
  })
