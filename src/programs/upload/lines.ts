/** The body of a commit, a line at a time (Hub API). */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { CommitLine } from "../../domain/wire/Uploads.ts"
import type { BodyError } from "../../services/Gateway.ts"
import type { WorkspaceShape } from "../../services/Workspace.ts"
import { base64 } from "./base64.ts"
import type { Decided } from "./decide.ts"

export interface Header {
  readonly summary: string
  readonly description: string
}

/** So much is read ahead; a larger file is read alone. */
const readAhead = 1024 * 1024
const readers = 8

/** Neighbours whose sizes add up to no more than {@link readAhead}. */
function* groups(files: ReadonlyArray<Decided>): Generator<ReadonlyArray<Decided>> {
  let group: Array<Decided> = []
  let size = 0
  for (const each of files) {
    if (group.length > 0 && (size + each.file.size > readAhead || group.length >= 256)) {
      yield group
      group = []
      size = 0
    }
    group.push(each)
    size += each.file.size
  }
  if (group.length > 0) yield group
}

/**
 * Header, deletions, then files: a file may take the place of a folder that goes away. Contents of regular files are read as
 * the lines are asked for; one that changed in between breaks the stream, and with it the commit.
 */
export const lines = (
  workspace: WorkspaceShape,
  header: Header,
  deleted: ReadonlyArray<string>,
  files: ReadonlyArray<Decided>,
  onSent: (file: Decided) => Effect.Effect<void>
): Stream.Stream<CommitLine, BodyError> => {
  const line = (each: Decided): Effect.Effect<CommitLine, BodyError> =>
    each.how === "lfs"
      ? Effect.succeed({
          key: "lfsFile",
          value: { path: each.path, algo: "sha256", oid: each.oid, size: each.file.size }
        } as const)
      : Effect.zipLeft(
          Effect.map(
            workspace.bytes(each.file),
            (bytes) =>
              ({
                key: "file",
                value: { path: each.path, content: base64(bytes), encoding: "base64" }
              }) as const
          ),
          onSent(each)
        )
  const first: ReadonlyArray<CommitLine> = [
    { key: "header", value: { ...header } },
    ...deleted.map((path) => ({ key: "deletedFile", value: { path } }) as const)
  ]
  return Stream.concat(
    Stream.fromIterable(first),
    // Made anew each time: a body may be asked for twice, and a generator gives once.
    Stream.suspend(() => Stream.fromIterable(groups(files))).pipe(
      Stream.rechunk(1),
      Stream.mapEffect((group) => Effect.forEach(group, line, { concurrency: readers })),
      Stream.mapConcatChunk(Chunk.unsafeFromArray)
    )
  )
}
