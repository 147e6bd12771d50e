/** The body of a commit, a line at a time (Hub API). */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { CommitHash } from "../../domain/Revision.ts"
import type { CommitLine } from "../../domain/wire/Uploads.ts"
import type { BodyError } from "../../services/Gateway.ts"
import type { WorkspaceShape } from "../../services/Workspace.ts"
import { base64 } from "./base64.ts"
import type { Decided } from "./decide.ts"

export interface Header {
  readonly summary: string
  readonly description: string
  /** What the branch must still be at when the commit is made; absent: whatever it is at. */
  readonly parentCommit?: CommitHash
}

/** So much is read ahead; a larger file is read alone. */
const readAhead = 1024 * 1024

const sizeIn = ({ file, how }: Decided): number => (how === "lfs" ? 0 : file.size)

/** Neighbours whose contents add up to no more than {@link readAhead}. */
function* groups(files: ReadonlyArray<Decided>): Generator<ReadonlyArray<Decided>> {
  let group: Array<Decided> = []
  let size = 0
  for (const each of files) {
    if (group.length > 0 && (size + sizeIn(each) > readAhead || group.length >= 256)) {
      yield group
      group = []
      size = 0
    }
    group.push(each)
    size += sizeIn(each)
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
  onSent: (files: ReadonlyArray<Decided>) => Effect.Effect<void>
): Stream.Stream<CommitLine, BodyError> => {
  const contents = (regular: ReadonlyArray<Decided>) => {
    const [first, another] = regular
    return first !== undefined && another === undefined && first.file.size > readAhead
      ? Effect.map(workspace.bytes(first.file), (bytes) => [bytes])
      : workspace.heads(regular, ({ size }) => size)
  }
  const group = Effect.fnUntraced(function* (each: ReadonlyArray<Decided>) {
    const regular = each.filter(({ how }) => how !== "lfs")
    const bytes = yield* contents(regular)
    yield* onSent(regular)
    let at = 0
    return Chunk.unsafeFromArray(
      each.map((one): CommitLine => {
        if (one.how === "lfs") {
          const object = { path: one.path, algo: "sha256", oid: one.oid }
          return { key: "lfsFile", value: one.copied ? object : { ...object, size: one.file.size } }
        }
        const content = base64(bytes[at++] ?? new Uint8Array())
        return { key: "file", value: { path: one.path, content, encoding: "base64" } }
      })
    )
  })
  const first: ReadonlyArray<CommitLine> = [
    { key: "header", value: { ...header } },
    ...deleted.map((path) => ({ key: "deletedFile", value: { path } }) as const)
  ]
  return Stream.concat(
    Stream.fromIterable(first),
    // Made anew each time: a body may be asked for twice, and a generator gives once.
    Stream.suspend(() => Stream.fromIterable(groups(files))).pipe(
      Stream.rechunk(1),
      Stream.mapEffect(group),
      Stream.flattenChunks
    )
  )
}
