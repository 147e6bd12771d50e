/** A large file: straight to the disk, in several ranges at once, hashed by a thread that follows behind. */
import * as fs from "node:fs"
import * as Effect from "effect/Effect"
import { type DiskError, IntegrityError } from "../../domain/errors.ts"
import type { Destination, Fetched, RemoteFile } from "../../services/Downloads.ts"
import type { HasherShape } from "../../services/Hasher.ts"
import type { ClientError, HubFiles } from "../../services/HubClients.ts"
import { Policies } from "../../services/Policies.ts"
import * as Disk from "../disk/Disk.ts"
import { receive } from "./downloadBody.ts"
import * as FileWriter from "./FileWriter.ts"
import { type ByteRange, blockSize, openOrCreate } from "./PartialFile.ts"

/** Files below this come in one stream: a second connection would be there too late to help. */
const rangesFrom = 64 * 1024 * 1024
/**
 * Ranges in parallel note what they have this often, a single stream with every batch: the note is in the file of the data, and
 * waits for whoever is writing there. A kill costs at most so much of each range again.
 */
const noteEvery = 8 * 1024 * 1024
/** A range's length: long enough that requests cost nothing, short enough that all of them work near the hash's position. */
const rangeLength = 32 * 1024 * 1024

const split = (ranges: ReadonlyArray<ByteRange>): ReadonlyArray<ByteRange> =>
  ranges.flatMap(({ start, end }) =>
    Array.from({ length: Math.ceil((end - start) / rangeLength) }, (_, index) => ({
      start: start + index * rangeLength,
      end: Math.min(start + (index + 1) * rangeLength, end)
    }))
  )

export interface Means {
  readonly files: HubFiles
  readonly hasher: HasherShape
  /** Streams to disk at once, over all files: each has a batch of bytes in memory. */
  readonly streams: Effect.Semaphore
}

const openPartial = (destination: Destination, file: RemoteFile) =>
  Effect.acquireRelease(
    Disk.attempt("create", destination.partial, () => openOrCreate(destination.partial, file.content.size, file.path)),
    (partial, exit) =>
      Effect.sync(() => {
        partial.close()
        // Nobody could continue it: its name is known to us alone.
        if (!destination.resumable && exit._tag === "Failure") fs.rmSync(destination.partial, { force: true })
      })
  )

/** `inRanges: false` asks for the whole file in one request, for servers that know no ranges. */
export const downloadLarge = Effect.fnUntraced(function* (
  { files, hasher, streams }: Means,
  file: RemoteFile,
  destination: Destination,
  report: (bytes: number) => Effect.Effect<void>,
  inRanges: boolean
): Effect.fn.Return<Fetched, ClientError | IntegrityError | DiskError> {
  const { rangeConcurrency } = yield* Policies
  const { content } = file
  const parallel = inRanges && content.size >= rangesFrom && rangeConcurrency > 1

  return yield* Effect.scoped(
    Effect.gen(function* () {
      const partial = yield* openPartial(destination, file)
      const resumed = partial.present()
      yield* report(resumed)
      const hash = yield* hasher.follow(destination.partial, content)
      hash.advance(partial.frontier())

      const written = (start: number, end: number) =>
        Disk.attempt("write", destination.partial, () => {
          partial.wrote({ start, end })
          hash.advance(partial.frontier())
        })

      const target = { fd: partial.fd, path: destination.partial, turn: yield* Effect.makeSemaphore(1) }
      const fetchRange = (range: ByteRange) =>
        Effect.gen(function* () {
          let noted = range.start
          const writer = FileWriter.make(target, range.start, (start, end) => {
            if (parallel && end < range.end && end - noted < noteEvery) return report(end - start)
            // From the last whole block: a batch ends where it ends.
            const from = noted
            noted = end - (end % blockSize)
            return Effect.zipRight(written(from, end), report(end - start))
          })
          const received = yield* receive(files, file, range, writer.push)
          yield* writer.flush
          return received
        })

      const missing = partial.missing()
      const parts = yield* Effect.forEach(
        parallel ? split(missing) : missing,
        (range) => streams.withPermits(1)(fetchRange(range)),
        { concurrency: parallel ? rangeConcurrency : 1 }
      )
      const digest = yield* hash.finish
      if (digest !== content.digest.hex) {
        const { algorithm: check, hex: expected } = content.digest
        return yield* new IntegrityError({ path: file.path, check, expected, actual: digest })
      }
      yield* Disk.attempt("write", destination.final, () => {
        partial.strip()
        fs.renameSync(destination.partial, destination.final)
      })
      return {
        bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
        requests: parts.reduce((sum, part) => sum + part.requests, 0),
        resumed
      }
    })
  )
})
