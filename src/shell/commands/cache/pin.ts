import * as Effect from "effect/Effect"
import * as programs from "../../../programs/cache/pin.ts"
import { CacheInventory } from "../../../services/CacheInventory.ts"
import { Output } from "../../../services/Output.ts"
import { withCache } from "../../LocalCache.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import * as params from "./params.ts"

const help = "A repository (model/org/name or hf://models/org/name) or a revision's hash."

const showPins = (cacheDir: string | undefined) =>
  Effect.gen(function* () {
    const output = yield* Output
    const cache = withCache(Effect.flatMap(CacheInventory, (inventory) => inventory.scan(cacheDir)))
    const rows = programs
      .pins(yield* cache)
      .map(({ key, pinned }) => ({ id: key, pinned: pinned === "all" ? "all" : [...pinned].sort().join(" ") }))
    yield* output.table([{ key: "id" }, { key: "pinned" }], rows, "id")
  })

export const pin = leaf(
  {
    name: "pin",
    help: "Keep repositories or revisions: prune and gc leave them, rm refuses. Without a target, list what is pinned.",
    params: { targets: arg.any("TARGETS", { help, completes: "cached" }), cacheDir: params.cacheDir },
    examples: ["hf cache pin model/openai-community/gpt2", "hf cache pin"]
  },
  ({ cacheDir, targets }) =>
    Effect.gen(function* () {
      if (targets.length === 0) return yield* showPins(cacheDir)
      yield* withCache(programs.pin(targets, cacheDir))
      yield* (yield* Output).result("", "Pinned", [["targets", targets]])
    })
)

export const unpin = leaf(
  {
    name: "unpin",
    help: "Let go of what was pinned.",
    params: { targets: arg.some("TARGETS", { help, completes: "cached" }), cacheDir: params.cacheDir },
    examples: ["hf cache unpin model/openai-community/gpt2"]
  },
  ({ cacheDir, targets }) =>
    Effect.gen(function* () {
      yield* withCache(programs.unpin(targets, cacheDir))
      yield* (yield* Output).result("", "Unpinned", [["targets", targets]])
    })
)
