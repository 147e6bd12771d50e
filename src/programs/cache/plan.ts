/** What a removal would take out of a cache, and how much room that makes. Pure. */
import type {
  CachedBlob,
  CachedEntry,
  CachedRepo,
  CachedRevision,
  Damaged,
  Inventory,
  Leftover,
  Removal
} from "../../services/CacheInventory.ts"

export interface Selected {
  readonly repo: CachedRepo
  /** Sorted by commit. */
  readonly revisions: ReadonlyArray<CachedRevision>
  /** Every revision it has: then its folder goes. */
  readonly whole: boolean
}

export interface CachePlan {
  readonly inventory: Inventory
  /** By type, then name. */
  readonly selected: ReadonlyArray<Selected>
  readonly entries: Removal["entries"]
  readonly leftovers: ReadonlyArray<Leftover>
  readonly payloads: ReadonlyArray<Leftover>
  readonly damaged: ReadonlyArray<Damaged>
  /** Repos that go as a whole, the damaged ones too. */
  readonly repos: number
  /** Revisions of repos that stay. */
  readonly partial: number
  /** All revisions that go. */
  readonly revisions: number
  /** In bytes. */
  readonly freed: number
}

/** A plan that nobody wrote out by name. */
export interface SparingPlan extends CachePlan {
  /** Repos (`model/org/name`) that it would take if nobody were downloading them right now. */
  readonly busy: ReadonlyArray<string>
}

export interface CacheSelection {
  readonly revisions?: Removal["revisions"]
  readonly entries?: Removal["entries"]
  readonly leftovers?: ReadonlyArray<Leftover>
  readonly payloads?: ReadonlyArray<Leftover>
  readonly damaged?: ReadonlyArray<Damaged>
}

const sum = (items: ReadonlyArray<{ readonly size: number }>): number => items.reduce((all, { size }) => all + size, 0)

/** Blobs of the repo that nothing uses any more once `gone` is out. */
const freedBlobs = (repo: CachedRepo, gone: (revision: CachedRevision, entry: CachedEntry) => boolean) => {
  const kept = new Set<string>()
  const freed = new Map<string, CachedBlob>()
  for (const revision of repo.revisions)
    for (const entry of revision.entries) {
      if (gone(revision, entry)) freed.set(entry.blob.path, entry.blob)
      else kept.add(entry.blob.path)
    }
  return [...freed.values()].filter(({ path }) => !kept.has(path))
}

/** A payload that others share makes room only when all its sharers go. */
const room = (inventory: Inventory, blobs: ReadonlyArray<CachedBlob>): number => {
  const paths = new Set(blobs.map(({ path }) => path))
  const counted = new Set<string>()
  return blobs.reduce((all, { payload, size }) => {
    if (payload === undefined) return all + size
    if (counted.has(payload) || inventory.sharers.get(payload)?.some((path) => !paths.has(path))) return all
    counted.add(payload)
    return all + size
  }, 0)
}

const byName = (a: Selected, b: Selected): number => {
  const key = ({ repo }: Selected) => `${repo.type}/${repo.id.toLowerCase()}`
  return key(a) < key(b) ? -1 : 1
}

export const plan = (inventory: Inventory, selection: CacheSelection): CachePlan => {
  const { damaged = [], entries = [], leftovers = [], payloads = [], revisions = [] } = selection
  const byRepo = new Map<CachedRepo, Set<CachedRevision>>()
  for (const { repo, revision } of revisions) byRepo.set(repo, (byRepo.get(repo) ?? new Set()).add(revision))
  const selected = [...byRepo]
    .map(
      ([repo, some]): Selected => ({
        repo,
        revisions: [...some].sort((a, b) => (a.commit < b.commit ? -1 : 1)),
        whole: some.size === repo.revisions.length
      })
    )
    .sort(byName)
  const files = new Set(entries.map(({ entry }) => entry))
  const touched = new Set([...byRepo.keys(), ...entries.map(({ repo }) => repo)])
  const blobs = [...touched].flatMap((repo) =>
    freedBlobs(repo, (revision, entry) => byRepo.get(repo)?.has(revision) === true || files.has(entry))
  )
  const count = selected.reduce((all, each) => all + each.revisions.length, 0)
  const whole = selected.filter((each) => each.whole)
  return {
    inventory,
    selected,
    entries,
    leftovers,
    payloads,
    damaged,
    repos: whole.length + damaged.length,
    partial: count - whole.reduce((all, each) => all + each.revisions.length, 0),
    revisions: count,
    freed: room(inventory, blobs) + sum(leftovers) + sum(payloads) + sum(damaged)
  }
}

/** The folders of the repos that it takes something out of. */
export const foldersOf = ({ damaged, entries, selected }: CachePlan): ReadonlyArray<string> => [
  ...new Set([
    ...selected.map(({ repo }) => repo.folder),
    ...entries.map(({ repo }) => repo.folder),
    ...damaged.map(({ path }) => path)
  ])
]

/** The same without what is of the repos in these folders. */
export const without = (planned: CachePlan, folders: ReadonlySet<string>): CachePlan =>
  plan(planned.inventory, {
    revisions: removalOf(planned).revisions.filter(({ repo }) => !folders.has(repo.folder)),
    entries: planned.entries.filter(({ repo }) => !folders.has(repo.folder)),
    leftovers: planned.leftovers,
    payloads: planned.payloads,
    damaged: planned.damaged.filter(({ path }) => !folders.has(path))
  })

export const removalOf = ({ damaged, entries, leftovers, payloads, selected }: CachePlan): Removal => ({
  revisions: selected.flatMap(({ repo, revisions }) => revisions.map((revision) => ({ repo, revision }))),
  entries,
  leftovers,
  payloads,
  damaged
})

export const isEmpty = ({ damaged, entries, leftovers, payloads, revisions }: CachePlan): boolean =>
  revisions === 0 && [damaged, entries, leftovers, payloads].every(({ length }) => length === 0)
