import { once } from "node:events"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { Gateway } from "../../../src/services/Gateway.ts"
import { Policies } from "../../../src/services/Policies.ts"
import { client, serve } from "./servers.ts"

const within = (limit: Duration.Duration) =>
  Effect.provideService(Policies, {
    ...Policies.defaults,
    retries: 0,
    metadataTimeout: limit,
    inactivityTimeout: limit
  })

const impatient = within(Duration.millis(150))

describe("time-outs", () => {
  it.scopedLive("an answer that does not come", () =>
    Effect.gen(function* () {
      const server = yield* serve(() => undefined)
      const error = yield* Effect.flatMap(Gateway, (gateway) =>
        Effect.flip(gateway.drain({ method: "GET", url: "/silent?signature=secret" }))
      ).pipe(impatient, Effect.provide(client(server.url)))
      assert.strictEqual(error.message, `No answer from ${server.url}/silent within 0.15 s.`)
    })
  )

  it.scopedLive("a file's first byte is waited for like the others, not like an answer", () =>
    Effect.gen(function* () {
      const server = yield* serve(() => undefined)
      const error = yield* Effect.flatMap(Gateway, (gateway) =>
        Effect.flip(gateway.drain({ method: "GET", url: "/file", timeout: "body" }))
      ).pipe(
        Effect.provideService(Policies, {
          ...Policies.defaults,
          retries: 0,
          metadataTimeout: Duration.minutes(10),
          inactivityTimeout: Duration.millis(150)
        }),
        Effect.provide(client(server.url))
      )
      assert.strictEqual(error.message, `No byte from ${server.url}/file for 0.15 s.`)
    })
  )

  it.scopedLive("a body that stalls half-way is cut off, and what came before is delivered", () =>
    Effect.gen(function* () {
      let gone: Promise<unknown> = Promise.resolve()
      const server = yield* serve((_, request, response) => {
        gone = once(request.socket, "close")
        response.writeHead(200, { "content-length": "10" })
        response.write("half")
      })
      const seen: Array<string> = []
      const error = yield* Effect.gen(function* () {
        const gateway = yield* Gateway
        const { body } = yield* gateway.execute({ method: "GET", url: "/" })
        return yield* Effect.flip(
          Stream.runForEach(Stream.decodeText(body), (text) => Effect.sync(() => seen.push(text)))
        )
      }).pipe(impatient, Effect.provide(client(server.url)))
      assert.strictEqual(error._tag === "TimedOut" && error.phase, "body")
      assert.strictEqual(seen.join(""), "half")
      yield* Effect.promise(() => gone)
    })
  )

  it.scopedLive("a reader that takes its time is not a stall", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, __, response) => {
        response.write("a")
        response.end("b")
      })
      const text = yield* Effect.gen(function* () {
        const gateway = yield* Gateway
        const { body } = yield* gateway.execute({ method: "GET", url: "/" })
        return yield* body.pipe(
          Stream.tap(() => Effect.sleep("1500 millis")),
          Stream.decodeText(),
          Stream.mkString
        )
      }).pipe(within(Duration.seconds(1)), Effect.provide(client(server.url)))
      assert.strictEqual(text, "ab")
    })
  )

  it.scopedLive("a slow upload is alive as long as bytes leave", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, __, response) => {
        response.end()
      })
      const piece = new TextEncoder().encode("x")
      const slow = Stream.fromIterable([1, 2, 3, 4, 5, 6]).pipe(
        Stream.mapEffect(() => Effect.as(Effect.sleep("250 millis"), piece))
      )
      yield* Effect.flatMap(Gateway, (gateway) =>
        gateway.drain({
          method: "PUT",
          url: "/",
          body: { _tag: "Bytes", stream: () => slow, length: 6, contentType: "text/plain" }
        })
      ).pipe(within(Duration.seconds(1)), Effect.provide(client(server.url)))
      assert.strictEqual(server.seen[0]?.body, "xxxxxx")
      assert.strictEqual(server.seen[0]?.headers["content-length"], "6")
    })
  )

  it.scopedLive("a truncated body is an error, not an end", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, request, response) => {
        response.writeHead(200, { "content-length": "10" })
        response.write("half")
        setImmediate(() => request.socket.destroy())
      })
      const error = yield* Effect.gen(function* () {
        const gateway = yield* Gateway
        const { body } = yield* gateway.execute({ method: "GET", url: "/" })
        return yield* Effect.flip(Stream.runDrain(body))
      }).pipe(impatient, Effect.provide(client(server.url)))
      assert.strictEqual(error._tag === "NetworkError" && error.reason, "reset")
    })
  )

  it.scopedLive("interruption lets go of the connection", () =>
    Effect.gen(function* () {
      let gone: Promise<unknown> = Promise.resolve()
      let arrived: () => void = () => undefined
      const arrival = Effect.async<void>((resume) => {
        arrived = () => resume(Effect.void)
      })
      const server = yield* serve((_, request) => {
        gone = once(request.socket, "close")
        arrived()
      })
      const waiting = yield* Effect.fork(arrival)
      const fiber = yield* Effect.flatMap(Gateway, (gateway) => gateway.drain({ method: "GET", url: "/" })).pipe(
        Effect.provide(client(server.url)),
        Effect.fork
      )
      yield* Fiber.join(waiting)
      const exit = yield* Fiber.interrupt(fiber)
      assert.isTrue(Exit.isInterrupted(exit))
      yield* Effect.promise(() => gone)
    })
  )

  it.scoped("offline: no socket is opened", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, __, response) => {
        response.end()
      })
      const error = yield* Effect.flatMap(Gateway, (gateway) =>
        Effect.flip(gateway.drain({ method: "GET", url: "/x?y" }))
      ).pipe(Effect.provide(client(server.url, { offline: true })))
      assert.strictEqual(error._tag, "Offline")
      assert.include(error.message, `${server.url}/x:`)
      assert.strictEqual(server.connections(), 0)
    })
  )
})
