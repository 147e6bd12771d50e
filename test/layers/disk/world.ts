import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Scope } from "effect/Scope"
import * as CacheInventoryLive from "../../../src/layers/disk/CacheInventory.ts"
import * as FileLocksLive from "../../../src/layers/disk/FileLocks.ts"
import * as Settings from "../../../src/layers/Settings.ts"
import { open } from "../../../src/programs/cache/open.ts"
import { plan } from "../../../src/programs/cache/plan.ts"
import { remove } from "../../../src/programs/cache/remove.ts"
import { select } from "../../../src/programs/cache/select.ts"
import type { CacheInventory } from "../../../src/services/CacheInventory.ts"
import * as TempDir from "../../support/TempDir.ts"

/** A cache folder, and programs run against it. */
export const withCache = <A, E>(body: (root: string) => Effect.Effect<A, E, CacheInventory | Scope>) =>
  Effect.flatMap(TempDir.make("cache"), (root) =>
    Effect.provide(
      body(root),
      CacheInventoryLive.layer.pipe(Layer.provide([Settings.layerWith({ cacheDir: root }), FileLocksLive.layer]))
    )
  )

/** Does what `hf cache rm` of these does. */
export const removing = (...targets: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const inventory = yield* open(undefined, false)
    return yield* remove(plan(inventory, yield* select(inventory, targets)))
  })
