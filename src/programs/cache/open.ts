/** What is in a cache, for somebody who is going to take something out. */
import * as Effect from "effect/Effect"
import { CacheInventory } from "../../services/CacheInventory.ts"

/** The inventory, once what an interrupted removal left is gone; with `dryRun` that stays, too. */
export const open = Effect.fn("cache.open")(function* (cacheDir: string | undefined, dryRun: boolean) {
  const cache = yield* CacheInventory
  if (!dryRun) yield* cache.finish(cacheDir)
  return yield* cache.scan(cacheDir)
})
