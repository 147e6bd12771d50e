/** The blob lock is flock(2) on the same file for both clients. */
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Hf from "../support/Hf.ts"
import * as RandomFiles from "../support/RandomFiles.ts"
import { World } from "../support/World.ts"
import * as Python from "./Python.ts"

const content = RandomFiles.buffer(3_000_000, "locks")
const etag = RandomFiles.sha256(content)

/** Takes the lock as the Python client does, waits for a file named `go`, stores the blob, lets go. */
const holder = `
import os, sys, time
from huggingface_hub.utils import WeakFileLock
cache, repo, etag, go, blob = sys.argv[1:]
os.makedirs(f"{cache}/.locks/{repo}", exist_ok=True)
with WeakFileLock(f"{cache}/.locks/{repo}/{etag}.lock"):
    print("held", flush=True)
    while not os.path.exists(go):
        time.sleep(0.02)
    os.makedirs(f"{cache}/{repo}/blobs", exist_ok=True)
    os.rename(blob, f"{cache}/{repo}/blobs/{etag}")
print("released", flush=True)
`

describe("locks", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped.skipIf(Python.missing)("Python holds: ours waits, then takes what Python stored", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("python-holds", { "model.bin": content })
        const proxy = yield* world.proxy
        const who = yield* world.who({ endpoint: proxy.url })
        const go = join(who.home, "go")
        const blob = join(who.home, "blob")
        yield* Effect.promise(() => writeFile(blob, content))
        const python = yield* Python.start(
          who,
          holder,
          join(who.home, "hub"),
          "models--alice--python-holds",
          etag,
          go,
          blob
        )
        yield* python.line(/held/)
        const running = yield* Hf.start(who, "download", repo, "model.bin", "-q")
        // Long enough for a client that does not wait to be done with it.
        const early = yield* Effect.timeoutOption(running.exit, "3 seconds")
        assert.strictEqual(early._tag, "None")
        yield* Effect.promise(() => writeFile(go, ""))
        const end = yield* running.exit
        assert.strictEqual(end.code, 0, end.stderr)
        assert.deepStrictEqual(yield* Effect.promise(() => readFile(end.stdout.trim())), content)
        assert.strictEqual(
          proxy.seen({ method: "GET", path: /model\.bin|blob/ }).reduce((sum, get) => sum + get.down, 0),
          0
        )
      })
    )

    it.scoped.skipIf(Python.missing)("ours holds: Python waits, then takes what ours stored", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("ours-holds", { "model.bin": content })
        const proxy = yield* world.proxy
        yield* proxy.inject({ over: 1_000_000, action: { _tag: "Slow", bytesPerSecond: 1_000_000 } })
        const who = yield* world.who({ endpoint: proxy.url })
        const running = yield* Hf.start(who, "download", repo, "model.bin", "-q")
        yield* proxy.passed(200_000)
        const path = yield* Python.hfOk(who, "download", repo, "model.bin", "-q")
        const end = yield* running.exit
        assert.strictEqual(end.code, 0, end.stderr)
        assert.strictEqual(end.stdout.trim(), path)
        const down = proxy.seen({ method: "GET", path: /model\.bin|blob/ }).reduce((sum, get) => sum + get.down, 0)
        assert.strictEqual(down, content.length)
      })
    )

    it.scoped.skipIf(Python.missing)("a lock dies with its holder: Python killed, ours goes on", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("holder-dies", { "model.bin": content })
        const who = yield* world.who()
        const python = yield* Python.start(
          who,
          holder,
          join(who.home, "hub"),
          "models--alice--holder-dies",
          etag,
          join(who.home, "never"),
          "unused"
        )
        yield* python.line(/held/)
        const running = yield* Hf.start(who, "download", repo, "model.bin", "-q")
        yield* python.kill("SIGKILL")
        const end = yield* running.exit
        assert.strictEqual(end.code, 0, end.stderr)
        assert.deepStrictEqual(yield* Effect.promise(() => readFile(end.stdout.trim())), content)
      })
    )
  })
})
