/** What one client uploads the others download, byte for byte. */
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { assert, describe, layer } from "@effect/vitest"
import { createRepo, listFiles, snapshotDownload, uploadFilesWithProgress } from "@huggingface/hub"
import * as Effect from "effect/Effect"
import * as Accounts from "../support/Accounts.ts"
import * as Hf from "../support/Hf.ts"
import * as TempDir from "../support/TempDir.ts"
import * as Trees from "../support/Trees.ts"
import { commitTitles, World } from "../support/World.ts"
import * as Python from "./Python.ts"
import * as Sample from "./Sample.ts"

const accessToken = Accounts.tokens.alice

describe("transfers between clients", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped.skipIf(Python.missing)("Python uploads, ours downloads: to the cache and to --local-dir", () =>
      Effect.gen(function* () {
        const world = yield* World
        const source = yield* TempDir.make("source")
        const sample = yield* Sample.write(source)
        const peer = yield* world.who()
        yield* Python.hfOk(peer, "repos", "create", "alice/from-python")
        yield* Python.hfOk(peer, "upload", "alice/from-python", source, ".")
        const who = yield* world.who()
        const snapshot = yield* Hf.ok(who, "download", "alice/from-python", "-q")
        assert.deepStrictEqual(Sample.without(yield* Trees.read(snapshot)), sample)
        const local = join(who.home, "local")
        yield* Hf.ok(who, "download", "alice/from-python", "--local-dir", local)
        assert.deepStrictEqual(Sample.without(yield* Trees.read(local)), sample)
      })
    )

    it.scoped.skipIf(Python.missing)("ours uploads, Python downloads; uploading the same again changes nothing", () =>
      Effect.gen(function* () {
        const world = yield* World
        const source = yield* TempDir.make("source")
        const sample = yield* Sample.write(source)
        const who = yield* world.who()
        yield* Hf.ok(who, "repo", "create", "alice/from-ours")
        yield* Hf.ok(who, "upload", "alice/from-ours", source, ".")
        const peer = yield* world.who()
        const snapshot = yield* Python.hfOk(peer, "download", "alice/from-ours", "-q")
        assert.deepStrictEqual(Sample.without(yield* Trees.read(snapshot)), sample)
        const before = yield* commitTitles(world.hub.url, "alice/from-ours")
        yield* Hf.ok(who, "upload", "alice/from-ours", source, ".")
        yield* Python.hfOk(peer, "upload", "alice/from-ours", source, ".")
        assert.deepStrictEqual(yield* commitTitles(world.hub.url, "alice/from-ours"), before)
      })
    )

    it.scoped.skipIf(Python.missing)("a dataset, a branch and a pull request go both ways", () =>
      Effect.gen(function* () {
        const world = yield* World
        const source = yield* TempDir.make("source")
        yield* Trees.write(source, { "data/train.csv": "a,b\n1,2\n" })
        const who = yield* world.who()
        const peer = yield* world.who()
        yield* Hf.ok(who, "upload", "alice/set", source, ".", "--repo-type", "dataset")
        yield* Trees.write(source, { "data/train.csv": "a,b\n3,4\n" })
        yield* Hf.ok(who, "upload", "alice/set", source, ".", "--repo-type", "dataset", "--revision", "next")
        yield* Trees.write(source, { "data/train.csv": "a,b\n5,6\n" })
        yield* Python.hfOk(peer, "upload", "alice/set", source, ".", "--repo-type", "dataset", "--create-pr")
        for (const [revision, expected] of [
          ["main", "a,b\n1,2\n"],
          ["next", "a,b\n3,4\n"],
          ["refs/pr/1", "a,b\n5,6\n"]
        ] as const) {
          const ask = ["download", "alice/set", "--repo-type", "dataset", "--revision", revision, "-q"]
          for (const path of [yield* Hf.ok(who, ...ask), yield* Python.hfOk(peer, ...ask)]) {
            assert.deepStrictEqual(Sample.without(yield* Trees.read(path)), yield* single(expected))
          }
        }
      })
    )

    it.scoped("@huggingface/hub uploads, ours downloads", () =>
      Effect.gen(function* () {
        const world = yield* World
        const source = yield* TempDir.make("source")
        const sample = yield* Sample.write(source)
        const repo = "alice/from-js"
        yield* Effect.promise(async () => {
          await createRepo({ repo, accessToken, hubUrl: world.hub.url })
          const events = uploadFilesWithProgress({
            repo,
            accessToken,
            hubUrl: world.hub.url,
            useXet: false,
            files: [pathToFileURL(`${source}/`)]
          })
          for await (const _ of events);
        })
        const who = yield* world.who()
        const snapshot = yield* Hf.ok(who, "download", repo, "-q")
        assert.deepStrictEqual(Sample.without(yield* Trees.read(snapshot)), sample)
      })
    )

    it.scoped("ours uploads, @huggingface/hub lists and downloads", () =>
      Effect.gen(function* () {
        const world = yield* World
        const source = yield* TempDir.make("source")
        yield* Sample.write(source)
        // The JavaScript client does not encode `#`, `?` and `%` in the URLs it asks for.
        yield* Effect.promise(() => rm(join(source, Sample.toBeEncoded)))
        const sample = yield* Trees.read(source)
        const who = yield* world.who()
        yield* Hf.ok(who, "upload", "alice/for-js", source, ".")
        const settings = { repo: "alice/for-js", accessToken, hubUrl: world.hub.url }
        const listed = yield* Effect.promise(async () => {
          const found: Record<string, number> = {}
          for await (const entry of listFiles({ ...settings, recursive: true })) {
            if (entry.type === "file") found[entry.path] = entry.size
          }
          return found
        })
        assert.deepStrictEqual(
          Object.fromEntries(Object.entries(listed).filter(([path]) => path !== ".gitattributes")),
          Object.fromEntries(Object.entries(sample).map(([path, print]) => [path, Number(print.split(" ")[0])]))
        )
        const cacheDir = join(who.home, "js-cache")
        const snapshot = yield* Effect.promise(() => snapshotDownload({ ...settings, cacheDir }))
        assert.deepStrictEqual(Sample.without(yield* Trees.read(snapshot)), sample)
      })
    )
  })
})

/** The tree of a folder with nothing but `data/train.csv`. */
const single = (content: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const dir = yield* TempDir.make("single")
      yield* Trees.write(dir, { "data/train.csv": content })
      return yield* Trees.read(dir)
    })
  )
