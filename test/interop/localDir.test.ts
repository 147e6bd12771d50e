/** `--local-dir`: each client knows the other's files as fresh, from the same metadata. */
import { readFile, utimes, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Hf from "../support/Hf.ts"
import * as RandomFiles from "../support/RandomFiles.ts"
import * as Trees from "../support/Trees.ts"
import { World } from "../support/World.ts"
import * as Python from "./Python.ts"

const files = {
  "config.json": "{}\n",
  "deep/er/é.txt": "é\n",
  "model.bin": RandomFiles.buffer(500_000, "local-dir")
}

/** The metadata below `.cache/huggingface/download`: path → commit and etag (the time is each run's own). */
const metadata = (dir: string) =>
  Effect.gen(function* () {
    const root = join(dir, ".cache/huggingface/download")
    const paths = (yield* Trees.files(root)).filter((path) => path.endsWith(".metadata"))
    const found: Record<string, string> = {}
    for (const path of paths) {
      const lines = (yield* Effect.promise(() => readFile(join(root, path), "utf8"))).split("\n")
      assert.strictEqual(lines.length, 4, path)
      assert.match(lines[2] ?? "", /^\d+\.\d+$/)
      found[path] = `${lines[0]} ${lines[1]}`
    }
    return found
  })

describe("--local-dir", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped.skipIf(Python.missing)("the metadata says the same whoever wrote it", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("local-same", files)
        const who = yield* world.who()
        const [ours, theirs] = [join(who.home, "ours"), join(who.home, "theirs")]
        yield* Hf.ok(who, "download", repo, "--local-dir", ours)
        yield* Python.hfOk(yield* world.who(), "download", repo, "--local-dir", theirs)
        assert.deepStrictEqual(yield* metadata(ours), yield* metadata(theirs))
        assert.deepStrictEqual(yield* Trees.read(ours), yield* Trees.read(theirs))
        const besides = (dir: string) =>
          Effect.map(Trees.files(join(dir, ".cache/huggingface")), (paths) =>
            paths.filter((path) => !path.endsWith(".lock"))
          )
        assert.deepStrictEqual(yield* besides(ours), yield* besides(theirs))
      })
    )

    for (const [first, second] of [
      ["ours", "Python"],
      ["Python", "ours"]
    ] as const) {
      it.scoped.skipIf(Python.missing)(
        `${first} downloads, ${second} finds everything fresh; a changed file is put right`,
        () =>
          Effect.gen(function* () {
            const world = yield* World
            const repo = yield* world.repo(`local-${first}-first`.toLowerCase(), files)
            const proxy = yield* world.proxy
            const who = yield* world.who({ endpoint: proxy.url })
            const target = join(who.home, "target")
            const by = (client: "ours" | "Python") =>
              client === "ours"
                ? Hf.ok(who, "download", repo, "--local-dir", target)
                : Python.hfOk(who, "download", repo, "--local-dir", target)
            yield* by(first)
            const before = yield* Trees.read(target)
            yield* proxy.reset
            yield* by(second)
            assert.deepStrictEqual(proxy.seen({ method: "GET", path: /\/resolve\// }), [])
            assert.deepStrictEqual(yield* Trees.read(target), before)
            yield* Effect.promise(() => writeFile(join(target, "model.bin"), "scribbled over"))
            // Newer than the metadata by more than the second both clients allow.
            const later = new Date((yield* Clock.currentTimeMillis) + 5000)
            yield* Effect.promise(() => utimes(join(target, "model.bin"), later, later))
            yield* by(second)
            assert.deepStrictEqual(yield* Trees.read(target), before)
          })
      )
    }
  })
})
