/** Taking what was planned out of a cache, except what somebody is downloading or has pinned. */
import * as Effect from "effect/Effect"
import { CacheBusy, CachePinned } from "../../domain/errors.ts"
import { type CachedRepo, type CachedRevision, CacheInventory, type Inventory } from "../../services/CacheInventory.ts"
import { type CachePlan, foldersOf, isEmpty, removalOf, without } from "./plan.ts"

export const isPinned = (repo: CachedRepo, revision: CachedRevision): boolean =>
  repo.pinned === "all" || repo.pinned.has(revision.commit)

/** Fails with `CachePinned` if the plan would take what is pinned. */
export const refusePinned = ({ entries, selected }: CachePlan): Effect.Effect<void, CachePinned> => {
  const pinned = [
    ...selected.flatMap(({ repo, revisions }) => revisions.map((revision) => ({ repo, revision }))),
    ...entries
  ].find(({ repo, revision }) => isPinned(repo, revision))
  return pinned === undefined
    ? Effect.void
    : Effect.fail(new CachePinned({ repo: pinned.repo.key, commit: pinned.revision.commit }))
}

export interface Parted {
  /** What can be done; after `remove`, what was done. */
  readonly plan: CachePlan
  /** Repos (`model/org/name`) that are left alone because somebody is downloading them. */
  readonly busy: ReadonlyArray<string>
}

/** What these folders are called. */
export const keysOf = ({ problems, repos }: Inventory, folders: ReadonlySet<string>): ReadonlyArray<string> => [
  ...repos.filter(({ folder }) => folders.has(folder)).map(({ key }) => key),
  ...problems.filter(({ path }) => folders.has(path)).map(({ key, path }) => key ?? path)
]

/** The plan without what is being downloaded right now. */
export const part = Effect.fnUntraced(function* (planned: CachePlan) {
  const cache = yield* CacheInventory
  const folders = yield* cache.busy(planned.inventory, foldersOf(planned))
  return { plan: without(planned, folders), busy: keysOf(planned.inventory, folders) } satisfies Parted
})

/** The same for what was asked for by name: `CacheBusy` when all of it is being downloaded. */
export const leaveBusy = Effect.fnUntraced(function* (planned: CachePlan) {
  const parted = yield* part(planned)
  const [first] = parted.busy
  if (first !== undefined && isEmpty(parted.plan)) return yield* new CacheBusy({ repo: first })
  return parted
})

/** Does the plan. `CacheBusy` when all of it is being downloaded right now; nothing was deleted then. */
export const remove = Effect.fn("cache.remove")(function* (planned: CachePlan) {
  const cache = yield* CacheInventory
  const parted = yield* leaveBusy(planned)
  yield* cache.remove(planned.inventory, removalOf(parted.plan))
  return parted
})
