/** `trees/<commit>.json` below a folder: the listing of a commit, which never changes (huggingface_hub cache layout). */
import * as fs from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { ListedFile } from "../../domain/Content.ts"
import type { DiskError } from "../../domain/errors.ts"
import * as TreeListing from "../../domain/TreeListing.ts"
import * as Disk from "./Disk.ts"
import { replaceFile } from "./names.ts"

const location = (folder: string, commit: string): string => join(folder, "trees", `${commit}.json`)

/** None when there is none or it is of no use: the listing can be asked for again. */
export const read = (folder: string, commit: string): Effect.Effect<Option.Option<ReadonlyArray<ListedFile>>> =>
  Effect.suspend(() => {
    const path = location(folder, commit)
    let text: string
    try {
      text = fs.readFileSync(path, "utf8")
    } catch {
      return Effect.succeed(Option.none())
    }
    return Either.match(TreeListing.parse(text), {
      onLeft: (why) =>
        Effect.as(Effect.logWarning(`Ignoring the listing ${path}: ${why.split("\n")[0]}`), Option.none()),
      onRight: (files) => Effect.succeed(Option.some(files))
    })
  })

/** Listings with masked Xet hashes are not kept: they are of no use to a caller who may see them. */
export const write = (
  folder: string,
  commit: string,
  files: ReadonlyArray<ListedFile>
): Effect.Effect<void, DiskError> => {
  if (!TreeListing.isRememberable(files)) return Effect.void
  const path = location(folder, commit)
  return Disk.attempt("write", path, () => {
    Disk.makeFolders(join(folder, "trees"))
    replaceFile(path, TreeListing.print(files))
  })
}
