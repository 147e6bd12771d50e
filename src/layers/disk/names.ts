/** Names of files that are not finished, and writing small ones so that nobody sees them half-written. */
import { randomBytes } from "node:crypto"
import * as fs from "node:fs"
import { dirname, join } from "node:path"
import { makeFolders } from "./Disk.ts"

/** Eight hexadecimal digits: enough that two writers do not meet. */
export const unique = (): string => randomBytes(4).toString("hex")

/** Python's `cache prune` deletes `*.incomplete`; no other client opens a name that it did not make up itself. */
export const partialSuffix = ".hf-effect.incomplete"

/** Under a lock that holds others out the name is always the same, so that a later run finds it; else it is unique. */
export const partial = (stem: string, exclusive: boolean): string =>
  exclusive ? `${stem}${partialSuffix}` : `${stem}.${unique()}.incomplete`

/** Whole content at once under its final name, by a temporary in `temporaryFolder` (default: the same) and a rename. */
export const replaceFile = (path: string, text: string, temporaryFolder = dirname(path)): void => {
  const temporary = join(temporaryFolder, `tmp${unique()}.tmp`)
  try {
    fs.writeFileSync(temporary, text, { flag: "wx", mode: 0o666 })
    fs.renameSync(temporary, path)
  } catch (cause) {
    fs.rmSync(temporary, { force: true })
    throw cause
  }
}

/** Creates the file unless there is one; what stands there stays. */
export const createIfAbsent = (path: string, text: string): void => {
  try {
    fs.writeFileSync(path, text, { flag: "wx", mode: 0o666 })
  } catch {
    // There already, or not ours to write: it is a courtesy to backup programs, nothing depends on it.
  }
}

/** Marks a folder as one that backups may leave out (https://bford.info/cachedir/). */
export const tagCacheFolder = (folder: string): void =>
  createIfAbsent(
    join(folder, "CACHEDIR.TAG"),
    "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of files from the Hugging Face Hub.\n# https://bford.info/cachedir/\n"
  )

/** `folder` and its parents, asked of the disk once for each set. */
export const makeFolder = (known: Set<string>, folder: string): void => {
  if (known.has(folder)) return
  makeFolders(folder)
  known.add(folder)
}
