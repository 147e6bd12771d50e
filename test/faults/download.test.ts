/** Downloads over a network that cuts, stalls, lies and refuses: the file comes whole or not at all. */
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Fault } from "../support/FaultProxy.ts"
import * as Hf from "../support/Hf.ts"
import * as RandomFiles from "../support/RandomFiles.ts"
import * as Trees from "../support/Trees.ts"
import { World } from "../support/World.ts"

const size = 6_000_000
const large = RandomFiles.buffer(size, "faults/large")
/** What may be lost in pipes and buffers when a connection goes. */
const slack = 512 * 1024
/** Any answer long enough to be the file. */
const theFile = { method: "GET", over: 1_000_000 }

/** A repo with one large file, a proxy with the faults, and somebody behind it. */
const scene = (name: string, faults: ReadonlyArray<Fault>, env: Record<string, string> = {}) =>
  Effect.gen(function* () {
    const world = yield* World
    const repo = yield* world.repo(name, { "model.bin": large, "config.json": '{"a": 1}\n' })
    const proxy = yield* world.proxy
    yield* Effect.forEach(faults, proxy.inject)
    const who = yield* world.who({ endpoint: proxy.url, env })
    return { repo, proxy, who, cache: join(who.home, "hub") }
  })

const bytesOf = (path: string) => Effect.promise(() => readFile(path))

/** No blob, no snapshot entry, nothing half: as if it had never been tried (refs and locks aside). */
const nothingKept = (cache: string) =>
  Effect.gen(function* () {
    const files = yield* Trees.files(cache)
    const kept = files.filter((path) => /^models--[^/]+\/(blobs|snapshots)\//.test(path))
    assert.deepStrictEqual(kept, [])
  })

describe("downloads", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("a connection cut half-way is taken up where it broke", () =>
      Effect.gen(function* () {
        const { repo, proxy, who, cache } = yield* scene("cut", [
          { ...theFile, action: { _tag: "Cut", after: 700_000 } },
          { ...theFile, action: { _tag: "Cut", after: 900_000 } }
        ])
        const path = yield* Hf.ok(who, "download", repo, "model.bin", "-q")
        assert.deepStrictEqual(yield* bytesOf(path), large)
        const gets = proxy.seen({ method: "GET", path: /model\.bin|blob/ })
        assert.isAtLeast(gets.filter((get) => get.range !== undefined).length, 1)
        assert.isAtMost(
          gets.reduce((sum, get) => sum + get.down, 0),
          size + slack
        )
        assert.deepStrictEqual(yield* Trees.leftovers(cache), [])
      })
    )

    it.scoped("a stalled connection is given up after HF_HUB_DOWNLOAD_TIMEOUT and tried again", () =>
      Effect.gen(function* () {
        const { repo, who, cache } = yield* scene(
          "stall",
          [{ ...theFile, action: { _tag: "Stall", after: 800_000 } }],
          { HF_HUB_DOWNLOAD_TIMEOUT: "1" }
        )
        const path = yield* Hf.ok(who, "download", repo, "model.bin", "-q")
        assert.deepStrictEqual(yield* bytesOf(path), large)
        assert.deepStrictEqual(yield* Trees.leftovers(cache), [])
      })
    )

    it.scoped("a corrupted file is refused, exit code 7, and nothing is kept", () =>
      Effect.gen(function* () {
        const { repo, who, cache } = yield* scene("corrupt", [
          { ...theFile, action: { _tag: "Corrupt", at: 500_000 }, times: Number.POSITIVE_INFINITY }
        ])
        const end = yield* Hf.run(who, "download", repo, "model.bin")
        assert.strictEqual(end.code, 7, end.stderr)
        assert.match(end.stderr, /model\.bin/)
        assert.match(end.stderr, /sha256/i)
        assert.notInclude(end.stdout, "model.bin")
        yield* nothingKept(cache)
      })
    )

    it.scoped("a corrupted small file is refused just so", () =>
      Effect.gen(function* () {
        const { repo, who, cache } = yield* scene("corrupt-small", [
          {
            method: "GET",
            path: /resolve.*config\.json/,
            action: { _tag: "Corrupt", at: 2 },
            times: Number.POSITIVE_INFINITY
          }
        ])
        const end = yield* Hf.run(who, "download", repo, "config.json")
        assert.strictEqual(end.code, 7, end.stderr)
        yield* nothingKept(cache)
      })
    )

    it.scoped("corrupted, into --local-dir: the folder keeps what it had", () =>
      Effect.gen(function* () {
        const { repo, who } = yield* scene("corrupt-local", [
          { ...theFile, action: { _tag: "Corrupt", at: 5 }, times: Number.POSITIVE_INFINITY }
        ])
        const target = join(who.home, "target")
        const end = yield* Hf.run(who, "download", repo, "model.bin", "--local-dir", target)
        assert.strictEqual(end.code, 7, end.stderr)
        assert.deepStrictEqual(yield* Trees.read(target), {})
        assert.deepStrictEqual(yield* Trees.leftovers(target), [])
      })
    )

    it.scoped("an answer that is too short and claims to be whole never becomes the file", () =>
      Effect.gen(function* () {
        const { repo, who, cache } = yield* scene("truncate", [
          { ...theFile, action: { _tag: "Truncate", to: 300_000 }, times: Number.POSITIVE_INFINITY }
        ])
        const end = yield* Hf.run(who, "download", repo, "model.bin")
        assert.strictEqual(end.code, 7, end.stderr)
        const blobs = yield* Trees.read(join(cache, `models--${repo.replace("/", "--")}`), /^(refs|trees)\//)
        assert.notInclude(Object.values(blobs), `${size} ${RandomFiles.sha256(large)}`)
        assert.deepStrictEqual(
          Object.keys(blobs).filter((path) => path.startsWith("snapshots/")),
          []
        )
      })
    )

    it.scoped("a range that is not the one asked for is not glued on", () =>
      Effect.gen(function* () {
        const { repo, who } = yield* scene("range", [
          { ...theFile, action: { _tag: "Cut", after: 700_000 } },
          {
            ...theFile,
            ranged: true,
            action: { _tag: "Headers", set: { "content-range": `bytes 0-${size - 1}/${size}` } },
            times: Number.POSITIVE_INFINITY
          }
        ])
        const end = yield* Hf.run(who, "download", repo, "model.bin", "-q")
        // Starting over without a range is as good an answer as giving up.
        if (end.code === 0) assert.deepStrictEqual(yield* bytesOf(end.stdout.trim()), large)
        else assert.strictEqual(end.code, 7, end.stderr)
      })
    )

    it.scoped("429 with Retry-After and 503 are waited out", () =>
      Effect.gen(function* () {
        const busy = { _tag: "Answer", status: 429, headers: { "retry-after": "1" }, body: "" } as const
        const { repo, proxy, who } = yield* scene("busy", [
          { method: "GET", path: /\/resolve\//, action: busy },
          { method: "GET", path: /\/api\//, action: { _tag: "Answer", status: 503 } }
        ])
        const path = yield* Hf.ok(who, "download", repo, "config.json", "-q")
        assert.strictEqual((yield* bytesOf(path)).toString(), '{"a": 1}\n')
        assert.deepStrictEqual(
          proxy.seen({ method: "GET", path: /\/resolve\// }).map((request) => request.status),
          [429, 200]
        )
      })
    )

    it.scoped("a Retry-After longer than anyone waits ends it: exit code 6, the seconds named", () =>
      Effect.gen(function* () {
        const { repo, who } = yield* scene("too-busy", [
          {
            action: { _tag: "Answer", status: 429, headers: { "retry-after": "3600" } },
            path: /\/api\/models\//,
            times: Number.POSITIVE_INFINITY
          }
        ])
        const end = yield* Hf.run(who, "download", repo)
        assert.strictEqual(end.code, 6, end.stderr)
        assert.match(end.stderr, /429/)
        assert.match(end.stderr, /3600/)
      })
    )

    it.scoped("two processes on one file: one transfer in total", () =>
      Effect.gen(function* () {
        const { repo, proxy, who, cache } = yield* scene("twice", [
          { ...theFile, action: { _tag: "Slow", bytesPerSecond: 6_000_000 }, times: Number.POSITIVE_INFINITY }
        ])
        const ends = yield* Effect.all(
          [Hf.ok(who, "download", repo, "model.bin", "-q"), Hf.ok(who, "download", repo, "model.bin", "-q")],
          { concurrency: 2 }
        )
        assert.strictEqual(ends[0], ends[1])
        assert.deepStrictEqual(yield* bytesOf(ends[0]), large)
        const down = proxy.seen({ method: "GET", path: /model\.bin|blob/ }).reduce((sum, get) => sum + get.down, 0)
        assert.isAtMost(down, size + slack)
        assert.deepStrictEqual(yield* Trees.leftovers(cache), [])
      })
    )

    it.scoped("a second download moves no byte of a file", () =>
      Effect.gen(function* () {
        const { repo, proxy, who } = yield* scene("again", [])
        const first = yield* Hf.ok(who, "download", repo, "-q")
        yield* proxy.reset
        assert.strictEqual(yield* Hf.ok(who, "download", repo, "-q"), first)
        assert.deepStrictEqual(proxy.seen({ method: "GET", path: /\/resolve\// }), [])
        assert.deepStrictEqual((yield* Effect.promise(() => readdir(first))).sort(), [
          ".gitattributes",
          "config.json",
          "model.bin"
        ])
      })
    )
  })
})
