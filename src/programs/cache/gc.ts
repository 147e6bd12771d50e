/** Making a cache fit: what was not used for longest goes first, pins stay. */
import * as Effect from "effect/Effect"
import { CacheInventory, type Inventory, type Leftover, type Removal } from "../../services/CacheInventory.ts"
import { foldersOf, plan, type SparingPlan } from "./plan.ts"
import { isPinned, keysOf } from "./remove.ts"

export interface GcPlan extends SparingPlan {
  /** Bytes that the cache takes now: repos, damaged ones too, the shared store, and unfinished downloads. */
  readonly taken: number
  /** Bytes that would still be there. */
  readonly left: number
}

type Candidate = { readonly used: number } & (
  | { readonly revision: Removal["revisions"][number] }
  | { readonly leftover: Leftover }
)

const candidatesOf = (inventory: Inventory, idle: ReadonlyArray<Leftover & { readonly modified: number }>) =>
  [
    ...inventory.repos.flatMap((repo) =>
      repo.revisions
        .filter((revision) => !isPinned(repo, revision))
        .map((revision): Candidate => ({ used: revision.accessed, revision: { repo, revision } }))
    ),
    ...idle.map((leftover): Candidate => ({ used: leftover.modified, leftover }))
  ].sort((a, b) => a.used - b.used)

type Revision = Removal["revisions"][number]["revision"]

/** Is there anything that goes with a revision, if all of `gone` go? Blobs and payloads that others keep make no room. */
const makesRoom = (inventory: Inventory, gone: ReadonlySet<Revision>) => {
  const kept = new Set<string>()
  for (const { revisions } of inventory.repos)
    for (const revision of revisions)
      if (!gone.has(revision)) for (const { blob } of revision.entries) kept.add(blob.path)
  const isShared = (payload: string) => inventory.sharers.get(payload)?.some((path) => kept.has(path)) === true
  return ({ entries }: Revision): boolean =>
    entries.some(
      ({ blob }) => blob.size > 0 && !kept.has(blob.path) && (blob.payload === undefined || !isShared(blob.payload))
    )
}

/** Without revisions that would go for nothing. */
const useful = (inventory: Inventory, gone: ReadonlyArray<Candidate>): ReadonlyArray<Candidate> => {
  const revisions = gone.flatMap((each) => ("revision" in each ? [each.revision.revision] : []))
  const isUseful = makesRoom(inventory, new Set(revisions))
  return gone.filter((each) => !("revision" in each) || isUseful(each.revision.revision))
}

/**
 * The fewest revisions and unfinished downloads, oldest use first, without which the cache takes at most `maxSize` bytes; all but
 * the pinned, and what somebody is downloading right now, if that is not enough.
 */
export const planGc = Effect.fn("cache.planGc")(function* (inventory: Inventory, maxSize: number) {
  const beside = [...inventory.incomplete, ...inventory.problems].reduce((sum, { size }) => sum + size, 0)
  const taken = inventory.onDisk + beside
  const cache = yield* CacheInventory
  const all = candidatesOf(inventory, yield* cache.idle(inventory))
  // Payloads nobody refers to go before anything that somebody may still want.
  const payloads = taken > maxSize ? inventory.unreferenced : []
  const fits = (gone: ReadonlyArray<Candidate>) => {
    const planned = plan(inventory, {
      revisions: gone.flatMap((each) => ("revision" in each ? [each.revision] : [])),
      leftovers: gone.flatMap((each) => ("leftover" in each ? [each.leftover] : [])),
      payloads
    })
    return { ...planned, taken, left: taken - planned.freed }
  }
  const fewest = (candidates: ReadonlyArray<Candidate>) => {
    // More of them never free less: the first number that does is found by halving.
    let [low, high] = [0, candidates.length]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (fits(candidates.slice(0, middle)).left <= maxSize) high = middle
      else low = middle + 1
    }
    return fits(useful(inventory, candidates.slice(0, low)))
  }
  const busy = new Set<string>()
  const idle = new Set<string>()
  // Only the locks of what would go are tried: a large cache has thousands of others.
  for (;;) {
    const planned = fewest(all.filter((each) => !("revision" in each && busy.has(each.revision.repo.folder))))
    const folders = foldersOf(planned).filter((folder) => !idle.has(folder))
    const held = yield* cache.busy(inventory, folders)
    if (held.size === 0) return { ...planned, busy: keysOf(inventory, busy) } satisfies GcPlan
    for (const folder of folders) (held.has(folder) ? busy : idle).add(folder)
  }
})
