import * as fs from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { download, dryRunRows } from "../../src/programs/download.ts"
import * as TestHub from "./testHub.ts"
import { layer, repo, startWith, tree } from "./world.ts"

const config: TestHub.HubFile = { path: "config.json", bytes: Buffer.from('{"a":1}\n') }
const nested: TestHub.HubFile = { path: "sub/deep/é😀.txt", bytes: Buffer.from("nested") }
const empty: TestHub.HubFile = { path: "empty", bytes: Buffer.alloc(0) }
const weights: TestHub.HubFile = {
  path: "model.bin",
  bytes: Buffer.alloc(3_500_001, "weights and more of them, "),
  lfs: true
}
const copy: TestHub.HubFile = { path: "sub/copy.json", bytes: config.bytes }
const all = [config, nested, empty, weights, copy]

const start = (files: ReadonlyArray<TestHub.HubFile> = all) => startWith(files)

describe("download into the cache", () => {
  it.scopedLive("makes the tree all clients share, verified, with one request a file", () =>
    Effect.gen(function* () {
      const { hub, root, cache, run } = yield* start()
      const result = yield* run()
      const snapshot = join(cache, "snapshots", TestHub.commitA)
      expect(result.path).toBe(snapshot)
      expect(result.commit).toBe(TestHub.commitA)
      for (const file of all) expect(fs.readFileSync(join(snapshot, file.path)).equals(file.bytes)).toBe(true)
      expect(hub.seen.length).toBe(2 + 3)
      expect(result.requests).toBe(5)
      expect(result.bytes).toBe(config.bytes.length + nested.bytes.length + weights.bytes.length)
      const commit = TestHub.commitA
      const [c, n, e, w] = all.map(TestHub.etagOf)
      expect(tree(join(root, "hub"))).toEqual(
        [
          "CACHEDIR.TAG",
          ...[c, e, n, w].map((etag) => `.locks/models--org--repo/${etag}.lock`),
          ...[c, e, n, w].map((etag) => `models--org--repo/blobs/${etag}`),
          "models--org--repo/refs/main",
          `models--org--repo/snapshots/${commit}/config.json -> ../../blobs/${c}`,
          `models--org--repo/snapshots/${commit}/empty -> ../../blobs/${e}`,
          `models--org--repo/snapshots/${commit}/model.bin -> ../../blobs/${w}`,
          `models--org--repo/snapshots/${commit}/sub/copy.json -> ../../../blobs/${c}`,
          `models--org--repo/snapshots/${commit}/sub/deep/é😀.txt -> ../../../../blobs/${n}`,
          `models--org--repo/trees/${commit}.json`
        ].sort()
      )
      expect(fs.readFileSync(join(cache, "refs/main"), "utf8")).toBe(commit)
    })
  )

  it.scopedLive("asks one question and moves no byte the second time", () =>
    Effect.gen(function* () {
      const { hub, run } = yield* start()
      yield* run()
      hub.seen.length = 0
      const again = yield* run()
      expect(hub.seen).toEqual(["GET /api/models/org/repo/revision/main"])
      expect([again.bytes, again.requests]).toEqual([0, 1])
      expect(new Set(again.files.map((file) => file.status))).toEqual(new Set(["cached"]))
    })
  )

  it.scopedLive("fetches one file by its name without listing the repo", () =>
    Effect.gen(function* () {
      const { hub, cache, run } = yield* start()
      const result = yield* run({ filenames: ["config.json"] })
      expect(result.path).toBe(join(cache, "snapshots", TestHub.commitA, "config.json"))
      expect(hub.seen.length).toBe(3)
      hub.seen.length = 0
      expect((yield* run({ filenames: ["config.json"], revision: TestHub.commitA })).path).toBe(result.path)
      expect(hub.seen).toEqual([])
    })
  )

  it.scopedLive("keeps to the patterns, and says so when nothing matches", () =>
    Effect.gen(function* () {
      const { root, cache, run } = yield* start()
      const error = yield* Effect.flip(run({ include: ["*.safetensors"] }))
      expect(error).toMatchObject({ _tag: "InvalidInput", value: "*.safetensors" })
      expect(fs.readdirSync(root)).toEqual([])
      const result = yield* run({ include: ["*.json"], exclude: ["sub/*"] })
      expect(result.files.map((file) => file.path)).toEqual(["config.json"])
      const folderOnly = yield* run({ filenames: ["sub/"] })
      expect(folderOnly.path).toBe(join(cache, "snapshots", TestHub.commitA))
      expect(folderOnly.files.map((file) => file.path).sort()).toEqual(["sub/copy.json", "sub/deep/é😀.txt"])
      expect((yield* Effect.flip(run({ filenames: ["sub/"], include: ["*"] })))._tag).toBe("InvalidInput")
    })
  )

  it.scopedLive("shows in a dry run what would come, and writes nothing", () =>
    Effect.gen(function* () {
      const { hub, root, run } = yield* start()
      const before = yield* run({ dryRun: true })
      expect(fs.readdirSync(root)).toEqual([])
      expect(TestHub.fetched(hub)).toEqual([])
      expect(dryRunRows(before)).toEqual(
        all.map(({ path, bytes }) => ({ path, size: bytes.length })).sort((a, b) => (a.path < b.path ? -1 : 1))
      )
      yield* run({ include: ["*.json"] })
      const after = yield* run({ dryRun: true })
      expect(
        dryRunRows(after)
          .filter((row) => row.size === null)
          .map((row) => row.path)
      ).toEqual(["config.json", "sub/copy.json"])
    })
  )

  it.scopedLive("remembers that a file does not exist", () =>
    Effect.gen(function* () {
      const { cache, run } = yield* start()
      const error = yield* Effect.flip(run({ filenames: ["nope.txt"] }))
      expect(error).toMatchObject({ _tag: "EntryNotFound", path: "nope.txt", commitHash: TestHub.commitA })
      expect(tree(cache)).toEqual([`.no_exist/${TestHub.commitA}/nope.txt`, "refs/main"])
    })
  )

  it.scopedLive("refuses hostile names before anything is written", () =>
    Effect.gen(function* () {
      for (const path of ["../outside", "a/../../x", "/etc/passwd", "c:/x", "a\\..\\..\\x"]) {
        const { hub, root, run } = yield* start([config, { path, bytes: Buffer.from("evil") }])
        expect((yield* Effect.flip(run()))._tag).toBe("InvalidInput")
        expect((yield* Effect.flip(run({ localDir: join(root, "here") })))._tag).toBe("InvalidInput")
        expect(TestHub.fetched(hub)).toEqual([])
        expect(fs.readdirSync(root)).toEqual([])
        // Unwanted, it is in nobody's way.
        expect((yield* run({ include: ["*.json"] })).files.map((file) => file.path)).toEqual(["config.json"])
        expect((yield* Effect.flip(run({ filenames: [path] })))._tag).toBe("InvalidInput")
      }
    })
  )

  it.scopedLive("shares blobs between commits, and fetches what is new only", () =>
    Effect.gen(function* () {
      const { hub, cache, run } = yield* start()
      yield* run()
      const changed = { path: "config.json", bytes: Buffer.from('{"a":2}\n') }
      hub.commits.set(TestHub.commitB, [changed, weights])
      hub.refs.set("main", TestHub.commitB)
      hub.seen.length = 0
      const result = yield* run()
      expect(TestHub.fetched(hub)).toEqual(["config.json"])
      expect(result.files).toEqual([
        { path: "config.json", size: changed.bytes.length, status: "downloaded" },
        { path: "model.bin", size: weights.bytes.length, status: "cached" }
      ])
      expect(fs.readFileSync(join(cache, "refs/main"), "utf8")).toBe(TestHub.commitB)
      expect(fs.readFileSync(join(cache, "snapshots", TestHub.commitA, "config.json"), "utf8")).toBe('{"a":1}\n')
    })
  )

  it.scopedLive("repairs a truncated blob and a dangling link, and fetches all anew when forced", () =>
    Effect.gen(function* () {
      const { hub, cache, run } = yield* start([config, weights])
      yield* run()
      fs.truncateSync(join(cache, "blobs", TestHub.etagOf(weights)), 10)
      fs.unlinkSync(join(cache, "blobs", TestHub.etagOf(config)))
      const snapshot = join(cache, "snapshots", TestHub.commitA)
      yield* run()
      expect(fs.readFileSync(join(snapshot, "model.bin")).equals(weights.bytes)).toBe(true)
      expect(fs.readFileSync(join(snapshot, "config.json")).equals(config.bytes)).toBe(true)
      hub.seen.length = 0
      const forced = yield* run({ force: true })
      expect([...TestHub.fetched(hub)].sort()).toEqual(["config.json", "model.bin"])
      expect(forced.files.every((file) => file.status === "downloaded")).toBe(true)
    })
  )

  it.scopedLive("serves from the cache when the Hub is away, whole or not at all", () =>
    Effect.gen(function* () {
      const { hub, root, cache, run } = yield* start()
      yield* run({ include: ["*.json"] })
      yield* Effect.promise(() => hub.stop())
      const snapshot = join(cache, "snapshots", TestHub.commitA)
      expect((yield* run({ include: ["*.json"] })).path).toBe(snapshot)
      expect((yield* run({ filenames: ["config.json"] })).path).toBe(join(snapshot, "config.json"))
      expect(yield* Effect.flip(run())).toMatchObject({ _tag: "LocalEntryNotFound", snapshot })
      expect((yield* Effect.flip(run({ filenames: ["model.bin"] })))._tag).toBe("LocalEntryNotFound")
      expect((yield* Effect.flip(run({ revision: "v9" })))._tag).toBe("LocalEntryNotFound")
      expect((yield* Effect.flip(run({ force: true })))._tag).toBe("NetworkError")
      const offline = download({ repo, include: ["*.json"] }).pipe(
        Effect.provide(layer(root, hub.url, { offline: true }))
      )
      expect((yield* offline).path).toBe(snapshot)
    })
  )

  it.scopedLive("tells an unknown revision from an absent Hub", () =>
    Effect.gen(function* () {
      const { run } = yield* start()
      yield* run()
      expect((yield* Effect.flip(run({ revision: "v9" })))._tag).toBe("RevisionNotFound")
      expect((yield* Effect.flip(run({ revision: "../../x" })))._tag).toBe("InvalidInput")
    })
  )

  it.scopedLive("does without symbolic links: files move into the snapshot, others are copied", () =>
    Effect.gen(function* () {
      const { root, cache, hub } = yield* start()
      const run = download({ repo }).pipe(Effect.provide(layer(root, hub.url, { disableSymlinks: true })))
      yield* run
      const snapshot = join(cache, "snapshots", TestHub.commitA)
      for (const file of all) {
        expect(fs.lstatSync(join(snapshot, file.path)).isFile()).toBe(true)
        expect(fs.readFileSync(join(snapshot, file.path)).equals(file.bytes)).toBe(true)
      }
      expect(fs.readdirSync(join(cache, "blobs"))).toEqual([])
      hub.seen.length = 0
      yield* run
      expect(TestHub.fetched(hub)).toEqual([])
    })
  )

  it.scopedLive("links a payload that all repos share, under its lock and with a reference written down", () =>
    Effect.gen(function* () {
      const hash = "c".repeat(64)
      const shared = { ...weights, xetHash: hash }
      const { root, cache, hub, run } = yield* start([shared])
      const store = join(root, "hub", "blobs")
      fs.mkdirSync(join(store, "cc"), { recursive: true })
      fs.writeFileSync(join(store, ".huggingface-shared-blobs"), "1\n")
      fs.writeFileSync(join(store, "cc", hash), weights.bytes, { mode: 0o444 })
      const result = yield* run()
      expect(TestHub.fetched(hub)).toEqual([])
      expect(result.files[0]?.status).toBe("cached")
      const etag = TestHub.etagOf(shared)
      expect(fs.readlinkSync(join(cache, "blobs", etag))).toBe(`../../blobs/cc/${hash}`)
      expect(fs.readFileSync(join(store, "cc", `${hash}.refs`), "utf8")).toBe(`models--org--repo/blobs/${etag}\n`)
      expect(fs.statSync(join(store, "cc", `${hash}.lock`)).mode & 0o777).toBe(0o666)
      // Forced, the link gives way to a file of the repo's own; the payload is not touched.
      yield* run({ force: true })
      expect(fs.lstatSync(join(cache, "blobs", etag)).isFile()).toBe(true)
      expect(fs.statSync(join(store, "cc", hash)).mode & 0o777).toBe(0o444)
    })
  )

  it.scopedLive("never makes the shared store, nor touches one it does not know", () =>
    Effect.gen(function* () {
      const shared = { ...weights, xetHash: "c".repeat(64) }
      const { root, run } = yield* start([shared])
      yield* run()
      expect(fs.existsSync(join(root, "hub", "blobs"))).toBe(false)
      fs.mkdirSync(join(root, "hub", "blobs", "cc"), { recursive: true })
      fs.writeFileSync(join(root, "hub", "blobs", "cc", "c".repeat(64)), weights.bytes)
      fs.writeFileSync(join(root, "hub", "blobs", ".huggingface-shared-blobs"), "2\n")
      fs.rmSync(join(root, "hub", "models--org--repo"), { recursive: true })
      expect((yield* run()).files[0]?.status).toBe("downloaded")
      expect(tree(join(root, "hub", "blobs"))).toEqual([".huggingface-shared-blobs", `cc/${"c".repeat(64)}`])
    })
  )
})
