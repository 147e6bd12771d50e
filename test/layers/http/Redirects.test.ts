import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { next } from "../../../src/layers/http/Redirects.ts"
import { Gateway, type GatewayRequest } from "../../../src/services/Gateway.ts"
import { client, serve } from "./servers.ts"

const drain = (request: GatewayRequest) => Effect.flatMap(Gateway, (gateway) => gateway.drain(request))

describe("redirects", () => {
  it.scoped("relative ones keep token, method, body and query", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, _, response) => {
        if (request.url.startsWith("/new")) response.end()
        else response.writeHead(307, { location: "/new?keep=1&this=2" }).end()
      })
      yield* drain({ method: "PUT", url: "/old", body: { _tag: "Json", value: { a: 1 } } }).pipe(
        Effect.provide(client(server.url))
      )
      const [, second] = server.seen
      assert.strictEqual(second?.method, "PUT")
      assert.strictEqual(second?.url, "/new?keep=1&this=2")
      assert.strictEqual(second?.body, '{"a":1}')
      assert.strictEqual(second?.headers.authorization, "Bearer hf_test_token")
    })
  )

  it.scoped("absolute ones to the same origin are followed with the token", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, _, response) => {
        if (request.url === "/new") response.end()
        else response.writeHead(302, { location: `${server.url}/new` }).end()
      })
      yield* drain({ method: "GET", url: "/old" }).pipe(Effect.provide(client(server.url)))
      assert.strictEqual(server.seen[1]?.headers.authorization, "Bearer hf_test_token")
    })
  )

  it.scoped("another port is another origin: no token, not even after coming back", () =>
    Effect.gen(function* () {
      const stranger = yield* serve((_, __, response) => {
        response.writeHead(302, { location: `${server.url}/back` }).end()
      })
      const server = yield* serve((request, _, response) => {
        if (request.url === "/back") response.end()
        else response.writeHead(302, { location: `${stranger.url}/hop` }).end()
      })
      yield* drain({
        method: "GET",
        url: "/start",
        headers: { cookie: "session=secret", "X-HF-Something": "x", "x-custom": "kept" }
      }).pipe(Effect.provide(client(server.url)))
      const hop = stranger.seen[0]?.headers
      assert.isUndefined(hop?.authorization)
      assert.isUndefined(hop?.cookie)
      assert.isUndefined(hop?.["x-hf-something"])
      assert.strictEqual(hop?.["x-custom"], "kept")
      assert.isUndefined(server.seen[1]?.headers.authorization)
    })
  )

  it.scoped("a token named by the caller belongs to the URL it was named with", () =>
    Effect.gen(function* () {
      const stranger = yield* serve((_, __, response) => {
        response.end()
      })
      const server = yield* serve((_, __, response) => {
        response.writeHead(302, { location: stranger.url }).end()
      })
      yield* drain({ method: "GET", url: "/", auth: Redacted.make("mine") }).pipe(Effect.provide(client(server.url)))
      assert.strictEqual(server.seen[0]?.headers.authorization, "Bearer mine")
      assert.isUndefined(stranger.seen[0]?.headers.authorization)
    })
  )

  it.scoped("the current token never goes to an absolute URL elsewhere", () =>
    Effect.gen(function* () {
      const stranger = yield* serve((_, __, response) => {
        response.end()
      })
      yield* drain({ method: "GET", url: `${stranger.url}/x` }).pipe(Effect.provide(client("http://127.0.0.1:9")))
      assert.isUndefined(stranger.seen[0]?.headers.authorization)
    })
  )

  it.scoped("are handed back when the caller asks for it", () =>
    Effect.gen(function* () {
      const stranger = yield* serve((_, __, response) => {
        response.end()
      })
      const server = yield* serve((_, __, response) => {
        response.writeHead(302, { location: `${stranger.url}/x` }).end()
      })
      const response = yield* Effect.flatMap(Gateway, (gateway) =>
        gateway.execute({ method: "GET", url: "/", redirects: "return" })
      ).pipe(Effect.provide(client(server.url)))
      assert.strictEqual(response.status, 302)
      assert.strictEqual(response.headers["location"], `${stranger.url}/x`)
      assert.strictEqual(stranger.connections(), 0)
    })
  )

  it.scoped("end after 20 hops, once", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, __, response) => {
        response.writeHead(302, { location: "/again" }).end()
      })
      const error = yield* Effect.flip(drain({ method: "GET", url: "/" })).pipe(Effect.provide(client(server.url)))
      assert.strictEqual(error._tag, "NetworkError")
      assert.include(error.message, "more than 20 redirects")
      assert.strictEqual(server.seen.length, 21)
    })
  )

  it("turn writes into reads only where the standard says so", () => {
    const became = (status: number, method: GatewayRequest["method"]) =>
      next({ url: "http://a/", origin: "http://a", method }, status, "/b")?.method
    assert.strictEqual(became(301, "POST"), "GET")
    assert.strictEqual(became(303, "PUT"), "GET")
    assert.strictEqual(became(303, "HEAD"), "HEAD")
    assert.strictEqual(became(302, "PUT"), "PUT")
    assert.strictEqual(became(307, "POST"), "POST")
    assert.strictEqual(became(308, "DELETE"), "DELETE")
  })

  it("need a Location that leads somewhere by http", () => {
    const current = { url: "http://a/x?y", origin: "http://a", method: "GET" } as const
    assert.isUndefined(next(current, 302, undefined))
    assert.isUndefined(next(current, 304, "/b"))
    assert.isUndefined(next(current, 302, "file:///etc/passwd"))
    assert.isUndefined(next(current, 302, "http://[bad"))
    assert.strictEqual(next(current, 302, "http://user:pass@b/")?.url, "http://b/")
    assert.strictEqual(next(current, 302, "//a/z")?.origin, "http://a")
    assert.strictEqual(next(current, 302, "https://a/")?.origin, "https://a")
  })
})
