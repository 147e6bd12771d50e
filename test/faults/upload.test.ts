/** Uploads over a network that breaks: the commit happens once, whole, or not at all. */
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Fault } from "../support/FaultProxy.ts"
import * as Hf from "../support/Hf.ts"
import * as RandomFiles from "../support/RandomFiles.ts"
import * as Trees from "../support/Trees.ts"
import { commitTitles, World } from "../support/World.ts"

const files = { "model.bin": RandomFiles.buffer(2_000_000, "upload-faults"), "config.json": "{}\n" }

/** An empty repo, a folder to upload, and a proxy with the faults between them. */
const scene = (name: string, faults: ReadonlyArray<Fault>) =>
  Effect.gen(function* () {
    const world = yield* World
    const repo = yield* world.repo(name, {})
    const proxy = yield* world.proxy
    yield* Effect.forEach(faults, proxy.inject)
    const who = yield* world.who({ endpoint: proxy.url })
    const source = join(who.home, "source")
    yield* Trees.write(source, files)
    const uploads = Effect.map(commitTitles(world.hub.url, repo), (titles) =>
      titles.filter((title) => title.startsWith("Upload"))
    )
    const arrived = Effect.gen(function* () {
      const snapshot = yield* Hf.ok({ ...who, endpoint: world.hub.url }, "download", repo, "-q")
      return (yield* Trees.read(snapshot))["model.bin"] === `2000000 ${RandomFiles.sha256(files["model.bin"])}`
    })
    return { repo, proxy, who, source, uploads, arrived }
  })

describe("uploads", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("a connection cut in the middle of a large file is tried again", () =>
      Effect.gen(function* () {
        const { repo, proxy, who, source, uploads, arrived } = yield* scene("put-cut", [
          { method: "PUT", action: { _tag: "CutRequest", after: 700_000 } }
        ])
        yield* Hf.ok(who, "upload", repo, source, ".")
        assert.strictEqual(proxy.seen({ method: "PUT" }).length, 2)
        assert.strictEqual((yield* uploads).length, 1)
        assert.isTrue(yield* arrived)
      })
    )

    it.scoped("503 and 429 on the way up are waited out", () =>
      Effect.gen(function* () {
        const { repo, proxy, who, source, uploads, arrived } = yield* scene("put-busy", [
          { method: "PUT", action: { _tag: "Answer", status: 503 } },
          { method: "PUT", action: { _tag: "Answer", status: 429, headers: { "retry-after": "1" } } }
        ])
        yield* Hf.ok(who, "upload", repo, source, ".")
        assert.deepStrictEqual(
          proxy.seen({ method: "PUT" }).map((request) => request.status),
          [503, 429, 200]
        )
        assert.strictEqual((yield* uploads).length, 1)
        assert.isTrue(yield* arrived)
      })
    )

    it.scoped("a lost answer to the commit is not sent twice; the rerun sees that it is done", () =>
      Effect.gen(function* () {
        const { repo, proxy, who, source, uploads, arrived } = yield* scene("commit-lost", [
          { method: "POST", path: /\/commit\//, action: { _tag: "Cut", after: 0 }, over: 0 }
        ])
        const end = yield* Hf.run(who, "upload", repo, source, ".")
        assert.strictEqual(proxy.seen({ method: "POST", path: /\/commit\// }).length, 1)
        // It may look again and find its commit, or say that the answer was lost; it must not commit twice.
        assert.include([0, 6], end.code, end.stderr)
        yield* Hf.ok(who, "upload", repo, source, ".")
        assert.strictEqual((yield* uploads).length, 1)
        assert.isTrue(yield* arrived)
      })
    )

    it.scoped("a commit the Hub refuses leaves no commit and says why", () =>
      Effect.gen(function* () {
        const { repo, who, source, uploads } = yield* scene("commit-refused", [
          {
            method: "POST",
            path: /\/commit\//,
            action: {
              _tag: "Answer",
              status: 412,
              headers: { "content-type": "application/json" },
              body: '{"error":"A commit has happened since. Please refresh and try again."}'
            }
          }
        ])
        const end = yield* Hf.run(who, "upload", repo, source, ".")
        assert.strictEqual(end.code, 5, end.stderr)
        assert.match(end.stderr, /A commit has happened since/)
        assert.deepStrictEqual(yield* uploads, [])
      })
    )

    it.scoped("a Hub that is gone: exit code 6, the address named", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who({ endpoint: "http://127.0.0.1:9" })
        const source = join(who.home, "source")
        yield* Trees.write(source, files)
        const end = yield* Hf.run(who, "auth", "whoami")
        assert.strictEqual(end.code, 6, end.stderr)
        assert.match(end.stderr, /127\.0\.0\.1:9/)
      })
    )
  })
})
