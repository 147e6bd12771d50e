import * as fs from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Repo from "../../src/domain/Repo.ts"
import * as RepoId from "../../src/domain/RepoId.ts"
import { type DownloadInput, download } from "../../src/programs/download.ts"
import * as TestHub from "./testHub.ts"
import { folder, hasty, layer } from "./world.ts"

const repo = Repo.make("model", RepoId.make("org/repo"))

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

/** A Hub with these files, an empty folder, and a way to run a download against the two. */
const start = Effect.fnUntraced(function* (files: ReadonlyArray<TestHub.HubFile> = all) {
  const hub = yield* TestHub.make(files)
  const root = yield* folder
  const cache = join(root, "hub", "models--org--repo")
  const run = (input: Partial<DownloadInput> = {}) =>
    download({ repo, ...input }).pipe(hasty, Effect.provide(layer(root, hub.url)))
  return { hub, root, cache, run }
})

/** Everything below a folder: `path`, `path -> target` for links. */
const tree = (root: string): ReadonlyArray<string> =>
  fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((item) => !item.isDirectory())
    .map((item) => join(item.parentPath, item.name))
    .map((path) => {
      const name = path.slice(root.length + 1)
      return fs.lstatSync(path).isSymbolicLink() ? `${name} -> ${fs.readlinkSync(path)}` : name
    })
    .sort()

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
})
