import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as Embedded from "../src/embedded.ts"
import { createRepo, deleteRepo, Hub, Repo, RepoId } from "../src/index.ts"
import { Collector, layer } from "./collect.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "hf-example-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const model = (name: string) => Repo.make("model", RepoId.make(`local/${name}`))

/** What is in the collection now. */
const held = Effect.gen(function* () {
  const { collections, identity } = yield* Hub
  const { slug } = yield* collections.create({ title: "Tiny models", existsOk: true })
  const { items, owner } = yield* collections.get(slug)
  assert.strictEqual(owner, (yield* identity.whoami()).name)
  return items.map(({ itemId }) => itemId).sort()
})

it.scopedLive("a collection follows what is found, and then there is nothing to do", () =>
  Effect.gen(function* () {
    const dataDir = join(yield* folder, "hub")
    yield* Effect.gen(function* () {
      const { sync } = yield* Collector
      for (const name of ["tiny-a", "tiny-b", "large"]) yield* createRepo(model(name))
      const { changes, url } = yield* sync("Tiny models", "tiny")
      assert.match(url, /\/collections\/local\/tiny-models-[0-9a-f]{24}$/)
      assert.strictEqual(changes, 3)
      assert.deepStrictEqual(yield* held, ["local/tiny-a", "local/tiny-b"])

      yield* createRepo(model("tiny-c"))
      yield* deleteRepo(model("tiny-a"))
      yield* sync("Tiny models", "tiny")
      assert.deepStrictEqual(yield* held, ["local/tiny-b", "local/tiny-c"])
      assert.strictEqual((yield* sync("Tiny models", "tiny")).changes, 0)
    }).pipe(Effect.provide(Layer.provideMerge(layer, Embedded.layer({ dataDir }))))
  })
)
