/** A file, some files or a whole repo from the Hub to this disk, verified; what is here already is not fetched again. */
import * as Effect from "effect/Effect"
import type { DiskError } from "../domain/errors.ts"
import * as RepoPath from "../domain/RepoPath.ts"
import * as Revision from "../domain/Revision.ts"
import { Cache, type RepoCache } from "../services/Cache.ts"
import { Progress } from "../services/Progress.ts"
import { type DownloadInput, type DownloadResult, type Selection, select } from "./downloadInput.ts"
import { listFiles, resolveCommit } from "./downloadListing.ts"
import { fromCache, mayFallBack } from "./downloadOffline.ts"
import { downloadToCache } from "./downloadToCache.ts"

export type { DownloadedFile, DownloadInput, DownloadResult } from "./downloadInput.ts"
export { dryRunRows } from "./downloadInput.ts"

/** A cache that nobody may write to serves what it holds; that it learns nothing new is no failure. */
const bestEffort = (write: Effect.Effect<void, DiskError>): Effect.Effect<void> =>
  Effect.catchAll(write, (error) => Effect.logDebug(error.message))

/** One file of a full commit that is here: nothing can have changed, nobody needs to be asked. */
const alreadyThere = (cache: RepoCache, input: DownloadInput, revision: string, selection: Selection) => {
  if (!Revision.isCommitHash(revision) || selection.single === undefined || input.force) return undefined
  if (RepoPath.problem(selection.single) !== undefined || !cache.has(revision, selection.single)) return undefined
  const result: DownloadResult = {
    path: cache.entry(revision, selection.single),
    commit: revision,
    files: [{ path: selection.single, size: 0, status: "cached" }],
    bytes: 0,
    requests: 0
  }
  return result
}

const toCache = Effect.fnUntraced(function* (input: DownloadInput, revision: string, selection: Selection) {
  const cache = (yield* Cache).repo(input.repo, input.cacheDir)
  const there = alreadyThere(cache, input, revision, selection)
  if (there !== undefined) return there

  const online = Effect.gen(function* () {
    const resolved = yield* resolveCommit(input.repo, revision)
    const { commit } = resolved
    const keepRef =
      input.dryRun === true || commit === revision ? Effect.void : bestEffort(cache.writeRef(revision, commit))
    const listing = yield* listFiles(input.repo, commit, selection, cache).pipe(
      Effect.tapErrorTag("EntryNotFound", ({ path }) =>
        input.dryRun === true || path === undefined
          ? Effect.void
          : Effect.zipRight(cache.markMissing(commit, path), keepRef)
      )
    )
    yield* keepRef
    if (listing.whole !== undefined && input.dryRun !== true) yield* bestEffort(cache.writeTree(commit, listing.whole))
    return { commit, files: listing.files, requests: resolved.requests + listing.requests }
  })

  const plan = yield* Effect.either(online)
  if (plan._tag === "Left") {
    return mayFallBack(plan.left, input, selection)
      ? yield* fromCache(cache, input, revision, selection, plan.left)
      : yield* Effect.fail(plan.left)
  }

  const { commit, files, requests } = plan.right
  const done = yield* Effect.scoped(
    Effect.gen(function* () {
      const progress = yield* (yield* Progress).task(`Fetching ${files.length} file${files.length === 1 ? "" : "s"}`, {
        files: files.length,
        bytes: files.reduce((total, file) => total + file.size, 0)
      })
      return yield* downloadToCache(cache, { input, commit, files, progress })
    })
  )
  const result: DownloadResult = {
    ...done,
    path: selection.single === undefined ? cache.snapshot(commit) : cache.entry(commit, selection.single),
    commit,
    requests: done.requests + requests
  }
  return result
})

/**
 * Downloads what `input` describes. `EntryNotFound` when the one named file does not exist, `InvalidInput` when no file
 * matches, `LocalEntryNotFound` when the Hub is out of reach and the disk does not have everything.
 */
export const download = Effect.fn("download")(function* (input: DownloadInput) {
  const revision = yield* Revision.parse(input.revision ?? Revision.main)
  const selection = select(input)
  if ("_tag" in selection) return yield* selection
  return yield* toCache(input, revision, selection)
})
