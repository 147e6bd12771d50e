/** A small file: into memory in one request, hashed while it arrives, and to the disk in one go. */
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as Effect from "effect/Effect"
import { type DiskError, IntegrityError } from "../../domain/errors.ts"
import type { Destination, Fetched, RemoteFile } from "../../services/Downloads.ts"
import type { ClientError, HubFiles } from "../../services/HubClients.ts"
import * as Disk from "../disk/Disk.ts"
import { receive } from "./downloadBody.ts"
import { algorithm, prefix } from "./Hasher.ts"

const mismatch = (file: RemoteFile, actual: string): IntegrityError =>
  new IntegrityError({
    path: file.path,
    check: file.content.digest.algorithm,
    expected: file.content.digest.hex,
    actual
  })

/** A temporary of ours that a killed process left gives way: the caller holds the lock. */
const create = (path: string): number => {
  try {
    return fs.openSync(path, "wx", 0o666)
  } catch (cause) {
    if (Disk.codeOf(cause) !== "EEXIST") throw cause
    fs.unlinkSync(path)
    return fs.openSync(path, "wx", 0o666)
  }
}

/** The whole content at once, under its final name. Throws what the disk throws, and leaves nothing then. */
export const write = (destination: Destination, pieces: ReadonlyArray<Uint8Array>): void => {
  const fd = create(destination.partial)
  try {
    for (const piece of pieces) {
      for (let done = 0; done < piece.length; ) done += fs.writeSync(fd, piece, done)
    }
  } catch (cause) {
    fs.rmSync(destination.partial, { force: true })
    throw cause
  } finally {
    fs.closeSync(fd)
  }
  fs.renameSync(destination.partial, destination.final)
}

export const downloadSmall = Effect.fnUntraced(function* (
  files: HubFiles,
  file: RemoteFile,
  destination: Destination
): Effect.fn.Return<Fetched, ClientError | IntegrityError | DiskError> {
  const { content } = file
  const hash = createHash(algorithm(content)).update(prefix(content))
  const pieces: Array<Uint8Array> = []
  const keep = (bytes: Uint8Array) =>
    Effect.sync(() => {
      hash.update(bytes)
      pieces.push(bytes)
    })
  const received = yield* receive(files, file, { start: 0, end: content.size }, keep)
  const digest = hash.digest("hex")
  if (digest !== content.digest.hex) return yield* mismatch(file, digest)
  yield* Disk.attempt("write", destination.final, () => write(destination, pieces))
  return { ...received, resumed: 0 }
})
