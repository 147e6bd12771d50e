import * as fs from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as FileLocksLive from "../../../src/layers/disk/FileLocks.ts"
import { open } from "../../../src/programs/cache/open.ts"
import { plan } from "../../../src/programs/cache/plan.ts"
import { planPrune } from "../../../src/programs/cache/prune.ts"
import { remove } from "../../../src/programs/cache/remove.ts"
import { select } from "../../../src/programs/cache/select.ts"
import { CacheInventory, type Inventory, type Summary } from "../../../src/services/CacheInventory.ts"
import { FileLocks } from "../../../src/services/FileLocks.ts"
import * as CacheTree from "../../support/CacheTree.ts"
import * as TempDir from "../../support/TempDir.ts"
import { removing, withCache } from "./world.ts"

const { commit, etag } = CacheTree
const hash = "5".repeat(64)

const withoutEntries = ({ root, repos, problems, incomplete, onDisk }: Inventory): Summary => ({
  root,
  repos: repos.map((repo) => ({ ...repo, revisions: repo.revisions.map(({ entries: _, ...revision }) => revision) })),
  problems,
  incomplete,
  onDisk
})

/** Everything, and a list that says the same. */
const scan = Effect.gen(function* () {
  const cache = yield* CacheInventory
  const inventory = yield* cache.scan()
  assert.deepStrictEqual(yield* cache.summary(), withoutEntries(inventory))
  return inventory
})

describe("reading a cache", () => {
  it.scoped("one bad repo is that repo's problem alone, and each has a reason", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const files = { "a.txt": "a" }
        CacheTree.repo(root, "models--org--good", { commit: commit("a"), refs: ["main"], files })
        CacheTree.repo(root, "kernels--org--kernel", { commit: commit("a"), files })
        const dangling = CacheTree.repo(root, "models--org--dangling", { commit: commit("a"), files })
        fs.rmSync(join(dangling, "blobs", etag("a")))
        const emptyRef = CacheTree.repo(root, "models--org--empty-ref", { commit: commit("a"), files })
        fs.mkdirSync(join(emptyRef, "refs"))
        fs.writeFileSync(join(emptyRef, "refs", "main"), "")
        const lostRef = CacheTree.repo(root, "models--org--lost-ref", { commit: commit("a"), files })
        fs.mkdirSync(join(lostRef, "refs"))
        fs.writeFileSync(join(lostRef, "refs", "v1"), commit("f"))
        const stray = CacheTree.repo(root, "models--org--stray", { commit: commit("a"), files })
        fs.writeFileSync(join(stray, "snapshots", "note"), "")
        fs.mkdirSync(join(root, "models--org--no-snapshots"))
        const elsewhere = join(yield* TempDir.make("elsewhere"), "moved")
        const linked = CacheTree.repo(root, "models--org--linked", { commit: commit("a"), files })
        fs.renameSync(join(linked, "snapshots"), elsewhere)
        fs.symlinkSync(elsewhere, join(linked, "snapshots"))
        const linkedRefs = CacheTree.repo(root, "models--org--linked-refs", { commit: commit("a"), files })
        fs.symlinkSync(elsewhere, join(linkedRefs, "refs"))
        fs.mkdirSync(join(root, "wheels--org--x", "snapshots"), { recursive: true })
        fs.mkdirSync(join(root, "elsewhere"))
        fs.writeFileSync(join(root, "file"), "")
        for (const ignored of [".DS_Store", "CACHEDIR.TAG"]) fs.writeFileSync(join(root, ignored), "")
        const { problems, repos } = yield* scan
        assert.deepStrictEqual(
          repos.map(({ key, size }) => [key, size]),
          [
            ["kernel/org/kernel", 1],
            ["model/org/good", 1]
          ]
        )
        const reasons = Object.fromEntries(problems.map(({ path, reason }) => [path.slice(root.length + 1), reason]))
        const expected = {
          "models--org--dangling": /leads nowhere/,
          "models--org--empty-ref": /ref 'main' points at nothing/,
          "models--org--lost-ref": /ref 'v1' points at f{40}, of which there is no snapshot/,
          "models--org--stray": /a file lies among its snapshots: note/,
          "models--org--no-snapshots": /it has no snapshots/,
          "models--org--linked": /its snapshots are a link to another place/,
          "models--org--linked-refs": /its refs are a link to another place/,
          "wheels--org--x": /'wheels' is no type of repo/,
          elsewhere: /its name is not that of a repo/,
          file: /it is not a folder/
        }
        assert.sameMembers(Object.keys(reasons), Object.keys(expected))
        for (const [name, pattern] of Object.entries(expected)) assert.match(reasons[name] ?? "", pattern)
      })
    )
  )

  it.scoped("what repos share counts once on the disk and in every repo", () =>
    withCache((root) =>
      Effect.gen(function* () {
        for (const name of ["models--org--one", "models--org--two"]) {
          const folder = CacheTree.repo(root, name, {
            commit: commit("a"),
            refs: ["main"],
            files: { m: "payload", own: name }
          })
          CacheTree.share(root, folder, "payload", hash)
        }
        const { onDisk, problems, repos } = yield* scan
        assert.deepStrictEqual(problems, [])
        assert.deepStrictEqual(
          repos.map(({ size }) => size),
          [7 + 16, 7 + 16]
        )
        assert.strictEqual(onDisk, 7 + 16 + 16)
      })
    )
  )
})

describe("listing a cache", () => {
  it.scoped("says what reading every link says, however the files lie", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const elsewhere = yield* TempDir.make("elsewhere")
        fs.writeFileSync(join(elsewhere, "far.txt"), "far away")
        const folder = CacheTree.repo(
          root,
          "models--org--odd",
          {
            commit: commit("a"),
            refs: ["main"],
            files: { "one.txt": "same", "two.txt": "same", "deep/down/three.txt": "3" },
            time: new Date("2026-02-03T04:05:06.789Z")
          },
          {
            commit: commit("b"),
            files: { "one.txt": "same", "four.txt": "four" },
            time: new Date("2025-01-01T00:00:00Z")
          }
        )
        const at = (path: string) => join(folder, "snapshots", commit("b"), path)
        fs.mkdirSync(join(folder, "snapshots", commit("c")))
        yield* scan
        fs.writeFileSync(at("no link.txt"), "a file of its own")
        fs.writeFileSync(join(folder, "blobs", "nobody's"), "of no revision")
        fs.symlinkSync(elsewhere, at("folder"))
        fs.symlinkSync(join(elsewhere, "far.txt"), at("far.txt"))
        yield* scan
        // One inode, two blobs.
        fs.linkSync(join(folder, "blobs", etag("four")), join(folder, "blobs", etag("vier")))
        fs.symlinkSync(join("..", "..", "blobs", etag("vier")), at("vier.txt"))
        const { repos } = yield* scan
        assert.strictEqual(repos[0]?.size, 4 + 1 + 4 + 4 + 17 + 8)
        CacheTree.share(root, folder, "same", hash)
        const { onDisk } = yield* scan
        assert.strictEqual(onDisk, 4 + 1 + 4 + 4 + 17 + 8)
      })
    )
  )

  it.scoped("a loop of links is that repo's problem", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const folder = CacheTree.repo(root, "models--org--loop", { commit: commit("a"), files: { "a.txt": "a" } })
        const blob = join(folder, "blobs", etag("a"))
        fs.rmSync(blob)
        fs.symlinkSync(etag("a"), blob)
        const { problems } = yield* scan
        const reason = "it cannot be read (ELOOP)"
        assert.deepStrictEqual(problems, [{ path: folder, reason, key: "model/org/loop", size: 0 }])
      })
    )
  )
})

describe("taking things out of a cache", () => {
  it.scoped("a revision goes with its refs and what only it used; the others keep every file", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const folder = CacheTree.repo(
          root,
          "models--org--name",
          { commit: commit("a"), refs: ["main", "refs/pr/1"], files: { "both.txt": "both", "dir/old.txt": "old" } },
          { commit: commit("b"), refs: ["dev"], files: { "both.txt": "both", "new.txt": "new" } }
        )
        const { plan: done } = yield* removing("aaaaaa")
        assert.strictEqual(done.freed, 3)
        assert.deepStrictEqual(fs.readdirSync(join(folder, "snapshots")), [commit("b")])
        assert.sameMembers(fs.readdirSync(join(folder, "blobs")), [etag("both"), etag("new")])
        assert.deepStrictEqual(
          (yield* scan).repos[0]?.revisions.map(({ refs }) => refs),
          [["dev"]]
        )
        assert.deepStrictEqual(CacheTree.dangling(root), [])
        assert.deepStrictEqual(fs.readdirSync(join(root, ".locks")), [])
      })
    )
  )

  it.scoped("a repo that cannot be deleted is told, and stops no other", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const repo = (name: string, old: string, young: string) =>
          CacheTree.repo(
            root,
            name,
            { commit: commit(old), refs: ["main"], files: { "a.txt": "a" } },
            { commit: commit(young), files: { "b.txt": "b" } }
          )
        const stuck = repo("models--org--a-stuck", "a", "b")
        const next = repo("models--org--next", "c", "d")
        const inventory = yield* open(undefined, false)
        const planned = plan(inventory, yield* select(inventory, ["aaaaaa", "cccccc"]))
        fs.rmSync(join(stuck, "refs", "main"))
        fs.mkdirSync(join(stuck, "refs", "main"))
        const error = yield* Effect.flip(Effect.asVoid(remove(planned)))
        assert.match(error.message, /Cannot delete '.*models--org--a-stuck'/)
        assert.deepStrictEqual(fs.readdirSync(join(next, "snapshots")), [commit("d")])
        assert.deepStrictEqual(fs.readdirSync(join(next, "blobs")), [etag("b")])
      })
    )
  )

  it.scoped("a file that cannot be deleted is told, and stops no other", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const repo = (name: string, digit: string) =>
          CacheTree.repo(root, name, { commit: commit(digit), refs: ["main"], files: { "a.txt": "a", "b.txt": "b" } })
        const stuck = repo("models--org--a-stuck", "a")
        const next = repo("models--org--next", "b")
        const targets = ["hf://models/org/a-stuck/a.txt", "hf://models/org/next/a.txt"]
        const inventory = yield* open(undefined, false)
        const planned = plan(inventory, yield* select(inventory, targets))
        // The folder of the entry is one no more.
        const snapshot = join(stuck, "snapshots", commit("a"))
        fs.rmSync(snapshot, { recursive: true })
        fs.writeFileSync(snapshot, "")
        const error = yield* Effect.flip(Effect.asVoid(remove(planned)))
        assert.match(error.message, /Cannot delete '.*models--org--a-stuck.*a\.txt'/)
        assert.deepStrictEqual(fs.readdirSync(join(next, "snapshots", commit("b"))), ["b.txt"])
        assert.deepStrictEqual(fs.readdirSync(join(next, "blobs")), [etag("b")])
      })
    )
  )

  it.scoped("a file goes from every revision, its blob only if nothing else uses it", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const folder = CacheTree.repo(
          root,
          "models--org--name",
          { commit: commit("a"), refs: ["main"], files: { x: "one", copy: "one" } },
          { commit: commit("b"), files: { x: "two" } }
        )
        const { plan: done } = yield* removing("hf://models/org/name/x")
        assert.strictEqual(done.entries.length, 2)
        assert.deepStrictEqual(fs.readdirSync(join(folder, "blobs")), [etag("one")])
        assert.deepStrictEqual(fs.readdirSync(join(folder, "snapshots", commit("a"))), ["copy"])
        assert.deepStrictEqual(CacheTree.dangling(root), [])
      })
    )
  )

  it.scoped("nothing behind a link that leads out of the repo is touched", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const outside = join(yield* TempDir.make("outside"), "precious")
        fs.mkdirSync(outside)
        fs.writeFileSync(join(outside, "file"), "precious")
        const folder = CacheTree.repo(
          root,
          "models--org--name",
          { commit: commit("a"), files: { x: "x" } },
          { commit: commit("b"), refs: ["main"], files: { y: "y" } }
        )
        const snapshot = join(folder, "snapshots", commit("a"))
        fs.symlinkSync(join(outside, "file"), join(snapshot, "file"))
        fs.symlinkSync(outside, join(snapshot, "folder"))
        yield* removing(commit("a"))
        assert.isFalse(fs.existsSync(snapshot))
        fs.symlinkSync(outside, join(root, "models--org--linked"))
        yield* removing("model/org/name")
        assert.isFalse(fs.existsSync(folder))
        assert.deepStrictEqual(fs.readdirSync(outside), ["file"])
      })
    )
  )

  it.scoped("a shared payload stays while another repo has it, and goes with the last one", () =>
    withCache((root) =>
      Effect.gen(function* () {
        let payload = ""
        for (const name of ["models--org--one", "models--org--two"])
          payload = CacheTree.share(
            root,
            CacheTree.repo(root, name, { commit: commit("a"), files: { m: "payload" } }),
            "payload",
            hash
          )
        assert.strictEqual((yield* removing("model/org/one")).plan.freed, 0)
        assert.strictEqual(fs.readFileSync(payload, "utf8"), "payload")
        assert.strictEqual((yield* removing("model/org/two")).plan.freed, 7)
        assert.isFalse(fs.existsSync(payload))
        assert.isFalse(fs.existsSync(`${payload}.refs`))
      })
    )
  )

  it.scoped("prune takes payloads nobody refers to, and none of which that cannot be told", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const folder = CacheTree.repo(root, "models--org--one", { commit: commit("a"), files: { m: "payload" } })
        const payload = CacheTree.share(root, folder, "payload", hash)
        fs.rmSync(folder, { recursive: true })
        fs.writeFileSync(`${payload}.refs`, Buffer.from([0xff, 0xfe]))
        assert.deepStrictEqual((yield* scan).unreferenced, [])
        fs.writeFileSync(`${payload}.refs`, "models--org--one/blobs/../../x\n")
        yield* remove(yield* planPrune(yield* open(undefined, false)))
        assert.isFalse(fs.existsSync(payload))
      })
    )
  )

  it.scoped("prune neither takes nor counts what somebody is downloading", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const folder = CacheTree.repo(root, "models--org--one", {
          commit: commit("a"),
          refs: ["main"],
          files: { m: "m" }
        })
        const held = join(folder, "blobs", `${"b".repeat(40)}.12345678.incomplete`)
        const left = join(folder, "blobs", `${"c".repeat(40)}.12345678.incomplete`)
        fs.writeFileSync(held, "on its way")
        fs.writeFileSync(left, "left")
        const lock = join(root, ".locks", "models--org--one", `${"b".repeat(40)}.lock`)
        fs.mkdirSync(dirname(lock), { recursive: true })
        const planned = yield* Effect.scoped(
          Effect.gen(function* () {
            yield* (yield* FileLocks).acquire(lock)
            return yield* planPrune(yield* open(undefined, false))
          })
        ).pipe(Effect.provide(FileLocksLive.layer))
        assert.deepStrictEqual(
          planned.leftovers.map(({ path, size }) => ({ path, size })),
          [{ path: left, size: 4 }]
        )
        assert.strictEqual(planned.freed, 4)
        yield* remove(planned)
        assert.deepStrictEqual([fs.existsSync(held), fs.existsSync(left)], [true, false])
      })
    )
  )

  it.scoped("what was killed on the way is out of sight, and the next removal finishes it", () =>
    withCache((root) =>
      Effect.gen(function* () {
        const folder = CacheTree.repo(
          root,
          "models--org--name",
          { commit: commit("a"), files: { both: "both", old: "old" } },
          { commit: commit("b"), refs: ["main"], files: { both: "both" } }
        )
        const whole = CacheTree.repo(root, "models--org--gone", { commit: commit("a"), files: { m: "payload" } })
        const payload = CacheTree.share(root, whole, "payload", hash)
        // As a process leaves it that dies right after the first step.
        const trash = join(root, ".locks", "trash.hf-effect")
        fs.mkdirSync(join(trash, "models--org--name"), { recursive: true })
        fs.mkdirSync(join(trash, "models--org--gone"))
        fs.renameSync(join(folder, "snapshots", commit("a")), join(trash, "models--org--name", "part.00000000"))
        fs.renameSync(whole, join(trash, "models--org--gone", "repo.00000000"))
        const seen = yield* scan
        assert.deepStrictEqual(seen.problems, [])
        assert.deepStrictEqual(
          seen.repos.map(({ key, size }) => [key, size]),
          [["model/org/name", 4]]
        )
        assert.isTrue(fs.existsSync(join(folder, "blobs", etag("old"))))
        yield* open(undefined, false)
        assert.deepStrictEqual(fs.readdirSync(join(folder, "blobs")), [etag("both")])
        assert.isFalse(fs.existsSync(payload))
        assert.isFalse(fs.existsSync(trash))
      })
    )
  )

  it.scopedLive("what another process is downloading is left alone", () =>
    withCache((root) =>
      Effect.gen(function* () {
        for (const name of ["busy", "idle"])
          CacheTree.repo(root, `models--org--${name}`, { commit: commit("a"), files: { x: name } })
        const blobs = join(root, "models--org--busy", "blobs")
        for (const name of [`${etag("new")}.12345678.incomplete`, `${etag("old")}.hf-effect.incomplete`])
          fs.writeFileSync(join(blobs, name), "half")
        // Another set of locks excludes ours as another process does: the file system keeps them apart by descriptor.
        const others = yield* Effect.provide(FileLocks, Layer.fresh(FileLocksLive.layer))
        yield* others.acquire(join(root, ".locks", "models--org--busy", `${etag("new")}.lock`))
        const { busy } = yield* removing("model/org/busy", "model/org/idle")
        assert.deepStrictEqual(busy, ["model/org/busy"])
        assert.isFalse(fs.existsSync(join(root, "models--org--idle")))
        const refused = yield* Effect.flip(removing("model/org/busy"))
        assert.strictEqual(refused._tag, "CacheBusy")
        yield* remove(plan(yield* scan, { leftovers: (yield* scan).incomplete }))
        assert.sameMembers(fs.readdirSync(blobs), [etag("busy"), `${etag("new")}.12345678.incomplete`])
      })
    )
  )
})
