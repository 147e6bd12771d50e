import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FaultProxy from "./FaultProxy.ts"
import * as RandomFiles from "./RandomFiles.ts"

const content = RandomFiles.buffer(300_000, "proxy")

/** Serves `content` (with its length), and answers a POST with the number of bytes it got. */
const origin = Effect.acquireRelease(
  Effect.async<http.Server>((resume) => {
    const server = http.createServer((request, response) => {
      if (request.method !== "POST") {
        response.writeHead(200, { "content-length": content.length, etag: '"x"' }).end(content)
        return
      }
      let size = 0
      request.on("data", (chunk: Buffer) => {
        size += chunk.length
      })
      request.on("error", () => {})
      request.on("end", () => response.end(String(size)))
    })
    server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
  }),
  (server) =>
    Effect.sync(() => {
      server.closeAllConnections()
      server.close()
    })
)

const proxied = Effect.flatMap(origin, (server) =>
  FaultProxy.make(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
)

interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
  /** It ended as HTTP says it must. */
  readonly whole: boolean
}

const ask = (url: string, options: http.RequestOptions = {}, body?: Buffer): Effect.Effect<Answer, Error> =>
  Effect.async((resume) => {
    const request = http.request(url, { agent: false, ...options }, (response) => {
      const chunks: Array<Buffer> = []
      const done = () =>
        resume(
          Effect.succeed({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
            whole: response.complete
          })
        )
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.on("error", () => {})
      response.on("close", done)
    })
    request.on("error", (error) => resume(Effect.fail(error)))
    request.end(body)
    return Effect.sync(() => request.destroy())
  })

describe("FaultProxy", () => {
  it.scopedLive("passes everything on untouched and counts it", () =>
    Effect.gen(function* () {
      const proxy = yield* proxied
      const down = yield* ask(`${proxy.url}/file?x=1`, { headers: { range: "bytes=0-", authorization: "Bearer x" } })
      const up = yield* ask(`${proxy.url}/up`, { method: "POST" }, content)
      assert.deepStrictEqual(down.body, content)
      assert.strictEqual(down.headers.etag, '"x"')
      assert.strictEqual(up.body.toString(), "300000")
      assert.deepStrictEqual(proxy.seen(), [
        {
          method: "GET",
          path: "/file?x=1",
          range: "bytes=0-",
          authorized: true,
          status: 200,
          down: 300_000,
          up: 0
        },
        { method: "POST", path: "/up", range: undefined, authorized: false, status: 200, down: 6, up: 300_000 }
      ])
      yield* proxy.passed(600_006)
    })
  )

  it.scopedLive("cuts an answer after so many bytes, once", () =>
    Effect.gen(function* () {
      const proxy = yield* proxied
      yield* proxy.inject({ action: { _tag: "Cut", after: 123_456 }, method: "GET" })
      const cut = yield* ask(proxy.url)
      assert.isFalse(cut.whole)
      assert.strictEqual(cut.headers["content-length"], "300000")
      assert.deepStrictEqual(cut.body, content.subarray(0, 123_456))
      assert.isTrue((yield* ask(proxy.url)).whole)
    })
  )

  it.scopedLive("stalls: some bytes, then silence", () =>
    Effect.gen(function* () {
      const proxy = yield* proxied
      yield* proxy.inject({ action: { _tag: "Stall", after: 1000 } })
      const waiting = yield* Effect.fork(ask(proxy.url))
      yield* proxy.passed(1000)
      const answer = yield* Effect.timeoutOption(Effect.fromFiber(waiting), "50 millis")
      assert.strictEqual(answer._tag, "None")
      assert.strictEqual(proxy.seen()[0]?.down, 1000)
    })
  )

  it.scopedLive("slows down", () =>
    Effect.gen(function* () {
      const proxy = yield* proxied
      yield* proxy.inject({ action: { _tag: "Slow", bytesPerSecond: 3_000_000 } })
      const [time, answer] = yield* Effect.timed(ask(proxy.url))
      assert.deepStrictEqual(answer.body, content)
      assert.isAtLeast(Duration.toMillis(time), 90)
      assert.isTrue(answer.whole)
    })
  )

  it.scopedLive("truncates with a straight face", () =>
    Effect.gen(function* () {
      const proxy = yield* proxied
      yield* proxy.inject({ action: { _tag: "Truncate", to: 1000 } })
      const answer = yield* ask(proxy.url)
      assert.isTrue(answer.whole)
      assert.deepStrictEqual(answer.body, content.subarray(0, 1000))
    })
  )

  it.scopedLive("corrupts one byte", () =>
    Effect.gen(function* () {
      const proxy = yield* proxied
      yield* proxy.inject({ action: { _tag: "Corrupt", at: 200_000 } })
      const answer = yield* ask(proxy.url)
      assert.isTrue(answer.whole)
      const wrong = answer.body.findIndex((byte, at) => byte !== content[at])
      assert.strictEqual(wrong, 200_000)
      assert.deepStrictEqual(answer.body.subarray(200_001), content.subarray(200_001))
    })
  )

  it.scopedLive("cuts a request half-way", () =>
    Effect.gen(function* () {
      const proxy = yield* proxied
      yield* proxy.inject({ action: { _tag: "CutRequest", after: 1000 }, method: "POST" })
      const failed = yield* Effect.either(ask(proxy.url, { method: "POST" }, content))
      assert.strictEqual(failed._tag, "Left")
    })
  )

  it.scopedLive("answers by itself, changes headers, and picks its victims", () =>
    Effect.gen(function* () {
      const proxy = yield* proxied
      yield* proxy.inject({
        action: { _tag: "Answer", status: 429, headers: { "retry-after": "1" }, body: "slow down" },
        path: /^\/busy/,
        skip: 1,
        times: 2
      })
      yield* proxy.inject({
        action: { _tag: "Headers", set: { etag: '"other"', "content-length": undefined } },
        ranged: true
      })
      const statuses = yield* Effect.forEach([1, 2, 3, 4], () =>
        Effect.map(ask(`${proxy.url}/busy`), (answer) => answer.status)
      )
      assert.deepStrictEqual(statuses, [200, 429, 429, 200])
      const changed = yield* ask(proxy.url, { headers: { range: "bytes=0-9" } })
      assert.strictEqual(changed.headers.etag, '"other"')
      assert.isUndefined(changed.headers["content-length"])
      assert.strictEqual(proxy.seen({ path: /busy/ }).length, 4)
      yield* proxy.reset
      assert.strictEqual(proxy.seen().length, 0)
    })
  )
})
