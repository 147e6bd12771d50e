/** Holding on to repos and revisions: `prune` and `gc` leave them, `rm` refuses. */
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import { type CachedRepo, CacheInventory, type Inventory } from "../../services/CacheInventory.ts"
import { select } from "./select.ts"

const found = Effect.fnUntraced(function* (inventory: Inventory, targets: ReadonlyArray<string>) {
  const selection = yield* select(inventory, targets)
  const [missing] = [...targets.filter((word) => word.trim() === ""), ...selection.missing]
  if (missing !== undefined)
    return yield* new InvalidInput({ what: "target", value: missing, reason: "it is not in the cache" })
  const [damaged] = selection.damaged
  if (damaged !== undefined) {
    const reason = `it is damaged: ${damaged.reason}`
    return yield* new InvalidInput({ what: "target", value: damaged.key ?? damaged.path, reason })
  }
  if (selection.entries.length > 0) {
    const reason = "single files cannot be pinned; name the repository or a revision"
    return yield* new InvalidInput({ what: "target", value: targets[0] ?? "", reason })
  }
  const single = selection.revisions.filter(({ repo }) => !selection.named.includes(repo))
  return { named: selection.named, single }
})

/** What is pinned, by repo. */
export const pins = (inventory: Inventory): ReadonlyArray<CachedRepo> =>
  inventory.repos.filter(({ pinned }) => pinned === "all" || pinned.size > 0)

/** Pins what `targets` name; `InvalidInput` when one names nothing, and then nothing changes. */
export const pin = Effect.fn("cache.pin")(function* (targets: ReadonlyArray<string>, cacheDir?: string) {
  const cache = yield* CacheInventory
  const { named, single } = yield* found(yield* cache.scan(cacheDir), targets)
  yield* Effect.forEach(named, (repo) => cache.pin(repo, "all"), { discard: true })
  const byRepo = new Map<CachedRepo, Set<string>>()
  for (const { repo, revision } of single)
    if (repo.pinned !== "all") byRepo.set(repo, (byRepo.get(repo) ?? new Set(repo.pinned)).add(revision.commit))
  yield* Effect.forEach(byRepo, ([repo, commits]) => cache.pin(repo, commits), { discard: true })
})

/** Lets go of what `targets` name; a revision of a repo that is pinned as a whole stays with it. */
export const unpin = Effect.fn("cache.unpin")(function* (targets: ReadonlyArray<string>, cacheDir?: string) {
  const cache = yield* CacheInventory
  const { named, single } = yield* found(yield* cache.scan(cacheDir), targets)
  const whole = single.find(({ repo }) => repo.pinned === "all")
  if (whole !== undefined) {
    const reason = `${whole.repo.key} is pinned as a whole; unpin that`
    return yield* new InvalidInput({ what: "target", value: whole.revision.commit, reason })
  }
  yield* Effect.forEach(named, (repo) => cache.pin(repo, new Set()), { discard: true })
  const byRepo = new Map<CachedRepo, Set<string>>()
  for (const { repo, revision } of single) {
    const left = byRepo.get(repo) ?? new Set(repo.pinned)
    left.delete(revision.commit)
    byRepo.set(repo, left)
  }
  yield* Effect.forEach(byRepo, ([repo, commits]) => cache.pin(repo, commits), { discard: true })
})
