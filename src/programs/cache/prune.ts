/**
 * What nobody comes back to: revisions that no branch and no tag leads to (a pull request's ref does not count: the user's guide
 * prunes those, Python keeps them), unfinished downloads, payloads of the shared store without a repo.
 */
import * as Effect from "effect/Effect"
import { type CachedRevision, CacheInventory, type Inventory } from "../../services/CacheInventory.ts"
import { plan, type SparingPlan } from "./plan.ts"
import { isPinned, part } from "./remove.ts"

const isReachable = ({ refs }: CachedRevision): boolean => refs.some((ref) => !/^refs\/pr\/\d+$/.test(ref))

/** Pinned revisions stay, and what somebody is downloading right now. */
export const planPrune = Effect.fn("cache.planPrune")(function* (inventory: Inventory) {
  const cache = yield* CacheInventory
  const whole = plan(inventory, {
    revisions: inventory.repos.flatMap((repo) =>
      repo.revisions.flatMap((revision) =>
        isReachable(revision) || isPinned(repo, revision) ? [] : [{ repo, revision }]
      )
    ),
    leftovers: yield* cache.idle(inventory),
    payloads: inventory.unreferenced
  })
  const { busy, plan: planned } = yield* part(whole)
  return { ...planned, busy } satisfies SparingPlan
})
