/** `hf cache …` of both clients on equal caches: what they say to programs, and what is left on the disk. */
import * as fs from "node:fs"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as CacheTree from "../support/CacheTree.ts"
import * as Hf from "../support/Hf.ts"
import * as TempDir from "../support/TempDir.ts"
import * as Trees from "../support/Trees.ts"
import { World } from "../support/World.ts"
import * as Python from "./Python.ts"

const { commit } = CacheTree
const ago = (days: number) => new Date(Date.now() - days * 86_400_000)

const seed = (root: string) => {
  const shared = "7".repeat(64)
  const one = CacheTree.repo(
    root,
    "models--org--one",
    {
      commit: commit("a"),
      refs: ["main", "refs/pr/1"],
      files: { m: "payload", "dir/x": "x".repeat(1250) },
      time: ago(3)
    },
    { commit: commit("b"), files: { "dir/x": "x".repeat(1250), old: "old" }, time: ago(40) }
  )
  const two = CacheTree.repo(root, "datasets--two", {
    commit: commit("c"),
    refs: ["v1"],
    files: { m: "payload", z: "z".repeat(2_500_000) },
    time: ago(400)
  })
  for (const folder of [one, two]) CacheTree.share(root, folder, "payload", shared)
  CacheTree.repo(root, "spaces--org--detached", { commit: commit("d"), files: { app: "app" }, time: ago(1) })
  const broken = CacheTree.repo(root, "models--org--broken", { commit: commit("e"), files: { a: "a" } })
  fs.rmSync(join(broken, "blobs"), { recursive: true })
  fs.writeFileSync(join(one, "blobs", `${"9".repeat(40)}.12345678.incomplete`), "half")
}

const reading: ReadonlyArray<string> = [
  "ls --json",
  "ls -q",
  "ls --revisions --json",
  "ls --revisions -q",
  "ls --format agent",
  "ls --filter size>2m --json",
  "ls --filter accessed>30d --filter type=dataset -q",
  "ls --filter refs=MAIN -q",
  "ls --sort modified:asc --limit 2 -q",
  "ls --sort name:desc --revisions -q",
  "ls --limit 0 --json",
  "ls --sort age",
  "ls --limit -1",
  "rm model/ORG/one --dry-run --json",
  `rm ${commit("b")} --dry-run --json`,
  `rm ${commit("a")} dataset/two --dry-run --json`,
  "rm hf://models/org/one/dir/x --dry-run --json",
  "rm hf://datasets/two --dry-run --json",
  "rm model/none --json",
  "prune --dry-run --json",
  "prune --json"
]

const changing: ReadonlyArray<string> = [
  `rm ${commit("b")} -y --json`,
  "rm dataset/two -y --json",
  "rm hf://models/org/one/m -y -q",
  `rm ${commit("a")} ${commit("b")} -y --json`,
  "prune -y --json"
]

/** Every file and link below a folder, by what it says. Locks differ: nobody removes them. */
const left = (root: string) =>
  Effect.map(Trees.files(root), (paths) =>
    Object.fromEntries(
      paths
        .filter((path) => !path.startsWith(".locks/") && !path.endsWith(".lock"))
        .map((path) => {
          const full = join(root, path)
          return [path, fs.lstatSync(full).isSymbolicLink() ? fs.readlinkSync(full) : fs.statSync(full).size]
        })
    )
  )

describe.skipIf(Python.missing)("hf cache of both clients", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "180 seconds" })((it) => {
    it.scoped("say the same to programs", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        seed(join(who.home, "hub"))
        yield* Effect.forEach(
          reading,
          (line) =>
            Effect.gen(function* () {
              const words = ["cache", ...line.split(" ")]
              const [ours, python] = yield* Effect.all([Hf.run(who, ...words), Python.hf(who, ...words)])
              assert.deepStrictEqual([line, ours.stdout, ours.code], [line, python.stdout, python.code])
            }),
          { concurrency: 2, discard: true }
        )
      })
    )

    it.scoped("leave the same behind", () =>
      Effect.forEach(
        changing,
        (line) =>
          Effect.gen(function* () {
            const words = ["cache", ...line.split(" ")]
            const world = yield* World
            const ours = yield* world.who()
            const python = yield* world.who()
            for (const { home } of [ours, python]) seed(join(home, "hub"))
            const said = yield* Effect.all([Hf.run(ours, ...words), Python.hf(python, ...words)])
            assert.deepStrictEqual([line, said[0].stdout, said[0].code], [line, said[1].stdout, said[1].code])
            const [mine, theirs] = yield* Effect.all([left(join(ours.home, "hub")), left(join(python.home, "hub"))])
            assert.deepStrictEqual(mine, theirs, line)
          }),
        { concurrency: 2, discard: true }
      )
    )

    it.scoped("verify the same", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("cache-verify", { "a.txt": "a", "b.txt": "b" })
        const who = yield* world.who()
        const snapshot = yield* Hf.ok(who, "download", repo, "-q")
        const folder = yield* TempDir.make("folder")
        fs.writeFileSync(join(folder, "a.txt"), "not a")
        fs.writeFileSync(join(folder, "c.txt"), "c")
        fs.rmSync(join(snapshot, "b.txt"))
        for (const [line, code] of [
          [`${repo} --json`, 0],
          [`${repo} -q`, 0],
          [`${repo} --fail-on-missing-files`, 7],
          [`${repo} --local-dir ${folder} --fail-on-extra-files`, 7],
          [`${repo} --local-dir ${folder} --cache-dir ${folder}`, 2]
        ] as const) {
          const words = ["cache", "verify", ...line.split(" ")]
          const [ours, python] = yield* Effect.all([Hf.run(who, ...words), Python.hf(who, ...words)])
          assert.deepStrictEqual([line, ours.stdout], [line, python.stdout])
          // Ours tells kinds of failure apart (docs/exit-codes.md).
          assert.deepStrictEqual([ours.code, python.code === 0], [code, code === 0])
        }
      })
    )
  })
})
