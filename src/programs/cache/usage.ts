/** What a cache takes of its disk. */
import * as Effect from "effect/Effect"
import { CacheInventory } from "../../services/CacheInventory.ts"

/** The parts, largest first, and their sum in bytes: what `du -s` says of the folder; `problems`: what it cannot look into either. */
export const usage = Effect.fn("cache.usage")(function* (cacheDir?: string) {
  const { parts: all, problems } = yield* (yield* CacheInventory).usage(cacheDir)
  const parts = [...all].sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1))
  return {
    root: all.find(({ name }) => name === ".")?.path ?? "",
    parts,
    problems,
    total: parts.reduce((sum, { bytes }) => sum + bytes, 0)
  }
})
