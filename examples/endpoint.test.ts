import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as Embedded from "../src/embedded.ts"
import { Endpoints } from "../src/index.ts"
import { ask } from "./endpoint.ts"

const box = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "hf-example-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  ),
  (root) => Embedded.layer({ dataDir: join(root, "hub") })
)

const left = Effect.flatMap(Endpoints, (endpoints) => endpoints.list())

it.scopedLive("an endpoint answers and is gone", () =>
  Effect.gen(function* () {
    const answer = yield* ask("openai-community/gpt2", "Once upon a time")
    assert.deepStrictEqual(answer, [{ generated_text: "Once upon a time" }])
    assert.deepStrictEqual(yield* left, [])
  }).pipe(Effect.provide(Layer.unwrapScoped(box)))
)

it.scopedLive("one that does not start is gone, too", () =>
  Effect.gen(function* () {
    const failed = yield* Effect.flip(ask("nobody/nothing", "Once upon a time"))
    assert.strictEqual(failed._tag, "EndpointFailed")
    assert.deepStrictEqual(yield* left, [])
  }).pipe(Effect.provide(Layer.unwrapScoped(box)))
)
