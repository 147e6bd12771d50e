/**
 * The store of payloads that all repos of a cache share: read, linked to, never written (huggingface_hub cache layout).
 *
 * `<cache>/blobs/<2 hex>/<xet hash>` is a payload, `….refs` says who links to it, `….lock` guards both. Another program may
 * collect a payload nobody refers to; so a link is only made under that lock, and after the reference was written down.
 */
import * as fs from "node:fs"
import { dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import type { DiskError } from "../../domain/errors.ts"
import type { FileLocksShape } from "../../services/FileLocks.ts"
import * as Disk from "./Disk.ts"
import { unique } from "./names.ts"

/** A folder `blobs` that is the store and nothing else: its marker says so. */
export const isStore = (store: string): boolean => {
  try {
    return (
      fs.lstatSync(store).isDirectory() && fs.readFileSync(join(store, ".huggingface-shared-blobs"), "utf8") === "1\n"
    )
  } catch {
    return false
  }
}

/** A regular file, of the right size, that we may read. Its content is trusted, as a blob's is. */
const isUsable = (payload: string, size: number): boolean => {
  try {
    const stat = fs.lstatSync(payload)
    if (!stat.isFile() || stat.size !== size) return false
    fs.accessSync(payload, fs.constants.R_OK)
    return true
  } catch {
    return false
  }
}

/** One line, one write, on the disk before the link is: a crash leaves a stale line, which harms nobody. */
const writeReference = (manifest: string, line: string): void => {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = fs.constants
  const fd = fs.openSync(manifest, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o666)
  try {
    if (!fs.fstatSync(fd).isFile()) throw new Error("the manifest is not a regular file")
    try {
      fs.fchmodSync(fd, 0o666)
    } catch {
      // Another user's manifest: that user gave it its mode.
    }
    fs.writeSync(fd, line)
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

export interface SharedLink {
  /** Root of the cache. */
  readonly root: string
  readonly repoFolder: string
  readonly etag: string
  readonly xetHash: string
  readonly size: number
}

/** Makes `<repo>/blobs/<etag>` a link to the payload; false when there is none to be had. The blob's own lock is held. */
export const link = (
  locks: FileLocksShape,
  { root, repoFolder, etag, xetHash, size }: SharedLink
): Effect.Effect<boolean, DiskError> => {
  const store = join(root, "blobs")
  const prefix = xetHash.slice(0, 2)
  const payload = join(store, prefix, xetHash)
  if (!/^[0-9a-f]{64}$/.test(xetHash) || !isUsable(payload, size) || !isStore(store)) return Effect.succeed(false)
  return Effect.scoped(
    Effect.gen(function* () {
      const lock = yield* locks.acquire(`${payload}.lock`, { mode: 0o666 })
      // Without a lock that holds others out a collection could run between our look and our link.
      if (!lock.exclusive || !isUsable(payload, size)) return false
      return yield* Disk.attempt("link", payload, () => {
        const blob = join(root, repoFolder, "blobs", etag)
        const temporary = join(dirname(blob), `.${etag}.${unique()}.shared`)
        fs.symlinkSync(join("..", "..", "blobs", prefix, xetHash), temporary)
        try {
          writeReference(`${payload}.refs`, `${repoFolder}/blobs/${etag}\n`)
          fs.renameSync(temporary, blob)
        } catch (cause) {
          fs.rmSync(temporary, { force: true })
          throw cause
        }
        return true
      })
    })
  ).pipe(
    // Sharing saves a transfer, nothing more: when it cannot be done the file is fetched.
    Effect.catchAll((error) => Effect.as(Effect.logDebug(`Not sharing ${payload}: ${error.message}`), false))
  )
}
