import { type ChildProcess, spawn } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import * as fs from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as esbuild from "esbuild"
import * as Nobody from "../support/Nobody.ts"
import * as TestHub from "./testHub.ts"
import { startWith, tree } from "./world.ts"

const MiB = 1024 * 1024
const large: TestHub.HubFile = { path: "large.bin", bytes: randomBytes(80 * MiB + 7), lfs: true }
const config: TestHub.HubFile = { path: "sub/config.json", bytes: Buffer.from("{}") }

const script = fileURLToPath(new URL("./downloadChild.ts", import.meta.url))

interface Running {
  readonly child: ChildProcess
  /** What it printed, once it is gone; `{}` when it was killed. */
  readonly result: Promise<Record<string, unknown>>
}

interface How {
  /** Largest file that may be written, in KiB. */
  readonly limit?: number
  readonly umask?: string
  /** What runs it: the words before its own. */
  readonly as?: (...command: ReadonlyArray<string>) => ReadonlyArray<string>
  /** A bundle of the script instead of its source. */
  readonly bundle?: string
}

const start = (
  args: ReadonlyArray<string>,
  { umask = "022", as = (...words) => words, bundle, limit }: How = {}
): Running => {
  const command = [process.execPath, ...(bundle === undefined ? ["--import", "tsx", script] : [bundle]), ...args]
  const shell = `umask ${umask}; ${limit === undefined ? "" : `ulimit -f ${limit};`} exec "$@"`
  const child = spawn("bash", ["-c", shell, "bash", ...as(...command)], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  let output = ""
  child.stdout?.on("data", (bytes: Buffer) => {
    output += bytes.toString("utf8")
  })
  const result = new Promise<Record<string, unknown>>((resolve) => {
    child.once("close", () => resolve(JSON.parse(output.split("\n").find((line) => line.startsWith("{")) ?? "{}")))
  })
  return { child, result }
}

const bundled = (outfile: string) =>
  Effect.promise(() =>
    esbuild.build({
      entryPoints: [script],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      // Not there beside the bundle: locks go by way of the helper program then.
      external: ["koffi"],
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'
      }
    })
  ).pipe(Effect.as(outfile))

/** Runs until the answer; killed with the test when that ends first. */
const finish = (...args: Parameters<typeof start>) =>
  Effect.acquireRelease(
    Effect.sync(() => start(...args)),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  ).pipe(Effect.flatMap(({ result }) => Effect.promise(() => result)))

describe("downloads in processes of their own", () => {
  it.scopedLive("a killed one leaves a partial file that the next one finishes with fewer bytes", () =>
    Effect.gen(function* () {
      const { hub, root, cache } = yield* startWith([large])
      // Range requests are answered until 40 MiB were sent; then nothing more comes, and the process is killed.
      let sent = 0
      const enough = new Promise<void>((resolve) => {
        hub.intercept = (request, response) => {
          const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "")
          if (range === null) return false
          const [from, to] = [Number(range[1]), Number(range[2]) + 1]
          response.writeHead(206, {
            "content-length": to - from,
            "content-range": `bytes ${from}-${to - 1}/${large.bytes.length}`
          })
          response.write(large.bytes.subarray(from, Math.min(to, from + 20 * MiB)), () => {
            sent += 20 * MiB
            if (sent >= 40 * MiB) resolve()
          })
          return true
        }
      })
      const first = start([hub.url, root])
      yield* Effect.promise(() => enough)
      const partial = join(cache, "blobs", `${TestHub.etagOf(large)}.hf-effect.incomplete`)
      // The note is written after the data: wait for it to say something.
      const grown = Effect.sync(() => fs.existsSync(partial) && fs.statSync(partial).blocks * 512 > 10 * MiB)
      yield* Effect.repeat(Effect.zipLeft(grown, Effect.yieldNow()), { until: (enough) => enough })
      first.child.kill("SIGKILL")
      yield* Effect.promise(() => first.result)
      expect(tree(join(cache, "snapshots"))).toEqual([])
      hub.intercept = () => false
      const second = yield* finish([hub.url, root])
      expect(second["files"]).toEqual([{ path: "large.bin", size: large.bytes.length, status: "resumed" }])
      expect(second["bytes"]).toBeLessThan(large.bytes.length - MiB)
      expect(fs.readdirSync(join(cache, "blobs"))).toEqual([TestHub.etagOf(large)])
      expect(fs.readFileSync(join(cache, "blobs", TestHub.etagOf(large))).equals(large.bytes)).toBe(true)
    })
  )

  it.scopedLive("two on one file: the second waits, and then finds it", () =>
    Effect.gen(function* () {
      const { hub, root, cache } = yield* startWith([large])
      // The first request for bytes is held back until both processes are there.
      const held: Array<() => void> = []
      let arrived = 0
      hub.intercept = (request, response) => {
        const arrives = request.url?.includes("/revision/") === true
        if (arrives && ++arrived === 2) for (const go of held.splice(0)) go()
        const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "")
        if (range === null || arrived >= 2) return false
        held.push(() => {
          const [from, to] = [Number(range[1]), Number(range[2]) + 1]
          response.writeHead(206, { "content-range": `bytes ${from}-${to - 1}/${large.bytes.length}` })
          response.end(large.bytes.subarray(from, to))
        })
        return true
      }
      const results = yield* Effect.all([finish([hub.url, root]), finish([hub.url, root])], { concurrency: 2 })
      const bytes = results.map((result) => result["bytes"])
      expect([...bytes].sort()).toEqual([0, large.bytes.length].sort())
      expect(fs.readdirSync(join(cache, "blobs"))).toEqual([TestHub.etagOf(large)])
    })
  )

  it.scopedLive("files get the mode the umask leaves, locks 0664", () =>
    Effect.gen(function* () {
      const { hub, root, cache } = yield* startWith([config, large])
      yield* finish([hub.url, root], { umask: "037" })
      const mode = (path: string) => (fs.statSync(path).mode & 0o777).toString(8)
      expect(mode(join(cache, "blobs", TestHub.etagOf(config)))).toBe("640")
      expect(mode(join(cache, "blobs", TestHub.etagOf(large)))).toBe("640")
      expect(mode(join(cache, "refs/main"))).toBe("640")
      expect(mode(join(cache, "snapshots"))).toBe("740")
      expect(mode(join(root, "hub/.locks/models--org--repo", `${TestHub.etagOf(config)}.lock`))).toBe("664")
    })
  )

  it.scopedLive.skipIf(!Nobody.canBe)(
    "a cache nobody may write to serves what it holds, and says what it cannot do",
    () =>
      Effect.gen(function* () {
        const { hub, root, cache, run } = yield* startWith([config, large])
        yield* run({ include: ["*.json"] })
        // Below a folder of root's alone tsx does not find what kind of modules the sources are.
        const bundle = yield* bundled(join(root, "child.mjs"))
        const seal = (mode: number) => {
          for (const item of fs.readdirSync(root, { recursive: true, withFileTypes: true }))
            if (item.isDirectory()) fs.chmodSync(join(item.parentPath, item.name), mode)
          fs.chmodSync(root, mode)
        }
        yield* Effect.acquireRelease(
          Effect.sync(() => seal(0o555)),
          () => Effect.sync(() => seal(0o755))
        )
        const as = { as: Nobody.command, bundle }
        const there = yield* finish([hub.url, root, JSON.stringify({ include: ["*.json"] })], as)
        expect(there["path"]).toBe(join(cache, "snapshots", TestHub.commitA))
        const missing = yield* finish([hub.url, root, JSON.stringify({ filenames: ["large.bin"] })], as)
        expect(missing).toMatchObject({ error: "DiskError", message: expect.stringContaining("permission denied") })
      })
  )

  it.scopedLive("a write that fails leaves nothing under a final name, and the next run goes on", () =>
    Effect.gen(function* () {
      const { hub, root, cache } = yield* startWith([large])
      const failed = yield* finish([hub.url, root], { limit: 30 * 1024 })
      expect(failed).toMatchObject({ error: "DiskError", message: expect.stringContaining("file too large") })
      expect(fs.existsSync(join(cache, "blobs", TestHub.etagOf(large)))).toBe(false)
      expect(tree(join(cache, "snapshots"))).toEqual([])
      yield* finish([hub.url, root])
      expect(fs.readdirSync(join(cache, "blobs"))).toEqual([TestHub.etagOf(large)])
    })
  )

  it.scopedLive(
    "memory stays below 250 MiB whatever the file's size, and the hashing thread starts from a bundle",
    () =>
      Effect.gen(function* () {
        const size = 600 * MiB
        const unit = randomBytes(MiB)
        const hash = createHash("sha256")
        for (let at = 0; at < size; at += MiB) hash.update(unit)
        const etag = hash.digest("hex")
        const { hub, root, cache } = yield* startWith([])
        hub.intercept = (request, response) => {
          if (request.url?.includes("/tree/")) {
            const lfs = { oid: etag, size, pointerSize: 130 }
            const body = JSON.stringify([{ type: "file", path: "huge.bin", size, oid: "1".repeat(40), lfs }])
            response.writeHead(200, { "content-type": "application/json" })
            response.end(body)
            return true
          }
          const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "")
          if (range === null) return false
          let at = Number(range[1])
          const end = Number(range[2]) + 1
          response.writeHead(206, { "content-length": end - at, "content-range": `bytes ${at}-${end - 1}/${size}` })
          const send = () => {
            while (at < end) {
              const piece = unit.subarray(at % MiB, Math.min(MiB, (at % MiB) + end - at))
              at += piece.length
              if (!response.write(piece)) return void response.once("drain", send)
            }
            response.end()
          }
          send()
          return true
        }
        const bundle = yield* bundled(join(root, "child.mjs"))
        const result = yield* finish([hub.url, root], { bundle })
        expect(result["bytes"]).toBe(size)
        expect(fs.statSync(join(cache, "blobs", etag)).size).toBe(size)
        expect(Number(result["maxRss"]) / MiB).toBeLessThan(250)
      })
  )
})
