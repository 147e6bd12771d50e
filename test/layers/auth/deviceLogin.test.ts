/** What the client makes of the answers to its questions, and when it asks them. */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Live from "../../../src/layers/auth/DeviceLogin.ts"
import { DeviceLogin } from "../../../src/services/DeviceLogin.ts"
import { client, serve } from "../http/servers.ts"

type Answer = readonly [status: number, body: unknown]

const refusal = (error: string, error_description?: string): Answer => [400, { error, error_description }]
const pending = refusal("authorization_pending")
const yes: Answer = [200, { access_token: "hf_oauth_1", refresh_token: "r_1", expires_in: 3600, token_type: "bearer" }]

const device = { device_code: "secret", user_code: "ABCD-EFGH", verification_uri: "http://x/device" }

/** A Hub that gives a code and then these answers, the last one for ever. */
const hub = (answers: ReadonlyArray<Answer>, code: Answer = [200, device]) =>
  Effect.map(
    serve(({ url }, _, response) => {
      const asked = server().seen.filter((request) => request.url === "/oauth/token").length
      const [status, body] = url === "/oauth/device" ? code : (answers[Math.min(asked, answers.length) - 1] ?? pending)
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body))
    }),
    (made) => {
      current = made
      return made
    }
  )
let current: { readonly seen: ReadonlyArray<{ readonly url: string; readonly body: string }> } = { seen: [] }
const server = () => current

const login = (url: string) =>
  Effect.map(Layer.build(Layer.provide(Live.layer, client(url, { oauthClientId: "the-client" }))), (built) =>
    Context.get(built, DeviceLogin)
  )

const turn = Effect.async<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** When it asks next, in seconds; `deadline`: when it gives up. The gateway's own watch sleeps for a quarter of a second at most. */
const asleepUntil = (deadline: number): Effect.Effect<number> =>
  Effect.gen(function* () {
    const soon = (yield* Clock.currentTimeMillis) / 1000 + 0.5
    const all = Array.from(yield* TestClock.sleeps(), (at) => at / 1000)
    const seconds = all.filter((at) => at !== deadline && at > soon)
    if (seconds[0] !== undefined) return seconds[0]
    yield* turn
    return yield* asleepUntil(deadline)
  })

describe("a login by browser", () => {
  it.scoped("asks at once, then at the Hub's interval, and slower when told so", () =>
    Effect.gen(function* () {
      const { seen, url } = yield* hub(
        [pending, refusal("slow_down"), [200, yes[1]]],
        [200, { ...device, interval: 3 }]
      )
      const { start, wait } = yield* login(url)
      const waiting = yield* Effect.fork(Effect.flatMap(start, wait))
      assert.strictEqual(yield* asleepUntil(900), 3)
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual(yield* asleepUntil(900), 11)
      yield* TestClock.adjust("8 seconds")
      const grant = yield* Fiber.join(waiting)
      assert.strictEqual(Redacted.value(grant.token), "hf_oauth_1")
      assert.strictEqual(Option.getOrThrow(Option.map(grant.refreshToken, Redacted.value)), "r_1")
      assert.deepStrictEqual(grant.expiresAt, Option.some(11 + 3600))
      assert.deepStrictEqual(
        seen.map(({ body, headers, url }) => [url, headers["content-type"], headers.authorization, body]),
        [
          ["/oauth/device", "application/x-www-form-urlencoded", undefined, "client_id=the-client"],
          ...Array.from({ length: 3 }, () => [
            "/oauth/token",
            "application/x-www-form-urlencoded",
            undefined,
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=secret&client_id=the-client"
          ])
        ]
      )
    })
  )

  it.scoped("outlasts servers in trouble and answers that are none", () =>
    Effect.gen(function* () {
      const troubles: ReadonlyArray<Answer> = [
        [503, { error: "access_denied" }],
        [429, { error: "too many" }],
        [200, "<html>"],
        [400, { message: "proxy" }],
        [200, "null"],
        [200, { access_token: "two words" }]
      ]
      const { url } = yield* hub([...troubles, yes])
      const { start, wait } = yield* login(url)
      const waiting = yield* Effect.fork(Effect.flatMap(start, wait))
      for (let asked = 1; asked <= troubles.length; asked++) {
        assert.strictEqual(yield* asleepUntil(900), 5 * asked)
        yield* TestClock.adjust("5 seconds")
      }
      assert.strictEqual(Redacted.value((yield* Fiber.join(waiting)).token), "hf_oauth_1")
    })
  )

  it.scoped("ends with its code", () =>
    Effect.gen(function* () {
      const { seen, url } = yield* hub([pending], [200, { ...device, expires_in: 12 }])
      const { start, wait } = yield* login(url)
      const waiting = yield* Effect.fork(Effect.flip(Effect.flatMap(start, wait)))
      for (const at of [5, 10]) {
        assert.strictEqual(yield* asleepUntil(12), at)
        yield* TestClock.adjust("5 seconds")
      }
      assert.strictEqual(yield* asleepUntil(12), 15)
      yield* TestClock.adjust("2 seconds")
      const error = yield* Fiber.join(waiting)
      assert.strictEqual(error._tag === "LoginFailed" && error.reason, "expired")
      assert.strictEqual(seen.length, 4)
    })
  )

  const ends: ReadonlyArray<readonly [Answer, string, string]> = [
    [refusal("access_denied"), "denied", "Login failed: it was denied."],
    [refusal("expired_token"), "expired", "Login failed: the code expired before anybody confirmed it."],
    [refusal("invalid_client", "Who?"), "refused", "Login failed: invalid_client: Who?."]
  ]
  for (const [answer, reason, message] of ends) {
    it.scoped(`ends when it is ${reason}`, () =>
      Effect.gen(function* () {
        const { url } = yield* hub([answer])
        const { start, wait } = yield* login(url)
        const error = yield* Effect.flip(Effect.flatMap(start, wait))
        assert.deepStrictEqual([error._tag === "LoginFailed" && error.reason, error.message], [reason, message])
        assert.notInclude(JSON.stringify(error), "secret")
      })
    )
  }

  it.scoped("is not to be had from a Hub that has none", () =>
    Effect.gen(function* () {
      const { url } = yield* hub([], [404, { error: "no such page" }])
      const error = yield* Effect.flip(Effect.flatMap(login(url), ({ start }) => start))
      assert.strictEqual(error._tag === "LoginFailed" && error.reason, "refused")
      assert.include(error.message, "no such page")
    })
  )

  it.scoped("can be given up while it waits", () =>
    Effect.gen(function* () {
      const { url } = yield* hub([pending])
      const { start, wait } = yield* login(url)
      const waiting = yield* Effect.fork(Effect.flatMap(start, wait))
      yield* asleepUntil(900)
      assert.isTrue((yield* Fiber.interrupt(waiting))._tag === "Failure")
    })
  )
})
