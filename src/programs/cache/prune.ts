/** What nothing points at any more: revisions without a ref, unfinished downloads, payloads of the shared store without a repo. */
import type { Inventory } from "../../services/CacheInventory.ts"
import { type CachePlan, plan } from "./plan.ts"
import { isPinned } from "./remove.ts"

/** Pinned revisions stay. */
export const planPrune = (inventory: Inventory): CachePlan =>
  plan(inventory, {
    revisions: inventory.repos.flatMap((repo) =>
      repo.revisions.flatMap((revision) =>
        revision.refs.length === 0 && !isPinned(repo, revision) ? [{ repo, revision }] : []
      )
    ),
    leftovers: inventory.incomplete,
    payloads: inventory.unreferenced
  })
