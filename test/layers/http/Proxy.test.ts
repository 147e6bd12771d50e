import type { AddressInfo } from "node:net"
import { connect, createServer, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { choose, fault } from "../../../src/layers/http/Proxy.ts"
import { Gateway } from "../../../src/services/Gateway.ts"
import { client, eager, serve } from "./servers.ts"

const http = Option.some("http://proxy:1")
const https = Option.some("http://proxy:2")
const through = (noProxy: ReadonlyArray<string>, url: string) =>
  Option.getOrUndefined(choose({ http, https, noProxy }, url))

describe("NO_PROXY", () => {
  it("picks the proxy by the target's scheme", () => {
    assert.strictEqual(through([], "http://a/"), "http://proxy:1")
    assert.strictEqual(through([], "https://a/"), "http://proxy:2")
  })

  const direct: ReadonlyArray<readonly [string, string]> = [
    ["*", "http://anything/"],
    ["example.com", "http://example.com/"],
    ["example.com", "http://EXAMPLE.com/"],
    ["example.com", "http://a.example.com/"],
    [".example.com", "http://a.example.com/"],
    ["localhost", "http://localhost:8080/"],
    ["127.0.0.1", "http://127.0.0.1:9/"],
    ["::1", "http://[::1]:9/"],
    ["[::1]", "http://[::1]/"],
    ["10.0.0.0/8", "http://10.200.3.4/"],
    ["192.168.1.77/24", "https://192.168.1.1:8443/"],
    ["fd00::/8", "http://[fd12::1]/"],
    ["[fd00::]/8", "http://[fd12::1]/"],
    ["example.com:8080", "http://example.com:8080/"],
    ["example.com:443", "https://example.com/"],
    ["https://example.com", "https://example.com/"]
  ]
  for (const [entry, url] of direct) {
    it(`${entry} covers ${url}`, () => assert.isUndefined(through([entry], url)))
  }

  const proxied: ReadonlyArray<readonly [string, string]> = [
    ["example.com", "http://notexample.com/"],
    [".example.com", "http://example.com/"],
    ["localhost", "http://a.localhost/"],
    ["127.0.0.1", "http://127.0.0.11/"],
    ["10.0.0.0/8", "http://11.0.0.1/"],
    ["10.0.0.0/8", "http://10.example.com/"],
    ["10.0.0.0/99", "http://10.0.0.1/"],
    ["fd00::/8", "http://[fe80::1]/"],
    ["example.com:8080", "http://example.com/"],
    ["https://example.com", "http://example.com/"]
  ]
  for (const [entry, url] of proxied) {
    it(`${entry} does not cover ${url}`, () => assert.isDefined(through([entry], url)))
  }
})

/** A forward proxy that notes each request's first line. */
const forwardProxy = Effect.acquireRelease(
  Effect.async<{ readonly url: string; readonly lines: Array<string>; readonly close: () => void }>((resume) => {
    const lines: Array<string> = []
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.once("data", (first) => {
        const head = first.toString("latin1")
        lines.push(head.split("\r\n")[0] ?? "")
        const target = new URL(/^\S+ (\S+)/.exec(head)?.[1] ?? "")
        const onward = connect(Number(target.port), target.hostname, () => {
          onward.write(head.replace(target.origin, ""))
          socket.pipe(onward).pipe(socket)
        })
        sockets.add(onward)
      })
    })
    server.listen(0, "127.0.0.1", () => {
      const close = () => {
        for (const socket of sockets) socket.destroy()
        server.close()
      }
      resume(Effect.succeed({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, lines, close }))
    })
  }),
  ({ close }) => Effect.sync(close)
)

describe("a proxy", () => {
  it.scopedLive("carries plain requests, except to hosts it is not for", () =>
    Effect.gen(function* () {
      const proxy = yield* forwardProxy
      const server = yield* serve((_, __, response) => {
        response.end()
      })
      const call = Effect.flatMap(Gateway, (gateway) => gateway.drain({ method: "GET", url: "/x" }))
      const settings = { http: Option.some(proxy.url), https: Option.none(), noProxy: [] }
      yield* Effect.provide(call, client(server.url, { proxy: settings }))
      assert.deepStrictEqual(proxy.lines, [`GET ${server.url}/x HTTP/1.1`])
      assert.strictEqual(server.seen[0]?.headers.authorization, "Bearer hf_test_token")
      yield* Effect.provide(call, client(server.url, { proxy: { ...settings, noProxy: ["127.0.0.1"] } }))
      assert.strictEqual(proxy.lines.length, 1)
      assert.strictEqual(server.seen.length, 2)
    })
  )

  it.scopedLive("is told who asks, also by a user or a password alone", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, __, response) => {
        response.end()
      })
      const call = Effect.flatMap(Gateway, (gateway) => gateway.drain({ method: "GET", url: "/x" }))
      const told = (who: string, path = "") =>
        Effect.gen(function* () {
          const proxy = Option.some(server.url.replace("://", `://${who}`) + path)
          yield* Effect.provide(
            call,
            client("http://hub.invalid", { proxy: { http: proxy, https: Option.none(), noProxy: [] } })
          )
          const header = server.seen.at(-1)?.headers["proxy-authorization"]?.replace("Basic ", "")
          return header === undefined ? undefined : Buffer.from(header, "base64").toString()
        })
      assert.isUndefined(yield* told(""))
      assert.strictEqual(yield* told("me:p%40ss@"), "me:p@ss")
      assert.strictEqual(yield* told("token@"), "token:")
      assert.strictEqual(yield* told(":secret@"), ":secret")
      // Only where it is counts, as in httpx.
      assert.strictEqual(yield* told("me:it@", "/some/path?and=more#so"), "me:it")
    })
  )

  it.scopedLive("that is not there is what the error is about, without its password", () =>
    Effect.gen(function* () {
      const call = Effect.flatMap(Gateway, (gateway) => gateway.drain({ method: "GET", url: "/x" }))
      const through = (proxy: string) => {
        const settings = { http: Option.some(proxy), https: Option.none(), noProxy: [] }
        return Effect.flip(Effect.provide(call, client("http://hub.example", { proxy: settings })))
      }
      const refused = yield* through("http://user:secret@127.0.0.1:1")
      const way = "Cannot reach http://hub.example/x through the proxy http"
      assert.strictEqual(refused.message, `${way}://127.0.0.1:1/: the proxy is not there (ECONNREFUSED).`)
      const unknown = yield* through("http://proxy.invalid:3128")
      assert.match(unknown.message, /the proxy's name cannot be resolved \((ENOTFOUND|EAI_AGAIN)\)\.$/)
    })
  )

  const shape =
    "write http://HOST:PORT or https://HOST:PORT, with USER:PASSWORD@ before the host if the proxy asks for them"
  const refused: ReadonlyArray<readonly [value: string, shown: string, reason: string]> = [
    ["not a url", "not a url", shape],
    ["http://", "http://", shape],
    ["ftp://x", "ftp://x", "proxies are http:// or https:// ones"],
    ["proxy:3128", "proxy:3128", ""],
    [
      "socks5://u:secret@127.0.0.1:1080",
      "socks5://…@127.0.0.1:1080",
      "SOCKS is not spoken here; proxies are http:// or https:// ones"
    ],
    ["http://user:se cret@host:x", "http://…@host:x", shape],
    ["user:s@ecret@host:99999", "…@host:99999", shape],
    ["http://user:secret", "http://user:…", shape],
    ["http://u:secret%@host", "http://…@host", "write a % in the user or the password as %25"],
    ["http://u:secret%ff@host", "http://…@host", "write a % in the user or the password as %25"],
    ["http://host:80/?secret", "http://host:80/", ""],
    ["http://[::1:80", "http://[:…", shape]
  ]
  for (const [value, shown, reason] of refused) {
    it(`written as ${value} is ${reason === "" ? "fine" : "refused by the variable's name"}`, () => {
      const uri = value.includes("://") ? value : `http://${value}`
      const proxy = {
        http: Option.none(),
        https: Option.some(uri),
        noProxy: [],
        from: { https: { name: "ALL_PROXY", value } }
      }
      const message = Option.getOrUndefined(Option.map(fault(proxy, "https"), (error) => error.message))
      assert.strictEqual(message, reason === "" ? undefined : `Invalid ALL_PROXY '${shown}': ${reason}.`)
    })
  }

  it.scoped("with a URL that is none is a clear error without its password", () =>
    Effect.gen(function* () {
      const proxy = { http: Option.some("http://user:secret@:x:/"), https: Option.none(), noProxy: [] }
      const error = yield* Effect.flip(
        Effect.provide(
          Effect.flatMap(Gateway, (gateway) => gateway.drain({ method: "GET", url: "/" })),
          client("http://127.0.0.1:9", { proxy })
        )
      ).pipe(eager)
      assert.strictEqual(error._tag, "InvalidInput")
      assert.match(error.message, /^Invalid proxy 'http:\/\/…@:x:\/': write http/)
    })
  )

  it.scopedLive("that only stands in for a scheme nobody asked for does not keep anybody from the other", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, __, response) => {
        response.end()
      })
      const from = (name: string) => ({ http: { name, value: "socks5://127.0.0.1:1" } })
      const settings = {
        http: Option.some("socks5://127.0.0.1:1"),
        https: Option.some("http://127.0.0.1:1"),
        noProxy: []
      }
      const asked = (endpoint: string, name: string, url = "/x") =>
        Effect.flip(
          Effect.provide(
            Effect.flatMap(Gateway, (gateway) => gateway.drain({ method: "GET", url })),
            client(endpoint, { proxy: { ...settings, from: from(name) } })
          )
        ).pipe(eager)
      assert.strictEqual((yield* asked(server.url, "ALL_PROXY"))._tag, "InvalidInput")
      assert.strictEqual((yield* asked("https://hub.invalid", "HTTP_PROXY"))._tag, "InvalidInput")
      assert.strictEqual((yield* asked("https://hub.invalid", "ALL_PROXY"))._tag, "NetworkError")
      const around = yield* asked("https://hub.invalid", "ALL_PROXY", `${server.url}/x`)
      assert.match(
        around.message,
        /\/x through the proxy socks5:\/\/127\.0\.0\.1:1: Invalid ALL_PROXY '.*': SOCKS is not spoken here/
      )
      assert.deepStrictEqual(server.seen, [])
    })
  )
})
