/** One cache, two clients: each reads, lists and completes what the other wrote, also at the same time. */
import { readFile, readlink } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Hf from "../support/Hf.ts"
import * as RandomFiles from "../support/RandomFiles.ts"
import * as TempDir from "../support/TempDir.ts"
import * as Trees from "../support/Trees.ts"
import { World } from "../support/World.ts"
import * as Python from "./Python.ts"
import * as Sample from "./Sample.ts"

const folder = (repo: string) => `models--${repo.replace("/", "--")}`

/** Everything below a repo's cache folder as text: links by target, refs and trees by content, the rest by hash. */
const shape = (root: string) =>
  Effect.gen(function* () {
    const paths = yield* Trees.files(root)
    return yield* Effect.promise(async () => {
      const seen: Record<string, string> = {}
      for (const path of paths) {
        const full = join(root, path)
        const target = await readlink(full).catch(() => undefined)
        seen[path] = target ?? RandomFiles.sha256(await readFile(full))
      }
      return seen
    })
  })

const text = (path: string) => Effect.promise(() => readFile(path, "utf8"))

const offline = { HF_HUB_OFFLINE: "1" }

describe("one cache", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    const uploaded = (name: string) =>
      Effect.gen(function* () {
        const world = yield* World
        const source = yield* TempDir.make("source")
        const sample = yield* Sample.write(source)
        const who = yield* world.who()
        yield* Hf.ok(who, "upload", `alice/${name}`, source, ".")
        return { repo: `alice/${name}`, sample, world }
      })

    it.scoped.skipIf(Python.missing)(
      "ours downloads; Python reads it offline, lists and verifies it without a warning",
      () =>
        Effect.gen(function* () {
          const { repo, world } = yield* uploaded("python-reads")
          const who = yield* world.who()
          const path = yield* Hf.ok(who, "download", repo, "-q")
          const read = yield* Python.run(
            { ...who, env: offline },
            `import sys, warnings; warnings.simplefilter("error")
from huggingface_hub import snapshot_download, scan_cache_dir
print(snapshot_download(sys.argv[1], local_files_only=True))
print([str(w) for w in scan_cache_dir().warnings])`,
            repo
          )
          assert.strictEqual(read.code, 0, read.stderr)
          assert.strictEqual(read.stderr, "")
          assert.deepStrictEqual(read.stdout.trim().split("\n"), [path, "[]"])
          const listed = yield* Python.hf({ ...who, env: offline }, "cache", "ls")
          assert.strictEqual(listed.code, 0, listed.stderr)
          assert.include(listed.stdout, repo)
          assert.notMatch(listed.stdout + listed.stderr, /warning/i)
          const verified = yield* Python.hf(who, "cache", "verify", repo)
          assert.strictEqual(verified.code, 0, verified.stderr)
        })
    )

    it.scoped.skipIf(Python.missing)("Python downloads; ours has it without a byte, online and offline", () =>
      Effect.gen(function* () {
        const { repo, world } = yield* uploaded("ours-reads")
        const who = yield* world.who()
        const path = yield* Python.hfOk(who, "download", repo, "-q")
        const proxy = yield* world.proxy
        assert.strictEqual(yield* Hf.ok({ ...who, endpoint: proxy.url }, "download", repo, "-q"), path)
        assert.deepStrictEqual(proxy.seen({ path: /\/resolve\// }), [])
        assert.strictEqual(yield* Hf.ok({ ...who, env: offline }, "download", repo, "-q"), path)
        const single = yield* Hf.ok({ ...who, env: offline }, "download", repo, "config.json", "-q")
        assert.strictEqual(single, join(path, "config.json"))
      })
    )

    it.scoped.skipIf(Python.missing)("both leave the very same files: blobs, links, refs and trees byte for byte", () =>
      Effect.gen(function* () {
        const { repo, world } = yield* uploaded("same-shape")
        const ours = yield* world.who()
        const peer = yield* world.who()
        yield* Hf.ok(ours, "download", repo, "-q")
        yield* Python.hfOk(peer, "download", repo, "-q")
        const name = folder(repo)
        assert.deepStrictEqual(yield* shape(join(ours.home, "hub", name)), yield* shape(join(peer.home, "hub", name)))
        const ref = yield* text(join(ours.home, "hub", name, "refs/main"))
        assert.match(ref, /^[0-9a-f]{40}$/)
        assert.strictEqual(
          yield* text(join(ours.home, "hub", name, `trees/${ref}.json`)),
          yield* text(join(peer.home, "hub", name, `trees/${ref}.json`))
        )
        assert.match(yield* text(join(ours.home, "hub/CACHEDIR.TAG")), /^Signature: 8a477f597d28d172789f06886806bc55\n/)
      })
    )

    it.scoped.skipIf(Python.missing)("a file that is not there is remembered the same way", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("no-exist", { "a.txt": "a\n" })
        const ours = yield* world.who()
        const peer = yield* world.who()
        assert.strictEqual((yield* Hf.run(ours, "download", repo, "nope/b.txt")).code, 3)
        assert.notStrictEqual((yield* Python.hf(peer, "download", repo, "nope/b.txt")).code, 0)
        const marker = (home: string) =>
          Effect.map(Trees.files(join(home, "hub", folder(repo))), (files) =>
            files.filter((path) => path.startsWith(".no_exist/"))
          )
        assert.strictEqual((yield* marker(peer.home)).length, 1)
        assert.deepStrictEqual(yield* marker(ours.home), yield* marker(peer.home))
      })
    )

    it.scoped.skipIf(Python.missing)("both write it at once: every file moves once, nothing is left over", () =>
      Effect.gen(function* () {
        const world = yield* World
        const files = Object.fromEntries(
          Array.from({ length: 24 }, (_, index) => [
            `part-${index}.bin`,
            RandomFiles.buffer(400_000, `at-once/${index}`)
          ])
        )
        const repo = yield* world.repo("at-once", files)
        const proxy = yield* world.proxy
        yield* proxy.inject({
          over: 100_000,
          action: { _tag: "Slow", bytesPerSecond: 1_000_000 },
          times: Number.POSITIVE_INFINITY
        })
        const who = yield* world.who({ endpoint: proxy.url })
        const paths = yield* Effect.all(
          [
            Python.hfOk(who, "download", repo, "-q"),
            Hf.ok(who, "download", repo, "-q"),
            Hf.ok(who, "download", repo, "-q")
          ],
          { concurrency: 3 }
        )
        assert.strictEqual(new Set(paths).size, 1)
        const tree = yield* Trees.read(paths[0])
        for (const [path, content] of Object.entries(files)) {
          assert.strictEqual(tree[path], `${content.length} ${RandomFiles.sha256(content)}`)
        }
        assert.deepStrictEqual(yield* Trees.leftovers(who.home), [])
        const down = proxy.seen({ method: "GET", path: /part-|blob/ }).reduce((sum, get) => sum + get.down, 0)
        assert.strictEqual(down, 24 * 400_000)
        const listed = yield* Python.hf(who, "cache", "ls")
        assert.notMatch(listed.stdout + listed.stderr, /warning/i)
      })
    )

    it.scoped.skipIf(Python.missing)("ours is killed half-way; Python completes it and prunes what is left", () =>
      Effect.gen(function* () {
        const world = yield* World
        const content = RandomFiles.buffer(4_000_000, "half")
        const repo = yield* world.repo("half", { "model.bin": content })
        const proxy = yield* world.proxy
        yield* proxy.inject({ over: 1_000_000, action: { _tag: "Stall", after: 2_000_000 } })
        const who = yield* world.who({ endpoint: proxy.url })
        const running = yield* Hf.start(who, "download", repo, "-q")
        yield* proxy.passed(2_000_000)
        yield* running.kill("SIGKILL")
        const path = yield* Python.hfOk(who, "download", repo, "-q")
        assert.strictEqual((yield* Trees.read(path))["model.bin"], `${content.length} ${RandomFiles.sha256(content)}`)
        yield* Python.hfOk(who, "cache", "prune", "-y")
        assert.deepStrictEqual(yield* Trees.leftovers(who.home), [])
      })
    )
  })
})
