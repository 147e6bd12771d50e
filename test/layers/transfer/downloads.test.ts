import { randomBytes } from "node:crypto"
import * as fs from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { HfError } from "../../../src/domain/errors.ts"
import { Policies } from "../../../src/services/Policies.ts"
import { Progress, type ProgressShape } from "../../../src/services/Progress.ts"
import * as TestHub from "../../programs/testHub.ts"
import { startWith } from "../../programs/world.ts"

const MiB = 1024 * 1024
/** Large enough for a partial file, small enough for one stream. */
const medium: TestHub.HubFile = { path: "medium.bin", bytes: randomBytes(6 * MiB + 123), lfs: true }
/** Large enough for ranges. */
const large: TestHub.HubFile = { path: "large.bin", bytes: randomBytes(70 * MiB + 1), lfs: true }
const small: TestHub.HubFile = { path: "small.txt", bytes: randomBytes(10_000) }

const setup = Effect.fnUntraced(function* (file: TestHub.HubFile) {
  const world = yield* startWith([file])
  const blobs = join(world.cache, "blobs")
  const intact = () => fs.readFileSync(join(blobs, TestHub.etagOf(file))).equals(file.bytes)
  const leftovers = () =>
    fs.existsSync(blobs) ? fs.readdirSync(blobs).filter((name) => name.includes("incomplete")) : []
  return { ...world, blobs, intact, leftovers, etag: TestHub.etagOf(file) }
})

const isFileRequest = (request: { readonly url?: string | undefined }) => request.url?.includes("/resolve/") === true

describe("Downloads", () => {
  it.scopedLive("fetches a large file in ranges, each byte once", () =>
    Effect.gen(function* () {
      const { hub, run, intact, leftovers } = yield* setup(large)
      const result = yield* run()
      expect(intact()).toBe(true)
      expect(leftovers()).toEqual([])
      expect(result.bytes).toBe(large.bytes.length)
      expect(TestHub.fetched(hub).length).toBe(3)
      expect(TestHub.fetched(hub).every((line) => line.includes("bytes="))).toBe(true)
    })
  )

  for (const file of [small, medium]) {
    it.scopedLive(`takes a stream that breaks up where it stopped (${file.path})`, () =>
      Effect.gen(function* () {
        const { hub, run, intact } = yield* setup(file)
        let cuts = 0
        hub.intercept = (request, response) => {
          if (!isFileRequest(request) || cuts >= 3) return false
          const start = Number(/bytes=(\d+)/.exec(request.headers.range ?? "")?.[1] ?? 0)
          const piece = file.bytes.subarray(start, start + Math.ceil(file.bytes.length / 5))
          cuts++
          response.writeHead(request.headers.range === undefined ? 200 : 206, {
            "content-length": file.bytes.length - start,
            "content-range": `bytes ${start}-${file.bytes.length - 1}/${file.bytes.length}`
          })
          response.write(piece, () => setImmediate(() => response.destroy()))
          return true
        }
        const result = yield* run()
        expect(intact()).toBe(true)
        expect(result.bytes).toBe(file.bytes.length)
        expect(TestHub.fetched(hub).length).toBe(4)
      })
    )

    it.scopedLive(`keeps nothing of content that never matches (${file.path})`, () =>
      Effect.gen(function* () {
        const { hub, blobs, run, leftovers, etag } = yield* setup(file)
        hub.intercept = (request, response) => {
          if (!isFileRequest(request)) return false
          const wrong = Buffer.from(file.bytes)
          wrong[100] = (wrong[100] ?? 0) ^ 1
          response.writeHead(200, { "content-length": wrong.length })
          response.end(wrong)
          return true
        }
        const error = yield* Effect.flip(run())
        expect(error).toMatchObject({ _tag: "IntegrityError", expected: etag })
        expect(fs.existsSync(join(blobs, etag))).toBe(false)
        expect(leftovers()).toEqual([])
        expect(TestHub.fetched(hub).length).toBe(2)
        hub.intercept = () => false
        yield* run()
        expect(leftovers()).toEqual([])
      })
    )

    it.scopedLive(`refuses another size and another etag than listed (${file.path})`, () =>
      Effect.gen(function* () {
        const { hub, run } = yield* setup(file)
        hub.intercept = (request, response) => {
          if (!isFileRequest(request)) return false
          response.writeHead(200, { "content-length": file.bytes.length + 1 })
          response.end(Buffer.concat([file.bytes, Buffer.from("x")]))
          return true
        }
        expect(yield* Effect.flip(run())).toMatchObject({ _tag: "IntegrityError", check: "size" })
        hub.intercept = (request, response) => {
          if (!isFileRequest(request)) return false
          response.writeHead(200, { "x-linked-etag": `"${"0".repeat(64)}"`, "content-length": file.bytes.length })
          response.end(file.bytes)
          return true
        }
        expect(yield* Effect.flip(run())).toMatchObject({ _tag: "IntegrityError", check: "changed" })
        hub.intercept = (request, response) => {
          if (!isFileRequest(request)) return false
          // Chunked: no length to compare, more bytes than listed.
          response.writeHead(200)
          response.end(Buffer.concat([file.bytes, Buffer.from("x")]))
          return true
        }
        expect(yield* Effect.flip(run())).toMatchObject({ _tag: "IntegrityError", check: "size" })
      })
    )
  }

  it.scopedLive("starts anew in one stream when the server knows no ranges", () =>
    Effect.gen(function* () {
      const { hub, run, intact, leftovers } = yield* setup(large)
      hub.intercept = (request) => {
        delete request.headers.range
        return false
      }
      const result = yield* run()
      expect(intact()).toBe(true)
      expect(leftovers()).toEqual([])
      expect(result.files[0]?.status).toBe("downloaded")
    })
  )

  /** Half of the file, then silence: `first` runs until at least one batch is safe, and is then interrupted. */
  const interrupted = Effect.fnUntraced(function* (
    hub: TestHub.TestHub,
    file: TestHub.HubFile,
    first: Effect.Effect<unknown, HfError>
  ) {
    hub.intercept = (request, response) => {
      if (!isFileRequest(request)) return false
      response.writeHead(200, { "content-length": file.bytes.length })
      response.write(file.bytes.subarray(0, Math.floor(file.bytes.length / 2)))
      return true
    }
    const safe = yield* Deferred.make<void>()
    const progress: ProgressShape = {
      task: () =>
        Effect.succeed({
          expect: () => Effect.void,
          advance: ({ bytes = 0 }) => (bytes > 0 ? Deferred.succeed(safe, undefined) : Effect.void)
        })
    }
    const fiber = yield* Effect.fork(Effect.provideService(first, Progress, progress))
    yield* Deferred.await(safe)
    yield* Fiber.interrupt(fiber)
    hub.intercept = () => false
    hub.seen.length = 0
  })

  it.scopedLive("goes on with what an interrupted download left", () =>
    Effect.gen(function* () {
      const { hub, run, intact, leftovers, etag } = yield* setup(medium)
      yield* interrupted(hub, medium, run())
      expect(leftovers()).toEqual([`${etag}.hf-effect.incomplete`])
      const result = yield* run()
      expect(intact()).toBe(true)
      expect(leftovers()).toEqual([])
      expect(result.files[0]?.status).toBe("resumed")
      expect(result.bytes).toBeLessThan(medium.bytes.length)
      expect(TestHub.fetched(hub)).toEqual([expect.stringMatching(/^medium.bin bytes=[1-9]/)])
    })
  )

  it.scopedLive("drops a partial file whose bytes are not what they were taken for, and starts anew", () =>
    Effect.gen(function* () {
      const { hub, blobs, run, intact, leftovers, etag } = yield* setup(medium)
      yield* interrupted(hub, medium, run())
      const fd = fs.openSync(join(blobs, `${etag}.hf-effect.incomplete`), "r+")
      fs.writeSync(fd, "rotten", 1000)
      fs.closeSync(fd)
      yield* run()
      expect(intact()).toBe(true)
      expect(leftovers()).toEqual([])
    })
  )

  it.scopedLive("starts over when the partial file is none of its own making", () =>
    Effect.gen(function* () {
      const { blobs, run, intact, leftovers, etag, root } = yield* setup(medium)
      fs.mkdirSync(blobs, { recursive: true })
      fs.writeFileSync(join(root, "victim"), "precious")
      fs.symlinkSync(join(root, "victim"), join(blobs, `${etag}.hf-effect.incomplete`))
      yield* run()
      expect(intact()).toBe(true)
      expect(leftovers()).toEqual([])
      expect(fs.readFileSync(join(root, "victim"), "utf8")).toBe("precious")
    })
  )

  it.scopedLive("leaves other clients' temporaries alone, and clears its own of an older content away", () =>
    Effect.gen(function* () {
      const { hub, blobs, run, leftovers } = yield* setup(medium)
      const theirs = ["x.12345678.incomplete", "x.incomplete", "x.part", "x.downloadInProgress"]
      fs.mkdirSync(blobs, { recursive: true })
      for (const name of theirs) fs.writeFileSync(join(blobs, name), "theirs")
      yield* interrupted(hub, medium, run())
      const newer = { ...medium, bytes: randomBytes(5 * MiB) }
      hub.commits.set(TestHub.commitB, [newer])
      hub.refs.set("main", TestHub.commitB)
      yield* run()
      expect(leftovers().sort()).toEqual(["x.12345678.incomplete", "x.incomplete"])
      expect(theirs.every((name) => fs.existsSync(join(blobs, name)))).toBe(true)
    })
  )

  it.scopedLive("gives up after the retries, keeping what it has", () =>
    Effect.gen(function* () {
      const { hub, run, leftovers } = yield* setup(medium)
      hub.intercept = (request, response) => {
        if (!isFileRequest(request)) return false
        response.writeHead(200, { "content-length": medium.bytes.length })
        response.flushHeaders()
        setImmediate(() => response.destroy())
        return true
      }
      expect((yield* Effect.flip(run()))._tag).toBe("NetworkError")
      expect(TestHub.fetched(hub).length).toBe(1 + Policies.defaults.retries)
      expect(leftovers().length).toBe(1)
    })
  )

  it.scopedLive("survives a prune that takes its partial file away", () =>
    Effect.gen(function* () {
      const { hub, blobs, run, intact, etag } = yield* setup(medium)
      let pruned = false
      hub.intercept = (request, response) => {
        if (!isFileRequest(request) || pruned) return false
        pruned = true
        fs.unlinkSync(join(blobs, `${etag}.hf-effect.incomplete`))
        response.writeHead(200, { "content-length": medium.bytes.length })
        response.end(medium.bytes)
        return true
      }
      yield* run()
      expect(intact()).toBe(true)
      expect(TestHub.fetched(hub).length).toBe(2)
    })
  )
})
