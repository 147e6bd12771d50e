/**
 * What nobody comes back to: revisions that no branch and no tag leads to (a pull request's ref does not count: the user's guide
 * prunes those, Python keeps them), unfinished downloads, payloads of the shared store without a repo.
 */
import type { CachedRevision, Inventory } from "../../services/CacheInventory.ts"
import { type CachePlan, plan } from "./plan.ts"
import { isPinned } from "./remove.ts"

const isReachable = ({ refs }: CachedRevision): boolean => refs.some((ref) => !/^refs\/pr\/\d+$/.test(ref))

/** Pinned revisions stay. */
export const planPrune = (inventory: Inventory): CachePlan =>
  plan(inventory, {
    revisions: inventory.repos.flatMap((repo) =>
      repo.revisions.flatMap((revision) =>
        isReachable(revision) || isPinned(repo, revision) ? [] : [{ repo, revision }]
      )
    ),
    leftovers: inventory.incomplete,
    payloads: inventory.unreferenced
  })
