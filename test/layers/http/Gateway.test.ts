import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import manifest from "../../../package.json" with { type: "json" }
import { version } from "../../../src/domain/Version.ts"
import { layer } from "../../../src/layers/Live.ts"
import * as Settings from "../../../src/layers/Settings.ts"
import { Gateway } from "../../../src/services/Gateway.ts"
import { client, serve, token } from "./servers.ts"

const ok = serve((_, __, response) => {
  response.end("{}")
})

describe("the gateway", () => {
  it.scopedLive("says who we are, and gives each request an id", () =>
    Effect.gen(function* () {
      const server = yield* ok
      yield* Effect.flatMap(Gateway, (gateway) =>
        Effect.all([gateway.drain({ method: "GET", url: "/a" }), gateway.drain({ method: "GET", url: "/b" })])
      ).pipe(Effect.provide(client(server.url, { userAgentOrigin: Option.some("tests") })))
      const [first, second] = server.seen
      assert.strictEqual(
        first?.headers["user-agent"],
        `hf-effect/${manifest.version}; node/${process.versions.node}; origin/tests`
      )
      assert.match(String(first?.headers["x-amzn-trace-id"]), /^[0-9a-f-]{36}$/)
      assert.notStrictEqual(first?.headers["x-amzn-trace-id"], second?.headers["x-amzn-trace-id"])
      assert.isUndefined(first?.headers["traceparent"])
      assert.isUndefined(first?.headers["b3"])
      assert.strictEqual(version, manifest.version)
    })
  )

  it.scopedLive("keeps a connection after HEAD, GET and a refusal", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, _, response) => {
        response.writeHead(request.url === "/no" ? 404 : 200).end("text")
      })
      yield* Effect.flatMap(Gateway, (gateway) =>
        Effect.forEach(Array.from({ length: 10 }), () =>
          Effect.all([
            gateway.drain({ method: "HEAD", url: "/" }),
            gateway.drain({ method: "GET", url: "/" }),
            Effect.flip(gateway.drain({ method: "GET", url: "/no" }))
          ])
        )
      ).pipe(Effect.provide(client(server.url)))
      assert.strictEqual(server.seen.length, 30)
      // A second one may open while the first still takes leave of an answer.
      assert.isAtMost(server.connections(), 3)
    })
  )

  it.scopedLive("encodes queries, and sends none to logs, errors and spans", () =>
    Effect.gen(function* () {
      const server = yield* ok
      const spans: Array<Tracer.Span> = []
      const tracer = Tracer.make({
        context: (run) => run(),
        span: (...args) => {
          const span = native.span(...args)
          spans.push(span)
          return span
        }
      })
      const native = yield* Effect.tracer
      yield* Effect.flatMap(Gateway, (gateway) =>
        gateway.json({ method: "GET", url: "/x?signature=secret", query: [["a b", "c&d"]] }, Schema.Struct({}))
      ).pipe(Effect.withTracer(tracer), Effect.provide(client(server.url)))
      assert.strictEqual(server.seen[0]?.url, "/x?signature=secret&a%20b=c%26d")
      assert.isTrue(spans.some(({ name }) => name === "Gateway.json"))
      const told = JSON.stringify(spans.map(({ attributes }) => [...attributes]))
      assert.include(told, `${server.url}/x`)
      assert.notInclude(told, "secret")
      assert.notInclude(told, token)
    })
  )

  it.scopedLive("passes on each warning of the Hub once", () =>
    Effect.gen(function* () {
      const lines: Array<unknown> = []
      const logger = Logger.make(({ message }) => {
        lines.push(...(Array.isArray(message) ? message : [message]))
      })
      const server = yield* serve((_, __, response) => {
        response.setHeader("x-hf-warning", ["old; Please update.", "quota; Nearly full, take care."])
        response.end()
      })
      yield* Effect.flatMap(Gateway, (gateway) =>
        Effect.all([gateway.drain({ method: "GET", url: "/" }), gateway.drain({ method: "GET", url: "/" })])
      ).pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)), Effect.provide(client(server.url)))
      assert.deepStrictEqual(lines, ["Please update.", "Nearly full, take care."])
    })
  )

  it.scopedLive("is content with any HttpClient, a web standard one in this process for example", () =>
    Effect.gen(function* () {
      const inProcess = HttpClient.make((request, url) =>
        Effect.succeed(
          HttpClientResponse.fromWeb(
            request,
            url.pathname === "/empty"
              ? new Response(null, { status: 200 })
              : Response.json({ path: url.pathname, authorization: request.headers["authorization"] })
          )
        )
      )
      const settings = Settings.layerWith({
        endpoint: "http://embedded.invalid",
        argumentToken: Redacted.make("hf_owner"),
        offline: false
      })
      const live = layer.pipe(Layer.provide([Layer.succeed(HttpClient.HttpClient, inProcess), settings]))
      const [answer, size] = yield* Effect.flatMap(Gateway, (gateway) =>
        Effect.all([
          gateway.json(
            { method: "GET", url: "/x" },
            Schema.Struct({ path: Schema.String, authorization: Schema.String })
          ),
          Effect.flatMap(gateway.execute({ method: "GET", url: "/empty" }), ({ body }) => Stream.runCount(body))
        ])
      ).pipe(Effect.provide(live))
      assert.deepStrictEqual(answer, { path: "/x", authorization: "Bearer hf_owner" })
      assert.strictEqual(size, 0)
    })
  )
})
