import * as fs from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestHub from "./testHub.ts"
import { startWith, tree } from "./world.ts"

const config: TestHub.HubFile = { path: "config.json", bytes: Buffer.from('{"a":1}\n') }
const nested: TestHub.HubFile = { path: "sub/a.txt", bytes: Buffer.from("nested") }
const weights: TestHub.HubFile = { path: "big.bin", bytes: Buffer.alloc(3_000_001, "weights"), lfs: true }
const all = [config, nested, weights]

const start = Effect.fnUntraced(function* (files = all) {
  const world = yield* startWith(files)
  const localDir = join(world.root, "here")
  const notes = join(localDir, ".cache", "huggingface")
  const note = (path: string) => fs.readFileSync(join(notes, "download", `${path}.metadata`), "utf8").split("\n")
  return { ...world, localDir, notes, note, run: (input = {}) => world.run({ localDir, ...input }) }
})

describe("download to a local folder", () => {
  it.scopedLive("puts files and notes where Python puts them, and leaves the cache alone", () =>
    Effect.gen(function* () {
      const { root, localDir, notes, note, run } = yield* start()
      const result = yield* run()
      expect(result.path).toBe(localDir)
      expect(tree(localDir)).toEqual(
        [
          ...all.map(({ path }) => path),
          ".cache/huggingface/.gitignore",
          ".cache/huggingface/CACHEDIR.TAG",
          ...all.flatMap(({ path }) => [
            `.cache/huggingface/download/${path}.lock`,
            `.cache/huggingface/download/${path}.metadata`
          ]),
          `.cache/huggingface/trees/${TestHub.commitA}.json`
        ].sort()
      )
      expect(fs.readFileSync(join(notes, ".gitignore"), "utf8")).toBe("*")
      const [commit, etag, time, end] = note("big.bin")
      expect([commit, etag, end]).toEqual([TestHub.commitA, TestHub.etagOf(weights), ""])
      expect(Number(time)).toBeGreaterThan(fs.statSync(join(localDir, "big.bin")).mtimeMs / 1000 - 1)
      expect(fs.existsSync(join(root, "hub"))).toBe(false)
    })
  )

  it.scopedLive("moves no byte the second time, nor asks anything about a full commit", () =>
    Effect.gen(function* () {
      const { hub, run } = yield* start()
      yield* run()
      hub.seen.length = 0
      yield* run()
      expect(hub.seen).toEqual(["GET /api/models/org/repo/revision/main"])
      hub.seen.length = 0
      yield* run({ revision: TestHub.commitA })
      expect(hub.seen).toEqual([])
    })
  )

  it.scopedLive("looks at files it has no note of, and at files that were touched since", () =>
    Effect.gen(function* () {
      const { hub, localDir, notes, note, run } = yield* start()
      fs.mkdirSync(localDir)
      fs.writeFileSync(join(localDir, "big.bin"), weights.bytes)
      fs.writeFileSync(join(localDir, "config.json"), '{"a":7}\n')
      yield* run()
      expect([...TestHub.fetched(hub)].sort()).toEqual(["config.json", "sub/a.txt"])
      expect(fs.readFileSync(join(localDir, "config.json"), "utf8")).toBe('{"a":1}\n')
      expect(note("big.bin")[1]).toBe(TestHub.etagOf(weights))
      hub.seen.length = 0
      const later = Date.now() / 1000 + 5
      fs.writeFileSync(join(localDir, "sub/a.txt"), "edited")
      fs.utimesSync(join(localDir, "sub/a.txt"), later, later)
      fs.writeFileSync(join(notes, "download", "config.json.metadata"), "garbage")
      yield* run()
      expect(TestHub.fetched(hub)).toEqual(["sub/a.txt"])
      expect(note("config.json")[0]).toBe(TestHub.commitA)
    })
  )

  it.scopedLive("notes the new commit of an unchanged file, and replaces a changed one in one step", () =>
    Effect.gen(function* () {
      const { hub, localDir, note, run } = yield* start()
      yield* run()
      const changed = { path: "config.json", bytes: Buffer.from('{"a":2, "b": 3}\n') }
      hub.commits.set(TestHub.commitB, [changed, weights])
      hub.refs.set("main", TestHub.commitB)
      hub.seen.length = 0
      // The old file stays until the new one is complete.
      hub.intercept = (request) => {
        if (request.url?.includes("/resolve/"))
          expect(fs.readFileSync(join(localDir, "config.json"), "utf8")).toBe('{"a":1}\n')
        return false
      }
      yield* run()
      expect(TestHub.fetched(hub)).toEqual(["config.json"])
      expect(fs.readFileSync(join(localDir, "config.json")).equals(changed.bytes)).toBe(true)
      expect(note("big.bin")[0]).toBe(TestHub.commitB)
    })
  )

  it.scopedLive("reads notes with Windows line ends", () =>
    Effect.gen(function* () {
      const { hub, notes, run } = yield* start([config])
      yield* run()
      const path = join(notes, "download", "config.json.metadata")
      fs.writeFileSync(path, fs.readFileSync(path, "utf8").replaceAll("\n", "\r\n"))
      hub.seen.length = 0
      yield* run()
      expect(TestHub.fetched(hub)).toEqual([])
    })
  )

  it.scopedLive("takes from the cache what it holds, but not in a dry run", () =>
    Effect.gen(function* () {
      const { hub, root, localDir, run } = yield* start()
      yield* run({ localDir: undefined })
      hub.seen.length = 0
      const rows = yield* run({ dryRun: true })
      expect(rows.files.every((file) => file.status === "cached")).toBe(true)
      expect(fs.existsSync(localDir)).toBe(false)
      yield* run()
      expect(TestHub.fetched(hub)).toEqual([])
      for (const { path, bytes } of all) {
        expect(fs.lstatSync(join(localDir, path)).isFile()).toBe(true)
        expect(fs.readFileSync(join(localDir, path)).equals(bytes)).toBe(true)
      }
      expect(fs.existsSync(join(root, "hub"))).toBe(true)
    })
  )

  it.scopedLive("does not follow planted links out of the folder", () =>
    Effect.gen(function* () {
      const { hub, root, localDir, run } = yield* start()
      const outside = join(root, "outside")
      fs.mkdirSync(outside)
      fs.mkdirSync(localDir)
      fs.symlinkSync(outside, join(localDir, "sub"))
      const error = yield* Effect.flip(run())
      expect(error).toMatchObject({ _tag: "DiskError", path: join(localDir, "sub") })
      expect(fs.readdirSync(outside)).toEqual([])
      fs.rmSync(localDir, { recursive: true })
      fs.mkdirSync(localDir)
      fs.symlinkSync(outside, join(localDir, ".cache"))
      expect((yield* Effect.flip(run()))._tag).toBe("DiskError")
      expect(fs.readdirSync(outside)).toEqual([])
      fs.rmSync(localDir, { recursive: true })
      // A link in the file's own place is replaced, not written through; one that stays inside may be used.
      fs.mkdirSync(join(localDir, "real"), { recursive: true })
      fs.symlinkSync("real", join(localDir, "sub"))
      fs.writeFileSync(join(outside, "victim"), "precious")
      fs.symlinkSync(join(outside, "victim"), join(localDir, "config.json"))
      hub.seen.length = 0
      yield* run()
      expect(fs.readFileSync(join(outside, "victim"), "utf8")).toBe("precious")
      expect(fs.readFileSync(join(localDir, "real", "a.txt"), "utf8")).toBe("nested")
      expect(fs.lstatSync(join(localDir, "config.json")).isFile()).toBe(true)
    })
  )

  it.scopedLive("refuses a file in the folder's place, before any request", () =>
    Effect.gen(function* () {
      const { hub, localDir, run } = yield* start()
      fs.writeFileSync(localDir, "a file")
      expect(yield* Effect.flip(run())).toMatchObject({ _tag: "DiskError", reason: "notADirectory" })
      expect(hub.seen).toEqual([])
      expect(fs.readFileSync(localDir, "utf8")).toBe("a file")
    })
  )

  it.scopedLive("goes on with what the folder holds when the Hub is away", () =>
    Effect.gen(function* () {
      const { hub, localDir, run } = yield* start()
      yield* run()
      yield* Effect.promise(() => hub.stop())
      expect((yield* run()).path).toBe(localDir)
      expect((yield* run({ filenames: ["config.json"] })).path).toBe(join(localDir, "config.json"))
      fs.unlinkSync(join(localDir, "big.bin"))
      expect((yield* Effect.flip(run({ revision: TestHub.commitA })))._tag).toBe("NetworkError")
      expect((yield* Effect.flip(run({ filenames: ["big.bin"] })))._tag).toBe("LocalEntryNotFound")
    })
  )

  it.scopedLive("clears its own unfinished downloads of another content away, and nobody else's", () =>
    Effect.gen(function* () {
      const { notes, run } = yield* start()
      const folder = join(notes, "download")
      fs.mkdirSync(folder, { recursive: true })
      // The first 28 characters are what Python derives from "big.bin.metadata".
      const ours = `CmfBYMDPt8lXopsU8pgliJj5hHM=.${"0".repeat(64)}.hf-effect.incomplete`
      const theirs = `CmfBYMDPt8lXopsU8pgliJj5hHM=.${"0".repeat(64)}.12345678.incomplete`
      for (const name of [ours, theirs]) fs.writeFileSync(join(folder, name), "unfinished")
      yield* run()
      expect(fs.readdirSync(folder).filter((name) => name.endsWith(".incomplete"))).toEqual([theirs])
    })
  )
})
