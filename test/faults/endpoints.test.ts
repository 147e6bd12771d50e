/** The Inference Endpoints service refuses, fails or goes: what is asked again and what is not, and what a script sees of it. */
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Hf from "../support/Hf.ts"
import * as HubProcess from "../support/HubProcess.ts"
import * as TempDir from "../support/TempDir.ts"
import { World } from "../support/World.ts"

const hardware = "--accelerator cpu --instance-size x2 --instance-type intel-icl"
const place = "--vendor aws --region us-east-1"
const deploy = `endpoints deploy one --repo gpt2 --framework pytorch ${hardware} ${place} --namespace alice`

/** Every call that changes something: the line, and the request that is refused. */
const mutating = [
  [deploy, "POST", /^\/v2\/endpoint\/alice$/],
  ["endpoints catalog deploy --repo openai/gpt-oss-20b --namespace alice", "POST", /^\/api\/catalog\/deploy$/],
  ["endpoints update one --min-replica 0 --namespace alice", "PUT", /^\/v2\/endpoint\/alice\/one$/],
  ["endpoints pause one --namespace alice", "POST", /\/pause$/],
  ["endpoints resume one --namespace alice", "POST", /\/resume$/],
  ["endpoints scale-to-zero one --namespace alice", "POST", /\/scale-to-zero$/],
  ["endpoints delete one --yes --namespace alice", "DELETE", /^\/v2\/endpoint\/alice\/one$/]
] as const

/** Exit code of `deploy`, which has the common ones; the others end with the status. */
const refusals = [
  [401, 4],
  [403, 4],
  [404, 1],
  [409, 5],
  [422, 1],
  [429, 6]
] as const

const words = (line: string) => line.split(" ")

describe("hf endpoints", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    for (const [line, method, path] of mutating) {
      it.scoped(`${line.split(" ").slice(0, 3).join(" ")}: a refusal is told once, with its own exit code`, () =>
        Effect.gen(function* () {
          const { proxy: makeProxy, who } = yield* World
          const proxy = yield* makeProxy
          const me = yield* who({ endpoint: proxy.url })
          for (const [status, common] of refusals) {
            yield* proxy.reset
            const body = JSON.stringify({ error: `no, because of ${status}` })
            const headers = { "content-type": "application/json", ...(status === 429 ? { "retry-after": "600" } : {}) }
            yield* proxy.inject({
              method,
              path,
              action: { _tag: "Answer", status, headers, body },
              times: Number.POSITIVE_INFINITY
            })
            const before = proxy.seen({ method, path }).length
            const end = yield* Hf.run(me, ...words(line))
            assert.strictEqual(end.code, line === deploy ? common : status % 256, `${status}: ${end.stderr}`)
            assert.strictEqual(end.stdout, "")
            assert.strictEqual(proxy.seen({ method, path }).length - before, 1, `${status}`)
            assert.isTrue(proxy.seen({ method, path }).every(({ authorized }) => authorized))
          }
        })
      )
    }

    it.scoped("a deployment whose answer is lost is not sent again; a look is", () =>
      Effect.gen(function* () {
        const { proxy: makeProxy, who } = yield* World
        const proxy = yield* makeProxy
        const me = yield* who({ endpoint: proxy.url })
        const path = /^\/v2\/endpoint\/alice/
        yield* proxy.inject({ method: "POST", path, action: { _tag: "Cut", after: 10 } })
        const lost = yield* Hf.run(me, ...words(deploy))
        assert.strictEqual(lost.code, 6)
        assert.strictEqual(proxy.seen({ method: "POST", path }).length, 1)
        yield* proxy.inject({ method: "GET", path, action: { _tag: "Answer", status: 503 } })
        assert.strictEqual(yield* Hf.ok(me, "endpoints", "ls", "--namespace", "alice", "-q"), "one")
        assert.strictEqual(proxy.seen({ method: "GET", path }).length, 2)
      })
    )

    it.scoped("wait sees through a moment's failure of the endpoint, and ends with the time", () =>
      Effect.gen(function* () {
        const { proxy: makeProxy, who } = yield* World
        const proxy = yield* makeProxy
        const me = yield* who({ endpoint: proxy.url })
        const two = deploy.replace("deploy one", "deploy two")
        yield* Hf.ok(me, ...words(two))
        const wait = ["endpoints", "wait", "two", "--interval", "0.1"]
        yield* proxy.inject({ path: /\/health$/, action: { _tag: "Answer", status: 502 }, times: 3 })
        yield* Hf.ok(me, ...wait)
        assert.strictEqual(proxy.seen({ path: /\/health$/ }).length, 4)
        yield* proxy.inject({
          path: /\/health$/,
          action: { _tag: "Answer", status: 502 },
          times: Number.POSITIVE_INFINITY
        })
        const late = yield* Hf.run(me, ...wait, "--timeout", "0.5")
        assert.strictEqual(late.code, 6)
        assert.match(late.stderr, /Error: Endpoint 'two' was not ready within 0\.5 s: it is running\./)
      })
    )

    it.scoped("what answers as no service does is an error, not an endpoint", () =>
      Effect.gen(function* () {
        const { proxy: makeProxy, who } = yield* World
        const proxy = yield* makeProxy
        const me = yield* who({ endpoint: proxy.url })
        for (const body of ['{"name": 1}', "[]", "<html>", '{"items": [{}]}']) {
          yield* proxy.inject({ method: "GET", path: /^\/v2\//, action: { _tag: "Answer", status: 200, body } })
          const end = yield* Hf.run(me, "endpoints", "describe", "one", "--namespace", "alice")
          assert.strictEqual(end.code, 1)
          assert.match(end.stderr, /^Error: Unexpected answer from /)
        }
      })
    )

    it.scoped("the token goes to the service that was named, and not where its answers lead", () =>
      Effect.gen(function* () {
        const { hub, proxy: makeProxy, who } = yield* World
        const [service, stranger] = yield* Effect.all([makeProxy, makeProxy])
        // The Hub itself is asked for the endpoints in vain: nothing of them may reach it.
        const home = yield* makeProxy
        const env = { HF_INFERENCE_ENDPOINTS_ENDPOINT: `${service.url}/v2` }
        const me = yield* who({ endpoint: home.url, env })
        yield* Hf.ok(me, "endpoints", "ls")
        assert.deepStrictEqual(
          home.seen().map(({ path }) => path),
          ["/api/whoami-v2"]
        )
        assert.deepStrictEqual(
          service.seen().map(({ authorized, path }) => [path, authorized]),
          [["/v2/endpoint/alice", true]]
        )
        const location = `${stranger.url}/v2/endpoint/alice`
        yield* service.inject({ action: { _tag: "Answer", status: 307, headers: { location } } })
        const led = yield* Hf.run(me, "endpoints", "ls", "--namespace", "alice")
        assert.strictEqual(led.code, 145)
        assert.deepStrictEqual(
          stranger.seen().map(({ authorized }) => authorized),
          [false]
        )
        assert.notInclude(led.stderr, hub.url)
      })
    )

    it.scoped("a Hub that was killed has the same endpoints when it is started again, and they answer", () =>
      Effect.gen(function* () {
        const { who } = yield* World
        const dataDir = yield* TempDir.make("hub")
        const first = yield* HubProcess.startIn(dataDir)
        const me = yield* who({ endpoint: first.url })
        yield* Hf.ok(me, ...words(deploy))
        yield* Hf.ok(me, ...words(deploy.replace("deploy one", "deploy idle")))
        yield* Hf.ok(me, "endpoints", "pause", "idle")
        yield* Hf.ok(me, "endpoints", "wait", "one", "--interval", "0.1")
        yield* first.process.kill("SIGKILL")
        const second = yield* HubProcess.startIn(dataDir)
        const again = { ...me, endpoint: second.url }
        const answer = JSON.parse(yield* Hf.ok(again, "endpoints", "wait", "one", "--interval", "0.1", "--json"))
        const { token } = me
        const said = yield* Effect.promise(async () => {
          const headers = { authorization: `Bearer ${token}` }
          const body = JSON.stringify({ inputs: "still here" })
          return (await fetch(answer.status.url, { method: "POST", headers, body })).json()
        })
        assert.deepStrictEqual(said, [{ generated_text: "still here" }])
        assert.isTrue(answer.status.url.startsWith(second.url))
        const idle = JSON.parse(yield* Hf.ok(again, "endpoints", "describe", "idle", "--json"))
        assert.strictEqual(idle.status.state, "paused")
      })
    )
  })
})
