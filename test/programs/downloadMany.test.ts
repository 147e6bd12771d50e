import * as fs from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { download } from "../../src/programs/download.ts"
import { Hub } from "../../src/services/Hub.ts"
import { commitA, gitId } from "./testHub.ts"
import { layer, repo, startWith, tree } from "./world.ts"

const many = Array.from({ length: 100 }, (_, i) => ({
  path: `d${i % 7}/f${i}.txt`,
  bytes: Buffer.from(`file ${i}\n`)
}))

describe("many small files into the cache", () => {
  it.scopedLive("one request each, no lock files, nothing unfinished left", () =>
    Effect.gen(function* () {
      const { cache, root, run } = yield* startWith(many)
      const done = yield* run()
      assert.strictEqual(done.files.length, many.length)
      assert.isTrue(done.files.every(({ status }) => status === "downloaded"))
      // The revision, the listing, and each file once.
      assert.strictEqual(done.requests, many.length + 2)
      for (const { bytes, path } of many) assert.deepStrictEqual(fs.readFileSync(join(done.path, path)), bytes)
      assert.deepStrictEqual(
        tree(cache).filter((path) => path.includes("incomplete")),
        []
      )
      const locks = fs.readdirSync(join(root, "hub", ".locks", "models--org--repo"))
      assert.deepStrictEqual(locks, ["small.hf-effect.lock"])
    })
  )

  it.scopedLive("what the Hub gets wrong once is asked for again", () =>
    Effect.gen(function* () {
      const { hub, run } = yield* startWith(many)
      const failed = new Set<string>()
      hub.intercept = (request, response) => {
        const { url = "" } = request
        if (failed.has(url) || !/f(3|50|99)\.txt$/.test(url)) return false
        failed.add(url)
        if (url.endsWith("f3.txt")) response.writeHead(503).end("busy")
        else response.writeHead(200, { "content-length": 7 }).end("garbage")
        return true
      }
      const done = yield* run()
      assert.strictEqual(failed.size, 3)
      for (const { bytes, path } of many) assert.deepStrictEqual(fs.readFileSync(join(done.path, path)), bytes)
    })
  )

  it.scopedLive("once the disk has said no, nothing that is still under way is written", () =>
    Effect.gen(function* () {
      const { cache, hub, root } = yield* startWith(many)
      const held: Array<() => Promise<void>> = []
      const [bad] = many
      const inTheWay = join(cache, "snapshots", commitA, bad?.path ?? "")
      fs.mkdirSync(join(inTheWay, "full"), { recursive: true })
      hub.intercept = (request, response) => {
        const file = many.find(({ path }) => request.url?.endsWith(`/resolve/${commitA}/${path}`))
        if (file === undefined || file === bad) return false
        const over = new Promise<void>((resolve) => response.once("close", resolve))
        held.push(() => {
          response.writeHead(200, { "content-length": file.bytes.length }).end(file.bytes)
          return over
        })
        return true
      }
      // One client before and after: closing it would end what is under way all the same.
      yield* Effect.gen(function* () {
        const error = yield* Effect.flip(download({ repo, maxWorkers: 4 }))
        assert.strictEqual(error._tag, "DiskError")
        assert.isAbove(held.length, 0)
        yield* Effect.promise(() => Promise.all(held.map((answer) => answer())))
        // Its answer comes after theirs.
        yield* Effect.flatMap(Hub, ({ repos }) => repos.head(repo, "main"))
        assert.deepStrictEqual(fs.readdirSync(join(cache, "blobs")), [gitId(bad?.bytes ?? Buffer.alloc(0))])
      }).pipe(Effect.provide(layer(root, hub.url)))
    })
  )

  it.scopedLive("what a killed run left of its one temporary is reclaimed, also by a run that fetches little", () =>
    Effect.gen(function* () {
      const { cache, run } = yield* startWith(many)
      const temporary = join(cache, "blobs", "small.hf-effect.incomplete")
      yield* run({ include: many.slice(0, 90).map(({ path }) => path) })
      fs.writeFileSync(temporary, "half a fi")
      yield* run()
      assert.isFalse(fs.existsSync(temporary))
    })
  )

  it.scopedLive("a blob that another program holds is waited for, the others are not", () =>
    Effect.gen(function* () {
      const { cache, root, run } = yield* startWith(many)
      const first = yield* run()
      const blob = fs.readdirSync(join(cache, "blobs"))[0] ?? ""
      fs.rmSync(join(cache), { recursive: true })
      // The lock file exists and is free: it is taken, not ignored.
      fs.writeFileSync(join(root, "hub", ".locks", "models--org--repo", `${blob}.lock`), "")
      const second = yield* run()
      assert.deepStrictEqual(second.files, first.files)
      assert.isTrue(fs.existsSync(join(cache, "blobs", blob)))
    })
  )
})
