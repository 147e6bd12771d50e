import * as fs from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as FileLocksLive from "../../../src/layers/disk/FileLocks.ts"
import { planGc } from "../../../src/programs/cache/gc.ts"
import { open } from "../../../src/programs/cache/open.ts"
import { type CachePlan, plan } from "../../../src/programs/cache/plan.ts"
import { planPrune } from "../../../src/programs/cache/prune.ts"
import { leaveBusy } from "../../../src/programs/cache/remove.ts"
import { select } from "../../../src/programs/cache/select.ts"
import { FileLocks } from "../../../src/services/FileLocks.ts"
import * as CacheTree from "../../support/CacheTree.ts"
import { withCache } from "./world.ts"

const { commit, etag } = CacheTree

/** As another process does that downloads into the repo: the file system keeps locks apart by descriptor. */
const downloading = (root: string, name: string) =>
  Effect.gen(function* () {
    const others = yield* Effect.provide(FileLocks, Layer.fresh(FileLocksLive.layer))
    yield* others.acquire(join(root, ".locks", `models--org--${name}`, `${etag("new")}.lock`))
  })

const day = (n: number) => new Date(Date.UTC(2026, 0, n))

/** Three repos of 100 bytes, the first one used longest ago. */
const three = (root: string) => {
  for (const [index, name] of ["first", "second", "third"].entries())
    CacheTree.repo(root, `models--org--${name}`, {
      commit: commit(String(index + 1)),
      files: { x: String(index).repeat(100) },
      time: day(index + 1)
    })
}

const ids = ({ selected }: CachePlan) => selected.map(({ repo }) => repo.id)

describe("what somebody is downloading right now", () => {
  it.scopedLive("is in no plan of gc, which takes the next one instead, and tells it", () =>
    withCache((root) =>
      Effect.gen(function* () {
        three(root)
        yield* downloading(root, "first")
        const inventory = yield* open(undefined, true)
        const fitting = yield* planGc(inventory, 200)
        assert.deepStrictEqual(
          [ids(fitting), fitting.repos, fitting.freed, fitting.taken, fitting.left, fitting.busy],
          [["org/second"], 1, 100, 300, 200, ["model/org/first"]]
        )
        const all = yield* planGc(inventory, 1)
        assert.deepStrictEqual(
          [ids(all), all.freed, all.left, all.busy],
          [["org/second", "org/third"], 200, 100, ["model/org/first"]]
        )
      })
    )
  )

  it.scopedLive("is not spoken of by gc when it would have stayed anyway", () =>
    withCache((root) =>
      Effect.gen(function* () {
        three(root)
        yield* downloading(root, "third")
        const { busy, selected } = yield* planGc(yield* open(undefined, true), 200)
        assert.deepStrictEqual([busy, selected.length], [[], 1])
      })
    )
  )

  it.scopedLive("leaves gc an empty plan when nothing else is there", () =>
    withCache((root) =>
      Effect.gen(function* () {
        CacheTree.repo(root, "models--org--first", { commit: commit("a"), files: { x: "x" } })
        yield* downloading(root, "first")
        const { busy, left, revisions } = yield* planGc(yield* open(undefined, true), 0)
        assert.deepStrictEqual([revisions, left, busy], [0, 1, ["model/org/first"]])
      })
    )
  )

  it.scopedLive("is in no plan of prune: its detached revisions stay until that is done", () =>
    withCache((root) =>
      Effect.gen(function* () {
        three(root)
        yield* downloading(root, "first")
        const planned = yield* planPrune(yield* open(undefined, true))
        assert.deepStrictEqual(
          [ids(planned), planned.freed, planned.busy],
          [["org/second", "org/third"], 200, ["model/org/first"]]
        )
      })
    )
  )

  it.scopedLive("is taken out of what rm was asked for, which fails when nothing else was", () =>
    withCache((root) =>
      Effect.gen(function* () {
        three(root)
        yield* downloading(root, "first")
        const inventory = yield* open(undefined, true)
        const both = plan(inventory, yield* select(inventory, ["model/org/first", "model/org/second"]))
        const { busy, plan: left } = yield* leaveBusy(both)
        assert.deepStrictEqual([ids(left), busy], [["org/second"], ["model/org/first"]])
        const one = plan(inventory, yield* select(inventory, ["model/org/first"]))
        assert.strictEqual((yield* Effect.flip(leaveBusy(one)))._tag, "CacheBusy")
        assert.isTrue(fs.existsSync(join(root, "models--org--first")))
      })
    )
  )
})
