/** A file, some files or a whole repo from the Hub to this disk, verified; what is here already is not fetched again. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { DiskError } from "../domain/errors.ts"
import * as RepoPath from "../domain/RepoPath.ts"
import * as Revision from "../domain/Revision.ts"
import { Cache } from "../services/Cache.ts"
import { LocalDir } from "../services/LocalDir.ts"
import { Progress } from "../services/Progress.ts"
import { type DownloadInput, type DownloadResult, select } from "./downloadInput.ts"
import { listFiles, resolveCommit } from "./downloadListing.ts"
import { fromCache, fromFolder, mayFallBack, notOnDisk, type Place, type Request } from "./downloadOffline.ts"
import { downloadToCache } from "./downloadToCache.ts"
import { downloadToLocalDir } from "./downloadToLocalDir.ts"

export type { DownloadInput, DownloadResult } from "./downloadInput.ts"
export { dryRunRows } from "./downloadInput.ts"

/** A cache that nobody may write to serves what it holds; that it learns nothing new is no failure. */
const bestEffort = (write: Effect.Effect<void, DiskError>): Effect.Effect<void> =>
  Effect.catchAll(write, (error) => Effect.logDebug(error.message))

const cached = (path: string, commit: Revision.CommitHash, name: string): DownloadResult => ({
  path,
  commit,
  files: [{ path: name, size: 0, status: "cached" }],
  bytes: 0,
  requests: 0
})

/** One file of a full commit that is here: nothing can have changed, nobody needs to be asked. */
const alreadyThere = Effect.fnUntraced(function* (place: Place, { input, revision, selection }: Request) {
  const { single } = selection
  if (!Revision.isCommitHash(revision) || single === undefined || input.force || RepoPath.problem(single) !== undefined)
    return undefined
  const { cache, local } = place
  if (local === undefined)
    return cache.has(revision, single) ? cached(cache.entry(revision, single), revision, single) : undefined
  const note = yield* local.metadata(single)
  return local.has(single) && Option.exists(note, ({ commit }) => commit === revision)
    ? cached(local.target(single), revision, single)
    : undefined
})

/** Commit and wanted files, and what is worth remembering of them. */
const plan = Effect.fnUntraced(function* (place: Place, { input, revision, selection }: Request) {
  const { cache, local } = place
  const { commit, requests } = yield* resolveCommit(input.repo, revision)
  // A local folder leaves the cache alone: a ref without a snapshot would be reported as a broken repo.
  const keepRef =
    input.dryRun === true || local !== undefined || Revision.isCommitHash(revision)
      ? Effect.void
      : bestEffort(cache.writeRef(revision, commit))
  const listing = yield* listFiles(input.repo, commit, selection, local ?? cache, requests > 0).pipe(
    Effect.tapErrorTag("EntryNotFound", ({ path }) =>
      input.dryRun === true || local !== undefined || path === undefined
        ? Effect.void
        : Effect.zipRight(cache.markMissing(commit, path), keepRef)
    )
  )
  const absent = selection.exact?.filter((name) => !listing.files.some((file) => file.path === name)) ?? []
  if (absent.length > 0) yield* Effect.logWarning(`Not in the repo: ${absent.join(", ")}.`)
  yield* keepRef
  if (listing.whole !== undefined && input.dryRun !== true)
    yield* bestEffort((local ?? cache).writeTree(commit, listing.whole))
  return { commit, files: listing.files, requests: requests + listing.requests }
})

/**
 * Downloads what `input` describes. `EntryNotFound` when the one named file does not exist, `InvalidInput` when no file
 * matches, `LocalEntryNotFound` when the Hub is out of reach and the disk does not have everything.
 */
export const download = Effect.fn("download")(function* (input: DownloadInput) {
  const revision = yield* Revision.parse(input.revision ?? Revision.main)
  const selection = select(input)
  if ("_tag" in selection) return yield* selection
  const cache = (yield* Cache).repo(input.repo, input.cacheDir)
  const local = input.localDir === undefined ? undefined : (yield* LocalDir).open(input.localDir)
  if (local !== undefined) yield* local.check
  const place: Place = { cache, local }
  const request: Request = { input, revision, selection }

  const there = yield* alreadyThere(place, request)
  if (there !== undefined) return there

  const planned = yield* Effect.either(plan(place, request))
  if (planned._tag === "Left") {
    const error = planned.left
    if (!mayFallBack(error, request)) return yield* Effect.fail(error)
    return yield* local === undefined ? fromCache(cache, request, error) : fromFolder(local, cache, request, error)
  }

  const { commit, files, requests } = planned.right
  const done = yield* Effect.scoped(
    Effect.gen(function* () {
      const progress = yield* (yield* Progress).task(`Fetching ${files.length} file${files.length === 1 ? "" : "s"}`, {
        files: files.length,
        bytes: files.reduce((total, file) => total + file.size, 0)
      })
      const work = { input, commit, files, progress }
      return yield* local === undefined ? downloadToCache(cache, work) : downloadToLocalDir(local, cache, work)
    })
  ).pipe(
    // A remembered listing of a full commit needs no Hub; what is missing of it does.
    Effect.catchTag("Offline", (error) => Effect.fail(notOnDisk(request, error, cache.snapshot(commit))))
  )
  const whole = local === undefined ? cache.snapshot(commit) : local.folder
  const single = (name: string) => (local === undefined ? cache.entry(commit, name) : local.target(name))
  const result: DownloadResult = {
    ...done,
    path: selection.single === undefined ? whole : single(selection.single),
    commit,
    requests: done.requests + requests
  }
  return result
})
