/** Streams into files. */

import { type FileHandle, open } from "node:fs/promises"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type HubStorageError, storage } from "../HubError.ts"
import { BlobMismatch } from "./BlobStore.ts"

// One system call a MiB: a call for every 64 KiB chunk costs three times as much.
const batch = 1024 * 1024

/**
 * Writes `content` at `offset` of `path` (opened with `flags`) and answers its size. `onBytes` sees all bytes in order. Fails as
 * soon as more than `limit` of them came.
 */
export const write = <E>(
  path: string,
  flags: "wx" | "r+",
  offset: number,
  limit: number,
  content: Stream.Stream<Uint8Array, E>,
  onBytes: (bytes: Uint8Array) => void
): Effect.Effect<number, HubStorageError | BlobMismatch | E> =>
  Effect.acquireUseRelease(
    Effect.tryPromise({ try: () => open(path, flags, 0o600), catch: storage("write a blob") }),
    (file) => writeTo(file, offset, limit, content, onBytes),
    (file) => Effect.promise(() => file.close())
  )

const writeTo = <E>(
  file: FileHandle,
  offset: number,
  limit: number,
  content: Stream.Stream<Uint8Array, E>,
  onBytes: (bytes: Uint8Array) => void
) =>
  Effect.gen(function* () {
    let pending: Array<Uint8Array> = []
    let pendingSize = 0
    let size = 0
    // One batch is being written while the next one arrives; a failure shows when the one after it wants to go.
    let writing: Promise<unknown> = Promise.resolve()
    const settled = Effect.tryPromise({ try: () => writing, catch: storage("write a blob") })
    const flush = Effect.suspend(() => {
      const buffers = pending
      const at = offset + size - pendingSize
      pending = []
      pendingSize = 0
      return Effect.map(settled, () => {
        writing = writeAll(file, buffers, at)
        writing.catch(() => {})
      })
    })
    yield* Stream.runForEachChunk(content, (chunk) =>
      Effect.suspend((): Effect.Effect<void, HubStorageError | BlobMismatch> => {
        for (const bytes of Chunk.toReadonlyArray(chunk)) {
          onBytes(bytes)
          pending.push(bytes)
          pendingSize += bytes.length
          size += bytes.length
        }
        if (size > limit)
          return Effect.fail(new BlobMismatch({ expected: `at most ${limit} bytes`, actual: `${size} or more` }))
        return pendingSize >= batch ? flush : Effect.void
      })
    ).pipe(Effect.zipRight(flush), Effect.ensuring(Effect.promise(() => writing.catch(() => {}))))
    yield* settled
    return size
  })

const writeAll = async (file: FileHandle, buffers: ReadonlyArray<Uint8Array>, offset: number) => {
  const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
  if (total === 0) return
  let { bytesWritten: done } = await file.writev(buffers, offset)
  if (done === total) return
  const joined = Buffer.concat(buffers)
  while (done < total) {
    const { bytesWritten } = await file.write(joined, done, total - done, offset + done)
    done += bytesWritten
  }
}
