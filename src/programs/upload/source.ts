/** From what a person typed to the files that are meant and where each goes. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import * as CommitPath from "../../domain/CommitPath.ts"
import { DiskError, InvalidInput } from "../../domain/errors.ts"
import * as Patterns from "../../domain/Patterns.ts"
import * as RepoId from "../../domain/RepoId.ts"
import type { RepoPath } from "../../domain/RepoPath.ts"
import { type LocalFile, Workspace } from "../../services/Workspace.ts"
import type { UploadInput } from "./input.ts"
import { mayContain } from "./pruning.ts"

/** A local file and the path it gets. */
export interface Addition {
  readonly path: RepoPath
  readonly file: LocalFile
}

export interface Folder {
  readonly kind: "folder"
  /** Absolute. */
  readonly location: string
  /** In the repo; empty: the root. */
  readonly prefix: string
  readonly keep: (path: string) => boolean
  /** Whether a folder inside may hold such a path. */
  readonly enter: (path: string) => boolean
  /** What was asked for, when not simply everything: for the message that nothing matched. */
  readonly patterns: ReadonlyArray<string>
}

export interface Single {
  readonly kind: "file"
  readonly addition: Addition
}

export type Source = Folder | Single

/** A leading `/` in a pattern means the folder itself (huggingface_hub 2.0.0). */
export const anchored = (patterns: ReadonlyArray<string> | undefined): ReadonlyArray<string> | undefined =>
  patterns?.map((pattern) => pattern.replace(/^\//, ""))

const folder = (
  location: string,
  prefix: string,
  filter: { readonly include?: ReadonlyArray<string> | undefined; readonly exclude?: ReadonlyArray<string> | undefined }
): Folder => {
  const include = anchored(filter.include)
  const exclude = anchored(filter.exclude)
  return {
    kind: "folder",
    location,
    prefix,
    keep: Patterns.matcher({ include, exclude }),
    enter: mayContain({ include, exclude }),
    patterns: [...(include ?? []), ...(exclude ?? [])]
  }
}

/** `dir/*.bin`: the current folder, and of that what matches. The shell did not expand it, or was told not to. */
const wildcard = Effect.fnUntraced(function* (pattern: string, input: UploadInput) {
  const refuse = (reason: string) => new InvalidInput({ what: "local path", value: pattern, reason })
  if (input.include !== undefined) return yield* refuse("a wildcard and --include cannot be combined")
  if (input.pathInRepo !== undefined && input.pathInRepo !== ".")
    return yield* refuse("a wildcard keeps the local paths: path_in_repo can only be '.'")
  const relative = pattern.replace(/^\.\//, "")
  if (/^(?:[/\\~]|[A-Za-z]:|\.\.(?:[/\\]|$))/.test(relative))
    return yield* refuse("a wildcard is looked for below the current folder")
  const here = yield* Effect.flatMap(Workspace, (workspace) => workspace.locate("."))
  if (here.kind !== "folder") return yield* refuse("there is no current folder")
  return folder(here.location, "", { include: [relative], exclude: input.exclude })
})

const warnIgnored = (input: UploadInput) => {
  const ignored = (["include", "exclude", "delete"] as const).filter((option) => input[option] !== undefined)
  return ignored.length === 0
    ? Effect.void
    : Effect.logWarning(`Ignoring ${ignored.map((each) => `--${each}`).join(", ")}: a single file is uploaded.`)
}

export const resolve = Effect.fn("upload.resolve")(function* (input: UploadInput) {
  const workspace = yield* Workspace
  const name = RepoId.name(input.repo.id)
  const path = input.localPath ?? name
  const found = yield* workspace.locate(path)
  if (found.kind === "missing") {
    if (input.localPath === undefined)
      return yield* new InvalidInput({
        what: "local path",
        value: name,
        reason: "it is not a local file or folder. Please set local_path explicitly"
      })
    if (/[*?[]/.test(path)) return (yield* wildcard(path, input)) as Source
    return yield* new DiskError({ path, operation: "upload", reason: "notFound", detail: "no such file or directory" })
  }
  if (found.kind === "folder")
    return folder(
      found.location,
      yield* CommitPath.parseFolder(input.pathInRepo ?? "."),
      input
    ) satisfies Source as Source
  yield* warnIgnored(input)
  const target = yield* CommitPath.parseFile(input.pathInRepo ?? ".", found.file.path)
  return { kind: "file", addition: { path: target, file: found.file } } satisfies Source as Source
})

/** All files of a folder with their paths in the repo, sorted. */
export const scan = Effect.fn("upload.scan")(function* (source: Folder) {
  const workspace = yield* Workspace
  const files = yield* Stream.runCollect(workspace.list(source.location, source.keep, source.enter))
  const parsed = Chunk.toReadonlyArray(files).map((file) =>
    Either.map(CommitPath.parse(CommitPath.below(source.prefix, file.path)), (path): Addition => ({ path, file }))
  )
  return yield* Either.all(parsed)
})

/** The files that are meant; patterns that match nothing are a mistake, an empty folder is not. */
export const additions = Effect.fnUntraced(function* (source: Source) {
  if (source.kind === "file") return [source.addition]
  const found = yield* scan(source)
  if (found.length === 0 && source.patterns.length > 0)
    return yield* new InvalidInput({
      what: "patterns",
      value: source.patterns.join("' '"),
      reason: `no file in '${source.location}' is left to upload`
    })
  return found
})
