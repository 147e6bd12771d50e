/** When the Hub cannot be asked, or does not answer: what the disk still knows (spec/disk-and-env.md §2.15). */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type HfError, LocalEntryNotFound } from "../domain/errors.ts"
import { type CommitHash, isCommitHash } from "../domain/Revision.ts"
import type { RepoCache } from "../services/Cache.ts"
import type { DownloadInput, DownloadResult, Selection } from "./downloadInput.ts"

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
export const mayFallBack = (error: HfError, input: DownloadInput, selection: Selection): boolean =>
  input.force !== true &&
  input.dryRun !== true &&
  (unreachable.has(error._tag) || (selection.single !== undefined && denied.has(error._tag)))

const knownCommit = (cache: RepoCache, revision: string): Effect.Effect<Option.Option<CommitHash>> =>
  isCommitHash(revision) ? Effect.succeed(Option.some(revision)) : cache.readRef(revision)

/**
 * The cached file or snapshot. Complete as far as anybody can know: by the commit's listing if that is cached too, else by
 * what is there.
 */
export const fromCache = Effect.fnUntraced(function* <E extends HfError>(
  cache: RepoCache,
  input: DownloadInput,
  revision: string,
  selection: Selection,
  error: E
) {
  const { repo } = input
  const subject = `${selection.single === undefined ? "" : `'${selection.single}' of `}${repo.type} '${repo.id}' at '${revision}'`
  const missing = (snapshot?: string) =>
    new LocalEntryNotFound({
      what: subject.charAt(0).toUpperCase() + subject.slice(1),
      because: error.message,
      ...(snapshot === undefined ? {} : { snapshot })
    })
  /** A refusal stays what it is; only an absent Hub makes it a matter of the cache. */
  const failure = (snapshot?: string) => (denied.has(error._tag) ? error : missing(snapshot))

  const commit = yield* knownCommit(cache, revision)
  if (Option.isNone(commit) || !cache.hasSnapshot(commit.value)) return yield* Effect.fail(failure())
  const folder = cache.snapshot(commit.value)

  const listing = yield* cache.readTree(commit.value)
  const paths =
    selection.single !== undefined
      ? [selection.single]
      : Option.isSome(listing)
        ? listing.value.map((file) => file.path).filter(selection.matches)
        : (yield* cache.files(commit.value)).filter(selection.matches)
  const wanted = selection.exact ?? paths
  if (wanted.some((path) => !cache.has(commit.value, path)) || (wanted.length === 0 && selection.asked !== undefined))
    return yield* Effect.fail(failure(selection.single === undefined ? folder : undefined))

  yield* Effect.logWarning(`${error.message} Using what is in the cache.`)
  const sizes = new Map<string, number>(
    Option.match(listing, { onNone: () => [], onSome: (files) => files.map((file) => [file.path, file.size]) })
  )
  const result: DownloadResult = {
    path: selection.single === undefined ? folder : cache.entry(commit.value, selection.single),
    commit: commit.value,
    files: wanted.map((path) => ({ path, size: sizes.get(path) ?? 0, status: "cached" })),
    bytes: 0,
    requests: 0
  }
  return result
})
