/** The way to what is in the cache, for commands that ask no Hub: nothing of the network is loaded for them. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { CacheInventory } from "../services/CacheInventory.ts"
import type { Settings } from "../services/Settings.ts"

const layer: Layer.Layer<CacheInventory, never, Settings> = Layer.unwrapEffect(
  Effect.promise(async () => {
    const [inventory, locks] = await Promise.all([
      import("../layers/disk/CacheInventory.ts"),
      import("../layers/disk/FileLocks.ts")
    ])
    return Layer.provide(inventory.layer, locks.layer)
  })
)

/** Runs `program` with the local cache in reach. */
export const withCache = <A, E, R>(program: Effect.Effect<A, E, R>) => Effect.provide(program, layer)
