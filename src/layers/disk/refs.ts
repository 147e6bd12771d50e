/** `refs/<revision>`: a commit hash and not even a newline (huggingface_hub cache layout). */
import * as fs from "node:fs"
import { dirname, join } from "node:path"
import * as Option from "effect/Option"
import { type CommitHash, isCommitHash } from "../../domain/Revision.ts"
import { makeFolders } from "./Disk.ts"
import { replaceFile } from "./names.ts"

const location = (folder: string, revision: string): string => join(folder, "refs", revision)

/** Stripped, for others write newlines; anything but a commit (an empty file, say) is none. */
export const read = (folder: string, revision: string): Option.Option<CommitHash> => {
  try {
    const text = fs.readFileSync(location(folder, revision), "utf8").trim()
    return isCommitHash(text) ? Option.some(text) : Option.none()
  } catch {
    // Not there or not readable: either way nobody knows the commit.
    return Option.none()
  }
}

/** The temporary lies in the repo's folder: inside `refs/` a scan would take a forgotten one for a branch. */
export const write = (folder: string, revision: string, commit: CommitHash): void => {
  const path = location(folder, revision)
  try {
    if (fs.readFileSync(path, "utf8") === commit) return
  } catch {
    // No such ref yet.
  }
  makeFolders(dirname(path))
  replaceFile(path, commit, folder)
}
