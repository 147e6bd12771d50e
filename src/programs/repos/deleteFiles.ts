/** `hf repos delete-files`: what matches goes away in one commit. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { InvalidInput } from "../../domain/errors.ts"
import * as Patterns from "../../domain/Patterns.ts"
import type { Repo } from "../../domain/Repo.ts"
import { main, type Revision } from "../../domain/Revision.ts"
import type { CommitAnswer, CommitLine } from "../../domain/wire/Uploads.ts"
import { Hub } from "../../services/Hub.ts"

export interface DeleteFilesInput {
  readonly repo: Repo
  /** Names, folders (`logs/`) and wildcards over whole paths. */
  readonly patterns: ReadonlyArray<string>
  readonly revision?: Revision | undefined
  readonly commitMessage?: string | undefined
  readonly commitDescription?: string | undefined
  readonly createPr?: boolean | undefined
  /** Only tell what would go. */
  readonly dryRun?: boolean | undefined
}

export interface DeleteFilesResult {
  readonly paths: ReadonlyArray<string>
  /** Absent after a dry run. */
  readonly commit: CommitAnswer | undefined
}

/** The Hub cannot do without it: it stays whatever is asked for (huggingface_hub 2.0.0). */
const kept = ".gitattributes"

const nothing = (patterns: ReadonlyArray<string>, revision: string, paths: ReadonlyArray<string>) => {
  const folder = patterns.find((pattern) => paths.some((path) => path.startsWith(`${pattern}/`)))
  return new InvalidInput({
    what: patterns.length === 1 ? "pattern" : "patterns",
    value: patterns.join("' '"),
    reason: folder === undefined ? `no file of '${revision}' matches` : `'${folder}' is a folder: write '${folder}/'`
  })
}

/** Patterns that match nothing are told of; when none matches, it is a mistake and nothing is committed. */
export const deleteFiles = Effect.fn("deleteFiles")(function* (input: DeleteFilesInput) {
  const { commits, files } = yield* Hub
  const { patterns, repo, revision = main } = input
  const paths = yield* files.tree(repo, revision, { recursive: true }).pipe(
    Stream.filter(({ path, type }) => type !== "directory" && path !== kept),
    Stream.map(({ path }) => path),
    Stream.runCollect,
    Effect.map(Chunk.toReadonlyArray)
  )
  const deleted = paths.filter(Patterns.matcher({ include: patterns }))
  if (deleted.length === 0) return yield* nothing(patterns, revision, paths)
  for (const pattern of patterns)
    if (!deleted.some(Patterns.matcher({ include: [pattern] })))
      yield* Effect.logWarning(`No file of '${revision}' matches '${pattern}'.`)
  if (input.dryRun === true)
    return { paths: deleted, commit: undefined } satisfies DeleteFilesResult as DeleteFilesResult
  const summary = input.commitMessage ?? `Delete files ${patterns.join(" ")} with huggingface_hub`
  const lines: ReadonlyArray<CommitLine> = [
    { key: "header", value: { summary, description: input.commitDescription ?? "" } },
    ...deleted.map((path) => ({ key: "deletedFile", value: { path } }) as const)
  ]
  const commit = yield* commits.create(repo, revision, Stream.fromIterable(lines), {
    createPr: input.createPr ?? false
  })
  return { paths: deleted, commit } satisfies DeleteFilesResult as DeleteFilesResult
})
