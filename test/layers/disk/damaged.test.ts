import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { planGc } from "../../../src/programs/cache/gc.ts"
import { open } from "../../../src/programs/cache/open.ts"
import { pin } from "../../../src/programs/cache/pin.ts"
import { usage } from "../../../src/programs/cache/usage.ts"
import { CacheInventory } from "../../../src/services/CacheInventory.ts"
import * as CacheTree from "../../support/CacheTree.ts"
import * as TempDir from "../../support/TempDir.ts"
import { removing, withCache } from "./world.ts"

const { commit, etag } = CacheTree

const chain = Array.from({ length: 12 }, () => "d".repeat(250)).join("/")

/** Folders in one another, so deep that no path reaches the last: what nobody can read or delete by its name, root neither. */
const tooDeep = (root: string, folder: string) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const lower = yield* TempDir.make("lower")
      for (const place of [folder, lower]) fs.mkdirSync(join(place, chain), { recursive: true })
      fs.renameSync(lower, join(folder, chain, "lower"))
    }),
    // This one goes down step by step.
    () => Effect.sync(() => execFileSync("rm", ["-rf", root]))
  )

const emptyRef = (root: string, name: string): string => {
  const folder = CacheTree.repo(root, name, { commit: commit("a"), refs: ["main"], files: { x: "1234567890" } })
  fs.writeFileSync(join(folder, "refs", "main"), "")
  return folder
}

describe("a damaged cache", () => {
  it.scoped("usage counts what it can and tells what it cannot look into", () =>
    withCache((root) =>
      Effect.gen(function* () {
        CacheTree.repo(root, "models--org--good", { commit: commit("a"), files: { x: "x" } })
        const deep = CacheTree.repo(root, "models--org--deep", { commit: commit("a"), files: { x: "x" } })
        yield* tooDeep(root, deep)
        const { parts, problems, total } = yield* usage()
        assert.strictEqual(problems.length, 1)
        assert.match(problems[0]?.reason ?? "", /cannot be read \(ENAMETOOLONG\)/)
        assert.isTrue(problems[0]?.path.startsWith(`${deep}/ddd`))
        assert.sameMembers(
          parts.map(({ name }) => name),
          [".", "models--org--deep", "models--org--good"]
        )
        assert.isAbove(total, 0)
      })
    )
  )

  it.scoped("a damaged repo is told with its name and size, and can be removed by it; nothing else goes", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const good = CacheTree.repo(root, "models--org--good", { commit: commit("b"), files: { x: "x" } })
        const empty = emptyRef(root, "models--org--empty-ref")
        const elsewhere = yield* TempDir.make("elsewhere")
        fs.writeFileSync(join(elsewhere, "precious"), "")
        const linked = join(root, "datasets--org--linked")
        fs.mkdirSync(linked)
        fs.symlinkSync(elsewhere, join(linked, "snapshots"))
        fs.mkdirSync(join(root, "no-repo"))
        const { problems } = yield* (yield* CacheInventory).scan()
        assert.sameDeepMembers(
          problems.map(({ key, size }) => [key, size]),
          [
            ["model/org/empty-ref", 10],
            ["dataset/org/linked", 0],
            [undefined, 0]
          ].map(([key, size]) => [key, key === "model/org/empty-ref" ? 10 : size])
        )
        const { plan } = yield* removing("model/org/Empty-Ref", "hf://datasets/org/linked", "no-repo")
        assert.deepStrictEqual([plan.repos, plan.damaged.length], [2, 2])
        assert.deepStrictEqual([empty, linked, good, join(root, "no-repo")].map(fs.existsSync), [
          false,
          false,
          true,
          true
        ])
        assert.isTrue(fs.existsSync(join(elsewhere, "precious")))
      })
    )
  )

  it.scoped("what cannot be deleted is an error once, and no obstacle for what comes after", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const stuck = CacheTree.repo(root, "models--org--a-stuck", { commit: commit("a"), files: { x: "x" } })
        yield* tooDeep(root, join(stuck, "blobs"))
        const next = CacheTree.repo(root, "models--org--next", { commit: commit("b"), files: { x: "x" } })
        const last = CacheTree.repo(root, "models--org--z-last", { commit: commit("c"), files: { x: "x" } })
        const error = yield* Effect.flip(Effect.asVoid(removing("model/org/a-stuck", "model/org/next")))
        assert.match(error.message, /Cannot delete '.*trash\.hf-effect.*models--org--a-stuck/)
        assert.isFalse(fs.existsSync(next))
        yield* removing("model/org/z-last")
        assert.isFalse(fs.existsSync(last))
      })
    )
  )
})

describe("making a cache fit", () => {
  it.scoped("takes nothing that makes no room, and counts what is damaged", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const hash = "5".repeat(64)
        for (const name of ["models--org--one", "models--org--two"]) {
          const folder = CacheTree.repo(root, name, { commit: commit("a"), files: { m: "payload" } })
          CacheTree.share(root, folder, "payload", hash)
        }
        emptyRef(root, "models--org--damaged")
        yield* pin(["model/org/two"])
        const planned = yield* planGc(yield* open(undefined, true), 1)
        assert.deepStrictEqual([planned.taken, planned.left, planned.revisions], [17, 17, 0])
      })
    )
  )

  it.scoped("counts unfinished downloads, and takes those nobody is at by their age", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const day = (n: number) => new Date(Date.UTC(2026, 0, n))
        const repo = (name: string, digit: string, time: Date) =>
          CacheTree.repo(root, `models--org--${name}`, { commit: commit(digit), files: { x: digit.repeat(100) }, time })
        const old = repo("old", "a", day(1))
        repo("young", "b", day(3))
        const half = join(old, "blobs", `${etag("new")}.12345678.incomplete`)
        fs.writeFileSync(half, "h".repeat(50))
        fs.utimesSync(half, day(2), day(2))
        const fitting = (limit: number) =>
          Effect.flatMap(open(undefined, true), (inventory) => planGc(inventory, limit))
        const names = ({ leftovers, selected }: Effect.Effect.Success<ReturnType<typeof fitting>>) => [
          ...selected.map(({ repo }) => repo.id),
          ...leftovers.map(({ size }) => size)
        ]
        const all = yield* fitting(250)
        assert.deepStrictEqual([all.taken, all.left, names(all)], [250, 250, []])
        const one = yield* fitting(249)
        assert.deepStrictEqual([one.left, names(one)], [150, ["org/old"]])
        const two = yield* fitting(149)
        assert.deepStrictEqual([two.left, names(two)], [100, ["org/old", 50]])
      })
    )
  )
})
