/** Files below a folder in the order of their path components, with as little in memory as the depth of the tree asks. */
import * as fs from "node:fs"
import * as nodePath from "node:path"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as CommitPath from "../../../domain/CommitPath.ts"
import { type DiskError, InvalidInput } from "../../../domain/errors.ts"
import type { LocalFile } from "../../../services/Workspace.ts"
import { callback } from "../../disk/Disk.ts"

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
const look = Effect.fnUntraced(function* (root: string, entry: Entry) {
  yield* Effect.mapError(
    CommitPath.parse(entry.path),
    (error) => new InvalidInput({ what: "file name", value: entry.path, reason: `${error.reason}; exclude it` })
  )
  const location = nodePath.join(root, entry.path)
  const stat = yield* callback<fs.Stats>(listing, location, (done) => fs.stat(location, done)).pipe(
    Effect.asSome,
    Effect.catchIf(
      (error) => entry.kind === "link" && (error.reason === "notFound" || error.detail.startsWith("ELOOP")),
      () => Effect.succeedNone
    ),
    Effect.catchIf(
      (error) => error.reason === "notFound" && entry.path.includes("\ufffd"),
      () => new InvalidInput({ what: "file name", value: entry.path, reason: "it is not UTF-8; rename or exclude it" })
    )
  )
  return Option.filterMap(stat, (found) =>
    found.isFile()
      ? Option.some<LocalFile>({ location, path: entry.path, size: found.size, modified: found.mtimeMs })
      : Option.none()
  )
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
          const files = yield* Effect.forEach(run, (entry) => look(root, entry), { concurrency: 16 })
          return [
            Chunk.fromIterable(files.flatMap(Option.toArray)),
            stack.length === 0 ? Option.none<Array<Entry>>() : Option.some(stack)
          ] as const
        })
      )
    )
  )
