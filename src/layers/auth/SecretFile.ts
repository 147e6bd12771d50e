/** Files that hold secrets: 0600 from birth, replaced as a whole, never seen half written. */
import { randomUUID } from "node:crypto"
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync
} from "node:fs"
import { basename, dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import type { DiskError } from "../../domain/errors.ts"
import * as Disk from "../disk/Disk.ts"

/** The folder gets 0700 when it is `home` (as every client does) or did not exist; anybody else's folder keeps its mode. */
const prepareFolder = (folder: string, home: string): void => {
  const wasThere = existsSync(folder)
  Disk.makeFolders(folder, 0o700)
  if (wasThere && folder !== home) return
  try {
    chmodSync(folder, 0o700)
  } catch {
    // Not ours to change: the file's own mode protects it.
  }
}

/** A link leads to the file that is meant; what does not exist yet is itself. */
const target = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

const replace = (path: string, text: string): void => {
  const file = target(path)
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`)
  try {
    const fd = openSync(temporary, "wx", 0o600)
    try {
      writeSync(fd, text)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Makes the folder of a file that is going to be written. */
export const prepare = (path: string, home: string): Effect.Effect<void, DiskError> =>
  Disk.attempt("write", path, () => prepareFolder(dirname(path), home))

export const write = (path: string, text: string): Effect.Effect<void, DiskError> =>
  Disk.attempt("write", path, () => replace(path, text))

/** False: there was none. */
export const remove = (path: string): Effect.Effect<boolean, DiskError> =>
  Disk.attempt("delete", path, () => {
    rmSync(path)
    return true
  }).pipe(
    Effect.catchIf(
      (error) => error.reason === "notFound",
      () => Effect.succeed(false)
    )
  )
