/** Files below a folder in the order of their path components, with as little in memory as the depth of the tree asks. */
import * as fs from "node:fs"
import * as nodePath from "node:path"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as CommitPath from "../../../domain/CommitPath.ts"
import { type DiskError, InvalidInput } from "../../../domain/errors.ts"
import type { LocalFile } from "../../../services/Workspace.ts"
import { callback, toDiskError } from "../../disk/Disk.ts"

interface Entry {
  readonly path: string
  readonly kind: "folder" | "file" | "link"
}

const listing = "list"
const batch = 256

const kindOf = (entry: fs.Dirent): Entry["kind"] | undefined => {
  if (entry.isDirectory()) return "folder"
  if (entry.isFile()) return "file"
  return entry.isSymbolicLink() ? "link" : undefined
}

const entriesOf = (root: string, folder: string): Effect.Effect<ReadonlyArray<Entry>, DiskError> => {
  const location = nodePath.join(root, folder)
  return callback<Array<fs.Dirent>>(listing, location, (done) =>
    fs.readdir(location, { withFileTypes: true }, done)
  ).pipe(
    Effect.map((entries) =>
      entries
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((entry): ReadonlyArray<Entry> => {
          const path = CommitPath.below(folder, entry.name)
          const kind = kindOf(entry)
          return kind === undefined || CommitPath.isLeftOut(path) ? [] : [{ path, kind }]
        })
    )
  )
}

/** A link that leads nowhere (or in circles, or to a folder) is no file; a plain file that vanished is: it was there a moment ago. */
const excuse = (entry: Entry, error: DiskError): Effect.Effect<void, DiskError | InvalidInput> => {
  if (entry.kind === "link" && (error.reason === "notFound" || error.detail.startsWith("ELOOP"))) return Effect.void
  return error.reason === "notFound" && entry.path.includes("\ufffd")
    ? new InvalidInput({ what: "file name", value: entry.path, reason: "it is not UTF-8; rename or exclude it" })
    : error
}

/** On this thread: a file's trip through the thread pool takes ten times as long as the look at it. */
const look = Effect.fnUntraced(function* (root: string, run: ReadonlyArray<Entry>) {
  const files: Array<LocalFile> = []
  for (const entry of run) {
    const parsed = CommitPath.parse(entry.path)
    if (Either.isLeft(parsed)) {
      const reason = `${parsed.left.reason}; exclude it`
      return yield* new InvalidInput({ what: "file name", value: entry.path, reason })
    }
    const location = nodePath.join(root, entry.path)
    try {
      const found = fs.statSync(location)
      if (found.isFile()) files.push({ location, path: entry.path, size: found.size, modified: found.mtimeMs })
    } catch (cause) {
      yield* excuse(entry, toDiskError(listing, location)(cause))
    }
  }
  return files
})

/** The walk is a stack of what is left to do; a step opens one folder or looks at a run of files. */
export const list = (
  root: string,
  keep: (path: string) => boolean,
  enter: (path: string) => boolean = () => true
): Stream.Stream<LocalFile, DiskError | InvalidInput> =>
  Stream.unwrap(
    Effect.map(entriesOf(root, ""), (top) =>
      Stream.paginateChunkEffect(
        [...top].reverse(),
        Effect.fnUntraced(function* (stack: Array<Entry>) {
          const run: Array<Entry> = []
          let next = stack.pop()
          while (next !== undefined && next.kind !== "folder" && run.length < batch) {
            if (keep(next.path)) run.push(next)
            next = stack.pop()
          }
          if (next !== undefined && next.kind !== "folder") stack.push(next)
          if (next?.kind === "folder" && enter(next.path))
            stack.push(...(yield* entriesOf(root, next.path)).toReversed())
          return [
            Chunk.unsafeFromArray(yield* look(root, run)),
            stack.length === 0 ? Option.none<Array<Entry>>() : Option.some(stack)
          ] as const
        })
      )
    )
  )
