/** A caller's own patience: policies set for one program, and what is said when they are used up. */
import { assert, describe, layer } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Repo from "../../src/domain/Repo.ts"
import * as RepoId from "../../src/domain/RepoId.ts"
import { Live } from "../../src/layers/Live.ts"
import { download } from "../../src/programs/download.ts"
import { Policies } from "../../src/services/Policies.ts"
import { explain } from "../../src/shell/failure.ts"
import * as RandomFiles from "../support/RandomFiles.ts"
import * as Trees from "../support/Trees.ts"
import { World } from "../support/World.ts"

const impatient = { ...Policies.defaults, retries: 1, retryBase: Duration.millis(10) }

describe("patience", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped(
      "no byte for HF_HUB_DOWNLOAD_TIMEOUT, again and again: exit code 6, the variable named, the rest kept",
      () =>
        Effect.gen(function* () {
          const world = yield* World
          const content = RandomFiles.buffer(4_000_000, "patience")
          const repo = yield* world.repo("patience", { "model.bin": content })
          const proxy = yield* world.proxy
          yield* proxy.inject({
            over: 500_000,
            action: { _tag: "Stall", after: 3_000_000 }
          })
          yield* proxy.inject({ over: 500_000, action: { _tag: "Stall", after: 0 }, times: Number.POSITIVE_INFINITY })
          const { home } = yield* world.who()
          const settings = { HF_HOME: home, HF_ENDPOINT: proxy.url, HF_HUB_DOWNLOAD_TIMEOUT: "1" }
          const fetchIt = Effect.gen(function* () {
            return yield* download({ repo: Repo.make("model", yield* RepoId.parse(repo)), filenames: ["model.bin"] })
          }).pipe(
            Effect.provideService(Policies, impatient),
            Effect.provide(Live),
            Effect.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(settings)))))
          )
          const outcome = yield* Effect.exit(fetchIt)
          assert.isTrue(Exit.isFailure(outcome))
          if (Exit.isSuccess(outcome)) return
          const told = explain(outcome.cause, undefined, false)
          assert.strictEqual(told.code, 6)
          assert.match(told.lines.join("\n"), /for 1 s/)
          assert.match(told.lines.join("\n"), /HF_HUB_DOWNLOAD_TIMEOUT/)
          // What arrived is kept for the next run, which asks for the rest only.
          assert.strictEqual((yield* Trees.leftovers(home)).length, 1)
          yield* proxy.reset
          const result = yield* fetchIt
          assert.deepStrictEqual(yield* Trees.leftovers(home), [])
          assert.strictEqual(result.files[0]?.status, "resumed")
          assert.isAtMost(result.bytes, 3_000_000)
        })
    )
  })
})
