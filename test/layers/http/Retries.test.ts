import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import { NetworkError, RateLimited, ServerError } from "../../../src/domain/errors.ts"
import { type Failure, retrying } from "../../../src/layers/http/Retries.ts"
import { Gateway, type GatewayRequest } from "../../../src/services/Gateway.ts"
import { Policies } from "../../../src/services/Policies.ts"
import { client, eager, serve } from "./servers.ts"

const get: GatewayRequest = { method: "GET", url: "/x" }
const down = new ServerError({ url: "u", method: "GET", status: 503 })

const failing = (times: number, wait?: number) => {
  let tries = 0
  const attempt = Effect.suspend((): Effect.Effect<number, Failure<ServerError>> => {
    tries += 1
    return tries <= times ? Effect.fail({ error: down, wait }) : Effect.succeed(tries)
  })
  return { attempt, tries: () => tries }
}

describe("retries", () => {
  it.effect("wait longer each time, with jitter, and give up after the policy's number of tries", () =>
    Effect.gen(function* () {
      const { attempt, tries } = failing(Number.POSITIVE_INFINITY)
      const fiber = yield* Effect.fork(Effect.exit(retrying(get, attempt)))
      const expected = [1, 2, 3, 4, 5, 6]
      for (const [index, seconds] of [0, 1.2, 2.4, 4.8, 9.6, 19.2].entries()) {
        yield* TestClock.adjust(Duration.seconds(seconds))
        assert.strictEqual(tries(), expected[index])
      }
      assert.isTrue(Exit.isFailure(yield* Fiber.join(fiber)))
      assert.strictEqual(tries(), 6)
    })
  )

  it.effect("do not come before the time the server named", () =>
    Effect.gen(function* () {
      const { attempt, tries } = failing(1, 30)
      const fiber = yield* Effect.fork(retrying(get, attempt))
      yield* TestClock.adjust("29 seconds")
      assert.strictEqual(tries(), 1)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), 2)
    })
  )

  it.effect("end when the server asks for more patience than the policy has", () =>
    Effect.gen(function* () {
      const { attempt, tries } = failing(1, 61)
      yield* Effect.flip(retrying(get, attempt))
      assert.strictEqual(tries(), 1)
    })
  )

  it.effect("are not for writes whose outcome is unknown", () =>
    Effect.gen(function* () {
      const { attempt, tries } = failing(1)
      yield* Effect.flip(retrying({ method: "POST", url: "/x" }, attempt))
      assert.strictEqual(tries(), 1)
    })
  )

  it.effect("are for writes that were refused for now, if the caller knows that nothing was done", () =>
    Effect.gen(function* () {
      const busy = new RateLimited({ url: "u", method: "POST", status: 429, retryAfter: 3 })
      const post = { method: "POST", url: "/x" } as const
      const times = (request: GatewayRequest, error: RateLimited | ServerError) =>
        Effect.gen(function* () {
          let tries = 0
          const attempt = Effect.suspend(() => {
            tries += 1
            return tries === 1 ? Effect.fail({ error, wait: 3 }) : Effect.void
          })
          const fiber = yield* Effect.fork(Effect.either(retrying(request, attempt)))
          yield* TestClock.adjust("4 seconds")
          yield* Fiber.join(fiber)
          return tries
        })
      assert.strictEqual(yield* times({ ...post, refusedUndone: true }, busy), 2)
      assert.strictEqual(yield* times({ ...post, refusedUndone: true }, down), 1)
      assert.strictEqual(yield* times(post, busy), 1)
    })
  )

  it.effect("are not for certificates and proxies", () =>
    Effect.gen(function* () {
      let tries = 0
      const error = new NetworkError({ url: "u", reason: "tls", detail: "d" })
      const attempt = Effect.suspend(() => {
        tries += 1
        return Effect.fail({ error, wait: undefined })
      })
      yield* Effect.flip(retrying(get, attempt))
      assert.strictEqual(tries, 1)
    })
  )

  it.scopedLive("a caller's policy counts for that program alone", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, __, response) => {
        response.writeHead(500).end()
      })
      const call = Effect.flatMap(Gateway, (gateway) => Effect.either(gateway.drain(get)))
      const [never, twice] = yield* Effect.all([
        Effect.provideService(call, Policies, { ...Policies.defaults, retries: 0 }),
        Effect.provideService(call, Policies, { ...Policies.defaults, retries: 1, retryBase: Duration.millis(1) })
      ]).pipe(Effect.provide(client(server.url)))
      assert.isTrue(Either.isLeft(never) && Either.isLeft(twice))
      assert.strictEqual(server.seen.length, 3)
    })
  )

  it.scopedLive("honour RateLimit and Retry-After of a real answer", () =>
    Effect.gen(function* () {
      const answers = [{ ratelimit: '"api";r=0;t=0' }, { "retry-after": "0" }]
      const server = yield* serve((_, __, response) => {
        const headers = answers.shift()
        if (headers === undefined) response.end('"done"')
        else response.writeHead(429, headers).end()
      })
      const value = yield* Effect.flatMap(Gateway, (gateway) => gateway.json(get, Schema.String)).pipe(
        Effect.provide(client(server.url))
      )
      assert.strictEqual(value, "done")
      assert.strictEqual(server.seen.length, 3)
    })
  )

  it.scopedLive("cover a JSON answer that breaks off half-way", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, request, response) => {
        response.writeHead(200, { "content-length": "6" })
        response.write('"do')
        if (server.seen.length > 1) response.end('ne"')
        else setImmediate(() => request.socket.destroy())
      })
      const value = yield* Effect.flatMap(Gateway, (gateway) => gateway.json(get, Schema.String)).pipe(
        eager,
        Effect.provide(client(server.url))
      )
      assert.strictEqual(value, "done")
    })
  )

  it.scoped("say who refused the connection once they are used up", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(serve((_, __, response) => response.end()))
      const error = yield* Effect.flatMap(Gateway, (gateway) => Effect.flip(gateway.drain(get))).pipe(
        Effect.provideService(Policies, { ...Policies.defaults, retries: 0 }),
        Effect.provide(client(gone.url))
      )
      assert.strictEqual(error._tag === "NetworkError" && error.reason, "refused")
      assert.include(error.message, `${gone.url}/x`)
    })
  )
})

/** What was logged, worth a person's attention. */
const listening = () => {
  const heard: Array<string> = []
  const layer = Logger.replace(
    Logger.defaultLogger,
    Logger.make(({ logLevel, message }) => {
      if (LogLevel.greaterThanEqual(logLevel, LogLevel.Info)) heard.push(String(message))
    })
  )
  return { heard, layer }
}

describe("a person who waits", () => {
  it.effect("is told of every wait", () =>
    Effect.gen(function* () {
      const { heard, layer } = listening()
      const { attempt } = failing(2)
      const fiber = yield* Effect.fork(Effect.provide(retrying(get, attempt), layer))
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(fiber)
      assert.strictEqual(heard.length, 2)
      assert.match(heard[0] ?? "", /Trying again in (0\.[89]|1\.[012]) s \(1 of 5\)\.$/)
    })
  )

  it.scoped("does not wait for an address where nobody ever answered", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(serve((_, __, response) => response.end()))
      for (const url of [gone.url, "http://no-such-host.invalid"]) {
        // The clock stands still: a wait would never end.
        const error = yield* Effect.flatMap(Gateway, (gateway) => Effect.flip(gateway.drain(get))).pipe(
          Effect.provide(client(url))
        )
        assert.strictEqual(error._tag, "NetworkError")
      }
    })
  )

  it.scopedLive("waits for a server that is gone for a moment", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, __, response) => response.end())
      const program = Effect.gen(function* () {
        const gateway = yield* Gateway
        yield* gateway.drain(get)
        server.server.closeAllConnections()
        yield* Effect.async<void>((resume) => void server.server.close(() => resume(Effect.void)))
        const back = Effect.async<void>((resume) => {
          server.server.listen(server.port, "127.0.0.1", () => resume(Effect.void))
        })
        const { heard, layer } = listening()
        const patient = { ...Policies.defaults, retryBase: Duration.millis(600) }
        const again = gateway.drain(get).pipe(Effect.provideService(Policies, patient), Effect.provide(layer))
        const fiber = yield* Effect.fork(again)
        yield* Effect.repeat(Effect.yieldNow(), { until: () => heard.length > 0 })
        yield* back
        yield* Fiber.join(fiber)
      })
      yield* Effect.provide(program, client(server.url))
      assert.strictEqual(server.seen.length, 2)
    })
  )
})
