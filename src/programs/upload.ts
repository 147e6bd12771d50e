/** `hf upload`: a file or a folder goes to a repo, in one commit or, if it is very large, in several. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { InvalidInput } from "../domain/errors.ts"
import * as Patterns from "../domain/Patterns.ts"
import * as WebUrl from "../domain/WebUrl.ts"
import { Hub } from "../services/Hub.ts"
import { KeptHashes } from "../services/KeptHashes.ts"
import { Settings } from "../services/Settings.ts"
import { checkCard } from "./upload/card.ts"
import type { Target } from "./upload/decide.ts"
import type { UploadInput, UploadResult } from "./upload/input.ts"
import type { Pushed } from "./upload/push.ts"
import { pushAll } from "./upload/pushAll.ts"
import { type Addition, additions, anchored, resolve, type Source } from "./upload/source.ts"
import { ensureRepo, ensureRevision } from "./upload/target.ts"

export type { How, UploadError, UploadedFile, UploadInput, UploadResult } from "./upload/input.ts"

/** Remote files that `--delete` names: below the folder, matched without it; never `.gitattributes`, never one that is uploaded too. */
const deletions = Effect.fnUntraced(function* (
  input: UploadInput,
  target: Target,
  source: Source,
  files: ReadonlyArray<Addition>
) {
  if (input.delete === undefined || source.kind === "file") return []
  const { files: remote } = yield* Hub
  const matches = Patterns.matcher({ include: anchored(input.delete) })
  const below = source.prefix === "" ? "" : `${source.prefix}/`
  const uploaded = new Set<string>(files.map(({ path }) => path))
  return yield* remote.tree(target.repo, target.revision, { recursive: true }).pipe(
    Stream.filter(
      ({ path, type }) =>
        type !== "directory" &&
        path !== ".gitattributes" &&
        path.startsWith(below) &&
        !uploaded.has(path) &&
        matches(path.slice(below.length))
    ),
    Stream.map(({ path }) => path),
    Stream.runCollect,
    Effect.map(Chunk.toReadonlyArray)
  )
})

const pageOf = (endpoint: string, target: Target, source: Source, pushed: Pushed): string => {
  const number = /\/discussions\/(\d+)$/.exec(pushed.pullRequestUrl ?? "")?.[1]
  const revision = number === undefined ? target.revision : `refs/pr/${number}`
  return source.kind === "file"
    ? WebUrl.blob(endpoint, target.repo, revision, source.addition.path)
    : WebUrl.tree(endpoint, target.repo, revision, source.prefix)
}

const message = (input: UploadInput, source: Source): string =>
  input.commitMessage ??
  (source.kind === "file"
    ? `Upload ${source.addition.path} with huggingface_hub`
    : "Upload folder using huggingface_hub")

/**
 * Uploads what `localPath` names. Everything that can be checked here (paths, patterns, file names) is checked before the first
 * request; the repo is created when missing; what the Hub has already is not sent again; the commit comes last and is all or
 * nothing. More than 5,000 files are several commits, one after the other. An interrupted upload is continued by running it again:
 * neither is sent again what the Hub has, nor hashed again what was not written to.
 */
export const upload = Effect.fn("upload")(function* (input: UploadInput) {
  const { endpoint } = yield* Settings
  const source = yield* resolve(input)
  const createPr = input.createPr ?? false
  if (createPr && source.kind === "folder" && input.revision !== undefined && input.revision !== "main")
    return yield* new InvalidInput({
      what: "revision",
      value: input.revision,
      reason: "a pull request with a folder starts from 'main'"
    })
  const files = yield* additions(source)
  yield* checkCard(input.repo, files)
  const repo = input.mustExist === true ? input.repo : yield* ensureRepo(input.repo, input)
  if (input.mustExist !== true && input.revision !== undefined && !createPr) yield* ensureRevision(repo, input.revision)
  const target: Target = { repo, revision: input.revision ?? "main", createPr }
  const hashes = yield* (yield* KeptHashes).of(
    source.kind === "folder" ? source.location : source.addition.file.location
  )
  const wanted = {
    ...target,
    hashes,
    additions: files,
    deleted: yield* deletions(input, target, source, files),
    header: { summary: message(input, source), description: input.commitDescription ?? "" }
  }
  const pushed = yield* pushAll(wanted, input.filesPerCommit)
  yield* hashes.forget
  return { ...pushed, webUrl: pageOf(endpoint, target, source, pushed) } satisfies UploadResult as UploadResult
})
