/** When the Hub cannot be asked, or does not answer: what the disk still knows (huggingface_hub cache layout). */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ListedFile } from "../domain/Content.ts"
import { type HfError, LocalEntryNotFound } from "../domain/errors.ts"
import { type CommitHash, isCommitHash, type Revision } from "../domain/Revision.ts"
import type { RepoCache } from "../services/Cache.ts"
import type { LocalFolder } from "../services/LocalDir.ts"
import type { DownloadInput, DownloadResult, Selection } from "./downloadInput.ts"

export interface Request {
  readonly input: DownloadInput
  readonly revision: Revision
  readonly selection: Selection
}

/** Where files go: into the cache, or into a folder that may take from the cache. */
export interface Place {
  readonly cache: RepoCache
  readonly local: LocalFolder | undefined
}

/** The Hub is away: nobody can say what is true now. */
const unreachable: ReadonlySet<HfError["_tag"]> = new Set([
  "NetworkError",
  "TimedOut",
  "Offline",
  "ServerError",
  "RateLimited"
])
/** The Hub answered that we may not: one file that is here already is still given out, as Python does; a whole repo is not. */
const denied: ReadonlySet<HfError["_tag"]> = new Set(["Unauthorized", "Forbidden", "GatedRepo", "RepoNotFound"])

/** May the disk answer instead? Not when fresh bytes or a forecast were asked for. */
export const mayFallBack = (error: HfError, { input, selection }: Request): boolean =>
  input.force !== true &&
  input.dryRun !== true &&
  (unreachable.has(error._tag) || (selection.single !== undefined && denied.has(error._tag)))

/** What was asked for cannot be had, because the Hub cannot be asked. */
export const notOnDisk = (
  { input: { repo }, revision, selection }: Request,
  error: HfError,
  snapshot?: string
): LocalEntryNotFound => {
  const of = `${repo.type} '${repo.id}' at '${revision}'`
  const what = selection.single === undefined ? of : `'${selection.single}' of ${of}`
  return new LocalEntryNotFound({
    what: what.charAt(0).toUpperCase() + what.slice(1),
    because: error.message,
    ...(snapshot === undefined ? {} : { snapshot })
  })
}

/** A refusal stays what it is; only an absent Hub makes it a matter of what is on the disk. */
const failure = <E extends HfError>(request: Request, error: E, snapshot?: string): E | LocalEntryNotFound =>
  denied.has(error._tag) ? error : notOnDisk(request, error, snapshot)

const knownCommit = (cache: RepoCache, revision: Revision): Effect.Effect<Option.Option<CommitHash>> =>
  isCommitHash(revision) ? Effect.succeed(Option.some(revision)) : cache.readRef(revision)

const answer = (
  path: string,
  commit: Option.Option<CommitHash>,
  names: ReadonlyArray<string>,
  listing: ReadonlyArray<ListedFile>
): DownloadResult => {
  const sizes = new Map<string, number>(listing.map((file) => [file.path, file.size]))
  return {
    path,
    commit: Option.getOrUndefined(commit),
    files: names.map((name) => ({ path: name, size: sizes.get(name) ?? 0, status: "cached" })),
    bytes: 0,
    requests: 0
  }
}

const warn = (error: HfError, where: string) => Effect.logWarning(`${error.message} Using what is in ${where}.`)

/**
 * The cached file or snapshot. Complete as far as anybody can know: by the commit's listing if that is cached too, else by
 * what is there.
 */
export const fromCache = Effect.fnUntraced(function* <E extends HfError>(cache: RepoCache, request: Request, error: E) {
  const { selection } = request
  const known = yield* knownCommit(cache, request.revision)
  if (Option.isNone(known) || !cache.hasSnapshot(known.value)) return yield* Effect.fail(failure(request, error))
  const commit = known.value
  const folder = cache.snapshot(commit)
  const listing = yield* cache.readTree(commit)
  const names =
    selection.exact ??
    (Option.isSome(listing) ? listing.value.map((file) => file.path) : yield* cache.files(commit)).filter(
      selection.matches
    )
  if (names.some((name) => !cache.has(commit, name)) || (names.length === 0 && selection.asked !== undefined))
    return yield* Effect.fail(failure(request, error, selection.single === undefined ? folder : undefined))
  yield* warn(error, "the cache")
  const path = selection.single === undefined ? folder : cache.entry(commit, selection.single)
  return answer(
    path,
    known,
    names,
    Option.getOrElse(listing, () => [])
  )
})

/** The folder's file, or the folder if it holds anything and, where the listing is known, everything. */
export const fromFolder = Effect.fnUntraced(function* <E extends HfError>(
  local: LocalFolder,
  cache: RepoCache,
  request: Request,
  error: E
) {
  const { selection } = request
  const known = yield* knownCommit(cache, request.revision)
  const listing = Option.isSome(known) ? yield* local.readTree(known.value) : Option.none()
  const files: ReadonlyArray<ListedFile> = Option.getOrElse(listing, () => [])
  const names = selection.exact ?? files.map((file) => file.path).filter(selection.matches)
  const complete = names.every((name) => local.has(name))
  if (!complete || (selection.single === undefined && !(yield* local.holdsFiles)))
    return yield* Effect.fail(failure(request, error))
  yield* warn(error, local.folder)
  return answer(selection.single === undefined ? local.folder : local.target(selection.single), known, names, files)
})
