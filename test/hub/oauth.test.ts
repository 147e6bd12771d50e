/** Login by browser: the client's routes and the person's page. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { call, ownerToken, tokens, withHub } from "./support/hub.ts"

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString()
const client = "a-program"

const start = (more: Record<string, string> = {}) =>
  Effect.map(call("POST", "/oauth/device", { form: form({ client_id: client, ...more }) }), (answer) => answer.json())

const poll = (device_code: string, client_id = client) =>
  call("POST", "/oauth/token", {
    form: form({ grant_type: "urn:ietf:params:oauth:grant-type:device_code", device_code, client_id })
  })

const refresh = (refresh_token: string, client_id = client) =>
  call("POST", "/oauth/token", { form: form({ grant_type: "refresh_token", refresh_token, client_id }) })

const decide = (code: string, action = "approve", token = tokens.alice) =>
  call("POST", "/device", { form: form({ code, action, token }) })

const whoami = (token: string) => call("GET", "/api/whoami-v2", { token })

const loggedIn = (token = tokens.alice, more: Record<string, string> = {}) =>
  Effect.gen(function* () {
    const { device_code, user_code } = yield* start(more)
    assert.strictEqual((yield* decide(user_code, "approve", token)).status, 200)
    const answer = yield* poll(device_code)
    assert.strictEqual(answer.status, 200)
    return answer.json()
  })

describe("a login by browser", () => {
  it.effect("waits for a yes, gives tokens once, and they are the person's who said it", () =>
    withHub(
      Effect.gen(function* () {
        const device = yield* start()
        assert.match(device.user_code, /^[A-Z]{4}-[A-Z]{4}$/)
        assert.strictEqual(device.verification_uri_complete, `${device.verification_uri}?code=${device.user_code}`)
        assert.deepStrictEqual([device.interval, device.expires_in], [5, 900])
        const pending = yield* poll(device.device_code)
        assert.deepStrictEqual([pending.status, pending.json().error], [400, "authorization_pending"])
        assert.strictEqual((yield* decide(device.user_code.toLowerCase().replace("-", ""))).status, 200)
        const answer = yield* poll(device.device_code)
        assert.strictEqual(answer.headers["cache-control"], "no-store")
        const { access_token, refresh_token, ...rest } = answer.json()
        assert.match(access_token, /^hf_oauth_\w{34}$/)
        assert.notStrictEqual(access_token, refresh_token)
        assert.deepStrictEqual(rest, { token_type: "bearer", expires_in: 30 * 86_400, scope: "" })
        assert.strictEqual((yield* poll(device.device_code)).json().error, "invalid_grant")

        const who = (yield* whoami(access_token)).json()
        assert.strictEqual(who.name, "alice")
        assert.deepStrictEqual(who.auth, { type: "oauth", expiresAt: new Date(30 * 86_400_000).toISOString() })
        assert.include(JSON.stringify(who.orgs), "acme")
        const created = yield* call("POST", "/api/repos/create", { token: access_token, json: { name: "by-browser" } })
        assert.strictEqual(created.status, 200)
        assert.strictEqual((yield* whoami(refresh_token)).status, 401)
      })
    )
  )

  it.effect("is told to slow down, and how much slower it must be from then on", () =>
    withHub(
      Effect.gen(function* () {
        const { device_code } = yield* start()
        const error = Effect.map(poll(device_code), (answer) => answer.json().error)
        assert.strictEqual(yield* error, "authorization_pending")
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual(yield* error, "slow_down")
        yield* TestClock.adjust("5 seconds")
        assert.strictEqual(yield* error, "slow_down")
        yield* TestClock.adjust("15 seconds")
        assert.strictEqual(yield* error, "authorization_pending")
      })
    )
  )

  it.effect("that was denied gives nothing, and cannot be approved afterwards", () =>
    withHub(
      Effect.gen(function* () {
        const { device_code, user_code } = yield* start()
        assert.strictEqual((yield* decide(user_code, "deny")).status, 200)
        assert.strictEqual((yield* decide(user_code)).status, 404)
        assert.strictEqual((yield* poll(device_code)).json().error, "access_denied")
      })
    )
  )

  it.effect("expires, whether somebody said yes or not", () =>
    withHub(
      Effect.gen(function* () {
        const late = yield* start()
        const approved = yield* start()
        yield* decide(approved.user_code)
        yield* TestClock.adjust("15 minutes")
        assert.strictEqual((yield* decide(late.user_code)).status, 404)
        for (const { device_code } of [late, approved])
          assert.strictEqual((yield* poll(device_code)).json().error, "expired_token")
      })
    )
  )

  it.effect("can be approved by people only: no stranger, no other login by browser", () =>
    withHub(
      Effect.gen(function* () {
        const { access_token } = yield* loggedIn()
        const { device_code, user_code } = yield* start()
        assert.strictEqual((yield* decide(user_code, "approve", "hf_nobody")).status, 401)
        assert.strictEqual((yield* decide(user_code, "approve", "")).status, 401)
        assert.strictEqual((yield* decide(user_code, "approve", access_token)).status, 403)
        assert.strictEqual((yield* decide(user_code, "maybe")).status, 400)
        assert.strictEqual((yield* poll(device_code)).json().error, "authorization_pending")
        const byHeader = yield* call("POST", "/device", {
          token: yield* ownerToken,
          form: form({ code: user_code, action: "approve" })
        })
        assert.strictEqual(byHeader.status, 200)
        assert.strictEqual((yield* whoami((yield* poll(device_code)).json().access_token)).json().name, "local")
      })
    )
  )

  it.effect("may do no more than the token that approved it, and no more than it asked for", () =>
    withHub(
      Effect.gen(function* () {
        const create = (token: string) => call("POST", "/api/repos/create", { token, json: { name: "x" } })
        const byReader = yield* loggedIn(tokens.aliceRead)
        assert.strictEqual((yield* create(byReader.access_token)).status, 403)
        const forReading = yield* loggedIn(tokens.alice, { scope: "openid profile read-repos" })
        assert.strictEqual(forReading.scope, "openid profile read-repos")
        assert.strictEqual((yield* create(forReading.access_token)).status, 403)
        const forWriting = yield* loggedIn(tokens.alice, { scope: "openid write-repos" })
        assert.strictEqual((yield* create(forWriting.access_token)).status, 200)
      })
    )
  )

  it.effect("belongs to the program that began it", () =>
    withHub(
      Effect.gen(function* () {
        const { device_code, user_code } = yield* start()
        yield* decide(user_code)
        assert.strictEqual((yield* poll(device_code, "another")).json().error, "invalid_grant")
        const { refresh_token } = (yield* poll(device_code)).json()
        assert.strictEqual((yield* refresh(refresh_token, "another")).json().error, "invalid_grant")
        assert.strictEqual((yield* refresh(refresh_token)).status, 200)
      })
    )
  )
})

describe("tokens of a login by browser", () => {
  it.effect("are renewed once each; the old access token works until its end", () =>
    withHub(
      Effect.gen(function* () {
        const first = yield* loggedIn()
        yield* TestClock.adjust("29 days")
        const second = (yield* refresh(first.refresh_token)).json()
        assert.notStrictEqual(second.access_token, first.access_token)
        const again = yield* refresh(first.refresh_token)
        assert.deepStrictEqual([again.status, again.json().error], [400, "invalid_grant"])
        assert.strictEqual((yield* whoami(first.access_token)).status, 200)
        yield* TestClock.adjust("1 day")
        assert.strictEqual((yield* whoami(first.access_token)).status, 401)
        assert.strictEqual((yield* whoami(second.access_token)).status, 200)
        yield* TestClock.adjust("89 days")
        assert.strictEqual((yield* refresh(second.refresh_token)).json().error, "invalid_grant")
      })
    )
  )

  it.effect("live as long as the Hub is told", () =>
    withHub(
      Effect.gen(function* () {
        const { access_token, expires_in } = yield* loggedIn()
        assert.strictEqual(expires_in, 3600)
        yield* TestClock.adjust("1 hour")
        assert.strictEqual((yield* whoami(access_token)).status, 401)
      }),
      { loginTtl: "1 hour" }
    )
  )

  it.effect("are refused for what is not a code or refresh token", () =>
    withHub(
      Effect.gen(function* () {
        const error = (fields: Record<string, string>) =>
          Effect.map(call("POST", "/oauth/token", { form: form(fields) }), (answer) => answer.json().error)
        assert.strictEqual(yield* error({}), "invalid_request")
        assert.strictEqual(yield* error({ grant_type: "password" }), "unsupported_grant_type")
        assert.strictEqual(yield* error({ grant_type: "refresh_token" }), "invalid_grant")
        assert.strictEqual((yield* call("POST", "/oauth/device", { form: "" })).json().error, "invalid_request")
      })
    )
  )
})

describe("the page of a login", () => {
  it.effect("has the code in it, and nothing a stranger wrote that a browser would obey", () =>
    withHub(
      Effect.gen(function* () {
        const { user_code, verification_uri_complete } = yield* start({ client_id: `<script>"x"</script>` })
        const page = yield* call("GET", verification_uri_complete.replace(/^.*(?=\/device)/, ""))
        assert.match(page.headers["content-type"] ?? "", /^text\/html/)
        assert.include(page.headers["content-security-policy"] ?? "", "default-src 'none'")
        assert.include(page.text, `value="${user_code}"`)
        assert.include(page.text, "&#60;script&#62;")
        assert.notInclude(page.text, "<script")
        const odd = yield* call("GET", `/device?code=${encodeURIComponent('"><img src=x>')}`)
        assert.notInclude(odd.text, "<img")
        assert.strictEqual((yield* call("GET", "/device")).status, 200)
      })
    )
  )
})
