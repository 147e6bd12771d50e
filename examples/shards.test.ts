import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect, Either } from "effect"
import * as Embedded from "../src/embedded.ts"
import { Repo, RepoId, upload } from "../src/index.ts"
import { processShards } from "./shards.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "hf-example-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const box = (root: string, jobs?: object) =>
  Embedded.layer({ dataDir: join(root, "hub"), settings: { cacheDir: join(root, "cache") }, jobs })

const published = (root: string) => {
  const data = join(root, "data")
  mkdirSync(data)
  for (const n of [1, 2, 3, 4, 5]) writeFileSync(join(data, `${n}.parquet`), Buffer.alloc(n * 1000))
  return upload({ repo: Repo.make("dataset", RepoId.make("local/numbers")), localPath: data })
}

it.scopedLive("a job for every shard: each tells the size of its own", () =>
  Effect.gen(function* () {
    const root = yield* folder
    const outcomes = yield* Effect.zipRight(published(root), processShards("local/numbers", 2)).pipe(
      Effect.provide(box(root, { atOnce: 2 }))
    )
    assert.deepStrictEqual(
      outcomes.map(({ outcome, shard }) => [shard, Either.getOrElse(outcome, (why) => why)]),
      [1, 2, 3, 4, 5].map((n) => [`${n}.parquet`, String(n * 1000)])
    )
  })
)

it.scopedLive("what failed is told by its tag, and the others are not held up", () =>
  Effect.gen(function* () {
    const root = yield* folder
    const outcomes = yield* Effect.zipRight(published(root), processShards("local/numbers")).pipe(
      // This Hub was not told to run jobs.
      Effect.provide(box(root))
    )
    assert.strictEqual(outcomes.length, 5)
    for (const { outcome } of outcomes) assert.match(Either.getOrThrow(Either.flip(outcome)), /^ServerError: .*--jobs/)
  })
)
