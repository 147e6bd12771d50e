/** Making a cache fit: what was not used for longest goes first, pins stay. */
import type { Inventory, Removal } from "../../services/CacheInventory.ts"
import { type CachePlan, plan } from "./plan.ts"
import { isPinned } from "./remove.ts"

export interface GcPlan extends CachePlan {
  /** Bytes that would still be there. */
  readonly left: number
}

/** The fewest revisions, oldest use first, without which the cache takes at most `maxSize` bytes; all but the pinned if that is not enough. */
export const planGc = (inventory: Inventory, maxSize: number): GcPlan => {
  const candidates = inventory.repos
    .flatMap((repo) => repo.revisions.map((revision) => ({ repo, revision })))
    .filter(({ repo, revision }) => !isPinned(repo, revision))
    .sort((a, b) => a.revision.accessed - b.revision.accessed)
  // Payloads nobody refers to go before anything that somebody may still want.
  const payloads = inventory.onDisk > maxSize ? inventory.unreferenced : []
  const fits = (revisions: Removal["revisions"]) => {
    const planned = plan(inventory, { revisions, payloads })
    return { ...planned, left: inventory.onDisk - planned.freed }
  }
  // More revisions never free less: the first number that does is found by halving.
  let [low, high] = [0, candidates.length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (fits(candidates.slice(0, middle)).left <= maxSize) high = middle
    else low = middle + 1
  }
  return fits(candidates.slice(0, low))
}
