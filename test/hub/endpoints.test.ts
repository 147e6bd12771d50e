import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as TestClock from "effect/TestClock"
import { type Course, hasUrl, stateAt } from "../../src/hub/endpoints/Machine.ts"
import { call, createModel, type Json, tokens, withHub } from "./support/hub.ts"

const spec = (
  name: string,
  more: { readonly model?: object; readonly scaling?: object; readonly top?: object } = {}
) => ({
  name,
  type: "authenticated",
  provider: { vendor: "aws", region: "us-east-1" },
  compute: {
    accelerator: "cpu",
    instanceSize: "x2",
    instanceType: "intel-icl",
    scaling: { minReplica: 1, maxReplica: 1, scaleToZeroTimeout: null, ...more.scaling }
  },
  model: { repository: "gpt2", framework: "pytorch", revision: null, image: { huggingface: {} }, ...more.model },
  ...more.top
})

const area = "/v2/endpoint/alice"
const ask = (method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown, token: string = tokens.alice) =>
  Effect.map(call(method, path, { token, ...(body === undefined ? {} : { json: body }) }), ({ status, text }) => ({
    status,
    json: (text === "" ? undefined : JSON.parse(text)) as Json
  }))
const deploy = (name: string, more?: Parameters<typeof spec>[1]) => ask("POST", area, spec(name, more))
const get = (name: string) => Effect.map(ask("GET", `${area}/${name}`), ({ json }) => json)
const state = (name: string) => Effect.map(get(name), (json) => json.status.state)
const status = <E, R>(answer: Effect.Effect<{ readonly status: number }, E, R>) =>
  Effect.map(answer, (each) => each.status)
/** Where it answers, as the path the in-process Hub is asked at. */
const urlOf = (name: string) => Effect.map(get(name), (json) => new URL(json.status.url).pathname)
const running = TestClock.adjust("1 second")

describe("an endpoint's states", () => {
  it.effect("pending, initializing, running; paused; and again", () =>
    withHub(
      Effect.gen(function* () {
        const created = yield* deploy("one")
        assert.strictEqual(created.status, 202)
        assert.strictEqual(created.json.status.state, "pending")
        assert.notProperty(created.json.status, "url")
        yield* TestClock.adjust("200 millis")
        assert.strictEqual(yield* state("one"), "initializing")
        yield* TestClock.adjust("500 millis")
        const ready = yield* get("one")
        assert.deepInclude(ready.status, { state: "running", readyReplica: 1 })
        assert.match(ready.status.url, /^http:\/\/hub\.embedded\/-\/endpoint\/[0-9a-f]{24}$/)
        const paused = yield* ask("POST", `${area}/one/pause`)
        assert.deepInclude(paused.json.status, { state: "paused", readyReplica: 0 })
        assert.notProperty(paused.json.status, "url")
        assert.strictEqual((yield* ask("POST", `${area}/one/resume`)).json.status.state, "pending")
        const again = yield* ask("POST", `${area}/one/resume`)
        assert.strictEqual(again.status, 400)
        assert.match(again.json.error, /already running/)
        yield* running
        assert.strictEqual(yield* state("one"), "running")
      })
    )
  )

  it.effect("a change is worked in, keeps what it does not name, and waits where nothing runs", () =>
    withHub(
      Effect.gen(function* () {
        yield* deploy("one", { model: { env: { A: "1" }, args: ["--x"] }, scaling: { maxReplica: 3 } })
        yield* running
        const change = { compute: { scaling: { minReplica: 2 } }, model: { args: [], task: "text-generation" } }
        const changed = yield* ask("PUT", `${area}/one`, change)
        assert.strictEqual(changed.json.status.state, "updating")
        assert.deepInclude(changed.json.compute.scaling, { minReplica: 2, maxReplica: 3 })
        assert.deepInclude(changed.json.model, {
          args: [],
          task: "text-generation",
          env: { A: "1" },
          framework: "pytorch"
        })
        assert.isTrue(changed.json.status.updatedAt > changed.json.status.createdAt)
        yield* running
        assert.strictEqual(yield* state("one"), "running")
        yield* ask("POST", `${area}/one/pause`)
        const image = { custom: { url: "x/y", credentials: { username: "me", password: "secret" } } }
        const stored = yield* ask("PUT", `${area}/one`, { model: { image } })
        assert.strictEqual(stored.json.status.state, "paused")
        assert.deepStrictEqual(stored.json.model.image, { custom: { url: "x/y", credentials: { username: "me" } } })
      })
    )
  )

  it.effect("a model that nobody has, or that is not for the viewer's eyes, fails, and so does a revision", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("mine")
        yield* createModel("hidden", { private: true }, tokens.bob)
        yield* deploy("good", { model: { repository: "alice/mine", revision: "main" } })
        yield* deploy("bad", { model: { repository: "alice/nothing" } })
        yield* deploy("blind", { model: { repository: "bob/hidden" } })
        yield* deploy("old", { model: { repository: "alice/mine", revision: "v0" } })
        yield* running
        assert.strictEqual(yield* state("good"), "running")
        for (const [name, message] of [
          ["bad", "Repository alice/nothing not found"],
          ["blind", "Repository bob/hidden not found"],
          ["old", "Revision v0 not found in alice/mine"]
        ] as const)
          assert.deepInclude((yield* get(name)).status, { state: "failed", message })
        yield* ask("PUT", `${area}/good`, { model: { repository: "alice/nothing" } })
        yield* running
        assert.strictEqual(yield* state("good"), "updateFailed")
        yield* ask("PUT", `${area}/bad`, { model: { repository: "alice/mine" } })
        yield* running
        assert.strictEqual(yield* state("bad"), "running")
      })
    )
  )

  it.effect("scaled to zero by hand or by idling, it wakes when it is called", () =>
    withHub(
      Effect.gen(function* () {
        yield* deploy("one", { scaling: { minReplica: 0, scaleToZeroTimeout: 15 } })
        assert.strictEqual((yield* ask("POST", `${area}/one/scale-to-zero`)).status, 400)
        yield* running
        const url = yield* urlOf("one")
        yield* TestClock.adjust("14 minutes")
        assert.strictEqual(yield* status(ask("POST", url, { inputs: "still there?" })), 200)
        yield* TestClock.adjust("14 minutes")
        assert.strictEqual(yield* state("one"), "running")
        yield* TestClock.adjust("1 minutes")
        assert.strictEqual(yield* state("one"), "scaledToZero")
        assert.strictEqual(yield* status(ask("POST", url, { inputs: "wake up" })), 503)
        assert.strictEqual(yield* state("one"), "initializing")
        yield* running
        assert.deepStrictEqual((yield* ask("POST", url, { inputs: "hello" })).json, [{ generated_text: "hello" }])
        assert.strictEqual((yield* ask("POST", `${area}/one/scale-to-zero`)).json.status.state, "scaledToZero")
        assert.strictEqual((yield* ask("POST", `${area}/one/resume`)).json.status.state, "initializing")
      })
    )
  )

  it("has a URL only where it answers or wakes up, and never goes back by itself", () => {
    const course = fc.record({
      phase: fc.constantFrom<Course["phase"]>("starting", "waking", "updating", "paused", "scaledToZero"),
      since: fc.constant(0),
      failure: fc.constantFrom(null, "no such model"),
      usedAt: fc.constant(0),
      idleMinutes: fc.constant(undefined)
    })
    const order = ["pending", "initializing", "updating", "failed", "updateFailed", "running", "paused", "scaledToZero"]
    fc.assert(
      fc.property(course, fc.nat(2000), fc.nat(2000), (each, now, more) => {
        const [before, after] = [stateAt(each, now), stateAt(each, now + more)]
        assert.isAtMost(order.indexOf(before), order.indexOf(after))
        if (before === "pending" || before === "initializing" || before === "paused") assert.isFalse(hasUrl(before))
      })
    )
  })
})

describe("what answers at an endpoint", () => {
  it.effect("says what it was told, in the caller's shape", () =>
    withHub(
      Effect.gen(function* () {
        yield* deploy("one")
        yield* running
        const url = yield* urlOf("one")
        assert.deepStrictEqual((yield* ask("GET", `${url}/health`)).json, { status: "ok" })
        const chat = yield* ask("POST", `${url}/v1/chat/completions`, { messages: [{ role: "user", content: "hi" }] })
        assert.deepStrictEqual(chat.json.choices[0].message, { role: "assistant", content: "hi" })
        const completion = yield* ask("POST", `${url}/v1/completions`, { prompt: "once" })
        assert.strictEqual(completion.json.choices[0].text, "once")
        assert.deepStrictEqual((yield* ask("POST", url, { inputs: [1, 2] })).json, [1, 2])
        assert.deepStrictEqual((yield* ask("POST", url, { any: "thing" })).json, { any: "thing" })
      })
    )
  )

  it.effect("asks who it is: nobody, whoever has a token, the members", () =>
    withHub(
      Effect.gen(function* () {
        for (const type of ["public", "authenticated", "private"]) yield* deploy(type, { top: { type } })
        yield* running
        const asked = (type: string, token?: string) =>
          Effect.flatMap(urlOf(type), (url) => status(call("POST", url, { json: {}, ...(token ? { token } : {}) })))
        assert.deepStrictEqual(
          yield* Effect.all([asked("public"), asked("authenticated"), asked("authenticated", tokens.bob)]),
          [200, 401, 200]
        )
        assert.deepStrictEqual(
          yield* Effect.all([asked("private"), asked("private", tokens.bob), asked("private", tokens.alice)]),
          [401, 403, 200]
        )
        assert.strictEqual(yield* status(ask("GET", "/-/endpoint/0123456789abcdef01234567/health")), 404)
        const url = yield* urlOf("public")
        yield* ask("POST", `${area}/public/pause`)
        assert.strictEqual(yield* status(ask("POST", url, {})), 400)
      })
    )
  )
})

describe("the service", () => {
  it.effect("refuses what it cannot do, and says why", () =>
    withHub(
      Effect.gen(function* () {
        yield* deploy("one")
        assert.strictEqual((yield* deploy("one")).status, 409)
        assert.strictEqual((yield* deploy("Not-Lower-Case")).status, 422)
        assert.strictEqual((yield* deploy("x", { scaling: { minReplica: 3 } })).status, 422)
        assert.strictEqual((yield* deploy("x", { model: { image: {} } })).status, 422)
        assert.strictEqual((yield* deploy("x", { top: { type: "protected" } })).status, 422)
        const broken = yield* deploy("x", { top: { provider: { vendor: null, region: null } } })
        assert.strictEqual(broken.status, 400)
        assert.match(broken.json.error, /provider\.vendor/)
        for (const [method, path] of [
          ["GET", "none"],
          ["PUT", "none"],
          ["DELETE", "none"],
          ["POST", "none/pause"],
          ["POST", "none/resume"],
          ["POST", "none/scale-to-zero"],
          ["POST", "one/explode"]
        ] as const)
          assert.strictEqual(
            yield* status(ask(method, `${area}/${path}`, method === "GET" ? undefined : {})),
            404,
            `${method} ${path}`
          )
      })
    )
  )

  it.effect("is for those who belong there: members look, writers change", () =>
    withHub(
      Effect.gen(function* () {
        const acme = "/v2/endpoint/acme"
        const create = (token: string) => status(ask("POST", acme, spec("one"), token))
        assert.deepStrictEqual(
          yield* Effect.all([create(tokens.bob), create(tokens.dave), create(tokens.aliceRead), create(tokens.alice)]),
          [403, 403, 403, 202]
        )
        const look = (token: string) => status(ask("GET", `${acme}/one`, undefined, token))
        assert.deepStrictEqual(yield* Effect.all([look(tokens.bob), look(tokens.dave)]), [200, 403])
        for (const path of ["one/pause", "one/resume", "one/scale-to-zero"])
          assert.strictEqual(yield* status(ask("POST", `${acme}/${path}`, {}, tokens.bob)), 403)
        assert.strictEqual(yield* status(ask("PUT", `${acme}/one`, {}, tokens.bob)), 403)
        assert.strictEqual(yield* status(ask("DELETE", `${acme}/one`, undefined, tokens.bob)), 403)
        assert.strictEqual(yield* status(call("GET", acme)), 401)
        assert.strictEqual(yield* status(ask("DELETE", `${acme}/one`)), 202)
        assert.deepStrictEqual((yield* ask("GET", acme)).json, { items: [] })
      })
    )
  )

  it.effect("keeps no secret", () =>
    withHub(
      Effect.gen(function* () {
        const created = yield* deploy("one", { model: { secrets: { KEY: "hush" }, env: { PLAIN: "loud" } } })
        assert.deepStrictEqual(created.json.model.secrets, { KEY: "" })
        const updated = yield* ask("PUT", `${area}/one`, { model: { secrets: { OTHER: "hush" } } })
        assert.notInclude(JSON.stringify([created.json, updated.json]), "hush")
        assert.deepStrictEqual(updated.json.model.env, { PLAIN: "loud" })
      })
    )
  )

  it.effect("counts what runs against the quota, and deploys from its catalog only", () =>
    withHub(
      Effect.gen(function* () {
        yield* deploy("one")
        yield* running
        const { json } = yield* ask("GET", "/v2/provider/alice")
        const [icl] = json.vendors[0].regions[0].computes
        assert.deepStrictEqual(icl.quota, { maxAccelerators: 16, usedAccelerators: 2 })
        const { models } = (yield* ask("GET", "/api/catalog/repo-list")).json
        const chosen = yield* ask("POST", "/api/catalog/deploy", { namespace: "alice", repoId: models[0] })
        assert.strictEqual(chosen.json.endpoint.model.repository, models[0])
        assert.match(chosen.json.endpoint.name, /^[a-z0-9-]{1,32}$/)
        assert.strictEqual(
          yield* status(ask("POST", "/api/catalog/deploy", { namespace: "alice", repoId: "a/b" })),
          400
        )
        assert.strictEqual(
          yield* status(ask("POST", "/api/catalog/deploy", { namespace: "bob", repoId: models[0] })),
          403
        )
      })
    )
  )
})
