import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as Embedded from "../src/embedded.ts"
import { Gateway, Repo, RepoId, upload } from "../src/index.ts"
import { layer, ModelConfigs } from "./embed.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "hf-example-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const accounts = JSON.stringify({
  users: [
    { name: "acme", tokens: [{ token: "hf_acme_writes", role: "write" }] },
    { name: "reader", tokens: [{ token: "hf_reader_reads", role: "read" }] }
  ]
})

/** A Hub where acme has published three models: one whole, one without a configuration, one behind a gate. */
const published = Effect.gen(function* () {
  const root = yield* folder
  const accountsFile = join(root, "accounts.json")
  const config = join(root, "config.json")
  writeFileSync(accountsFile, accounts)
  writeFileSync(config, JSON.stringify({ model_type: "gpt2", hidden_size: 768 }))
  const as = (token: string) =>
    Embedded.layer({ dataDir: join(root, "hub"), accountsFile, token, settings: { cacheDir: join(root, "cache") } })
  yield* Effect.gen(function* () {
    const put = (id: string, localPath: string) => upload({ repo: Repo.make("model", RepoId.make(id)), localPath })
    yield* put("acme/whole", config)
    yield* put("acme/bare", accountsFile)
    yield* put("acme/gated", config)
    const gateway = yield* Gateway
    const body = { _tag: "Json", value: { gated: "manual" } } as const
    yield* gateway.drain({ method: "PUT", url: "/api/models/acme/gated/settings", body })
  }).pipe(Effect.provide(as("hf_acme_writes")))
  return Layer.provide(layer, as("hf_reader_reads"))
})

it.scoped("a configuration is read from the Hub", () =>
  Effect.gen(function* () {
    const services = yield* published
    const config = yield* Effect.flatMap(ModelConfigs, (configs) => configs.get("acme/whole")).pipe(
      Effect.provide(services)
    )
    assert.deepStrictEqual(config, { model_type: "gpt2", hidden_size: 768 })
  })
)

it.scoped("a model without one is of unknown type", () =>
  Effect.gen(function* () {
    const services = yield* published
    const config = yield* Effect.flatMap(ModelConfigs, (configs) => configs.get("acme/bare")).pipe(
      Effect.provide(services)
    )
    assert.deepStrictEqual(config, { model_type: "unknown" })
  })
)

it.scoped("behind a gate, it says where to ask", () =>
  Effect.gen(function* () {
    const services = yield* published
    const answer = yield* Effect.flatMap(ModelConfigs, (configs) => Effect.flip(configs.get("acme/gated"))).pipe(
      Effect.provide(services)
    )
    assert.strictEqual(answer.reason, "ask for access at https://huggingface.co/acme/gated")
  })
)
