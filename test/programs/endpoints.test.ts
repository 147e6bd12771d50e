/** Inference Endpoints as a library's user has them, against the Hub in a box. */
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as EndpointName from "../../src/domain/EndpointName.ts"
import * as Namespace from "../../src/domain/Namespace.ts"
import type { ReportedState } from "../../src/domain/wire/Endpoints.ts"
import * as Embedded from "../../src/embedded.ts"
import { type DeployInput, deployEndpoint } from "../../src/programs/endpoints/deploy.ts"
import { containerImage } from "../../src/programs/endpoints/image.ts"
import { resumeEndpoint, resumeEndpointRunningOk } from "../../src/programs/endpoints/resume.ts"
import { updateEndpoint } from "../../src/programs/endpoints/update.ts"
import { waitForEndpoint } from "../../src/programs/endpoints/wait.ts"
import { Endpoints } from "../../src/services/Endpoints.ts"
import * as Accounts from "../support/Accounts.ts"
import * as TempDir from "../support/TempDir.ts"

const box = Layer.unwrapScoped(
  Effect.gen(function* () {
    const root = yield* TempDir.make("endpoints")
    const accountsFile = yield* Accounts.write(root)
    return Embedded.layer({ dataDir: join(root, "hub"), accountsFile, token: Accounts.tokens.alice })
  })
)

const often = { interval: "50 millis", timeout: "30 seconds" } as const

const wanted = (name: string, more: Partial<DeployInput> = {}): DeployInput => ({
  name: EndpointName.make(name),
  repository: "gpt2",
  framework: "pytorch",
  accelerator: "cpu",
  instanceType: "intel-icl",
  instanceSize: "x2",
  ...more
})

describe("Inference Endpoints", () => {
  layer(box, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.effect("deploy, wait, call, pause, resume, delete", () =>
      Effect.gen(function* () {
        const endpoints = yield* Endpoints
        const acme = Namespace.make("acme")
        const ref = { name: EndpointName.make("one"), namespace: acme }
        const deployed = yield* deployEndpoint(wanted("one", { namespace: acme, tags: ["test"] }))
        assert.strictEqual(deployed.namespace, "acme")
        assert.deepStrictEqual(deployed.provider, { vendor: "aws", region: "us-east-1" })
        assert.deepStrictEqual(deployed.raw["tags"], ["test"])
        const early = yield* Effect.flip(endpoints.call(deployed, { inputs: "too early" }))
        assert.strictEqual(early._tag, "InvalidInput")
        const running = yield* waitForEndpoint(ref, often)
        assert.deepStrictEqual(yield* endpoints.call(running, { inputs: "hello" }), [{ generated_text: "hello" }])
        assert.strictEqual((yield* resumeEndpointRunningOk(ref)).status.state, "running")
        assert.strictEqual((yield* Effect.flip(resumeEndpoint(ref)))._tag, "BadRequest")
        yield* endpoints.pause(ref)
        const paused = yield* Effect.flip(waitForEndpoint(ref, often))
        assert.deepInclude(paused, { _tag: "EndpointFailed", state: "paused", namespace: "acme", name: "one" })
        yield* resumeEndpointRunningOk(ref)
        yield* waitForEndpoint(ref, often)
        assert.deepStrictEqual(
          (yield* endpoints.list("*")).map(({ name, namespace }) => `${namespace}/${name}`),
          ["acme/one"]
        )
        yield* endpoints.delete(ref)
        const gone = yield* Effect.flip(endpoints.get(ref))
        assert.deepInclude(gone, { _tag: "EndpointNotFound", namespace: "acme", name: "one", status: 404 })
        assert.strictEqual((yield* Effect.flip(endpoints.delete(ref)))._tag, "EndpointNotFound")
      })
    )

    it.effect("a name that is taken is a conflict", () =>
      Effect.gen(function* () {
        yield* deployEndpoint(wanted("taken"))
        const taken = yield* Effect.flip(deployEndpoint(wanted("taken")))
        assert.deepInclude(taken, { _tag: "Conflict", status: 409 })
      })
    )

    it.effect("waiting ends with the reason, or with the time", () =>
      Effect.gen(function* () {
        const bad = wanted("bad", { repository: "alice/nothing" })
        yield* deployEndpoint(bad)
        const failed = yield* Effect.flip(waitForEndpoint(bad, often))
        assert.deepInclude(failed, {
          _tag: "EndpointFailed",
          state: "failed",
          detail: "Repository alice/nothing not found"
        })
        const ill = wanted("ill")
        yield* deployEndpoint(ill)
        const endpoints = yield* Endpoints
        const states: Array<ReportedState> = []
        const late = yield* waitForEndpoint(ill, {
          interval: "50 millis",
          timeout: "2 seconds",
          onState: ({ status }) => Effect.sync(() => states.push(status.state))
        }).pipe(Effect.provideService(Endpoints, { ...endpoints, isHealthy: () => Effect.succeed(false) }), Effect.flip)
        assert.deepInclude(late, { _tag: "EndpointTimeout", state: "running", seconds: 2 })
        assert.strictEqual(new Set(states).size, states.length)
        assert.strictEqual(states.at(-1), "running")
      })
    )

    it.effect("hardware decides where, unless somebody says", () =>
      Effect.gen(function* () {
        const placed = (name: string, more: Partial<DeployInput>) =>
          Effect.map(deployEndpoint(wanted(name, more)), ({ provider }) => `${provider?.vendor} ${provider?.region}`)
        assert.strictEqual(yield* placed("here", { vendor: "gcp" }), "gcp us-east4")
        assert.strictEqual(yield* placed("there", { region: "EU-WEST-1" }), "aws eu-west-1")
        assert.strictEqual(yield* placed("anywhere", { instanceType: "not-known-here" }), "aws us-east-1")
        assert.strictEqual(yield* placed("moon", { vendor: "moon", region: "mare-1" }), "moon mare-1")
        const nowhere = yield* Effect.flip(deployEndpoint(wanted("nowhere", { vendor: "azure" })))
        assert.deepInclude(nowhere, { _tag: "InvalidInput", reason: "vendor 'azure' does not offer it" })
      })
    )

    it.effect("the sizes of an engine go into the image it has, unless that has credentials", () =>
      Effect.gen(function* () {
        const vllm = yield* containerImage({ url: "vllm/vllm-openai:v1", engine: "vllm", port: 8000 })
        assert.deepStrictEqual(vllm, { vLLM: { url: "vllm/vllm-openai:v1", port: 8000 } })
        const engine = wanted("engine", { image: vllm, framework: "custom" })
        yield* deployEndpoint(engine)
        const sized = yield* updateEndpoint(engine, {}, { tensorParallelSize: 8 })
        assert.deepStrictEqual(sized.model.image, { vLLM: { ...vllm["vLLM"], tensorParallelSize: 8 } })
        const credentials = { username: "me", password: Redacted.make("secret") }
        const locked = wanted("locked", { image: yield* containerImage({ url: "x/y", credentials }) })
        const deployed = yield* deployEndpoint(locked)
        assert.notInclude(JSON.stringify(deployed), "secret")
        const refused = yield* Effect.flip(updateEndpoint(locked, {}, { tensorParallelSize: 8 }))
        assert.strictEqual(refused._tag, "InvalidInput")
        const unclear = yield* Effect.flip(deployEndpoint(wanted("unclear", { scaling: { threshold: 2 } })))
        assert.strictEqual(unclear._tag, "InvalidInput")
        const bare = yield* Effect.flip(containerImage({ url: "x/y", tensorParallelSize: 8 }))
        assert.strictEqual(bare._tag, "InvalidInput")
        const both = yield* Effect.flip(containerImage({ url: "x/y", engine: "vllm", credentials }))
        assert.strictEqual(both._tag, "InvalidInput")
      })
    )

    it.effect("the catalog deploys what it lists", () =>
      Effect.gen(function* () {
        const endpoints = yield* Endpoints
        const [repoId = ""] = yield* endpoints.catalog
        const deployed = yield* endpoints.deployFromCatalog({ repoId })
        assert.strictEqual(deployed.namespace, "alice")
        assert.strictEqual(deployed.model.repository, repoId)
        assert.strictEqual((yield* Effect.flip(endpoints.deployFromCatalog({ repoId: "a/b" })))._tag, "BadRequest")
      })
    )
  })
})
