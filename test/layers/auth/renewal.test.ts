/** Logins by browser are renewed before they end: once, whoever asks, and without harm when that fails. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as CredentialsLive from "../../../src/layers/auth/Credentials.ts"
import * as TokenStore from "../../../src/layers/auth/TokenStore.ts"
import * as FileLocks from "../../../src/layers/disk/FileLocks.ts"
import * as Transport from "../../../src/layers/http/Transport.ts"
import * as Settings from "../../../src/layers/Settings.ts"
import { Credentials } from "../../../src/services/Credentials.ts"
import type { SettingsShape } from "../../../src/services/Settings.ts"
import { serve } from "../http/servers.ts"
import { home, within } from "./home.ts"

const day = 86_400

const section = (token: string, refresh: string, expiresAt: number | undefined) =>
  `[oauth-alice]\nhf_token = ${token}\nrefresh_token = ${refresh}\n${expiresAt === undefined ? "" : `expires_at = ${expiresAt}\n`}\n`

const renewed = { access_token: "hf_oauth_2", refresh_token: "r_2", expires_in: 30 * day, token_type: "bearer" }

/** Somebody logged in with `hf_oauth_1` until `expiresAt` (Unix seconds; the clock begins at 0), and a Hub that answers so. */
const setting = (expiresAt: number, status = 200, body: unknown = renewed, meanwhile?: (folder: string) => void) =>
  Effect.gen(function* () {
    const folder = yield* home
    const server = yield* serve((_, __, response) => {
      meanwhile?.(folder)
      response.writeHead(status).end(JSON.stringify(body))
    })
    writeFileSync(join(folder, "token"), "hf_oauth_1")
    writeFileSync(join(folder, "stored_tokens"), section("hf_oauth_1", "r_1", expiresAt))
    /** The current token, as a client of its own sees it. */
    const client = (more: Partial<SettingsShape> = {}) =>
      Effect.map(
        Layer.build(
          CredentialsLive.layer.pipe(
            Layer.provide([Transport.layer, TokenStore.layer.pipe(Layer.provide(FileLocks.layer))]),
            Layer.provide(
              Settings.layerWith({
                endpoint: server.url,
                offline: false,
                oidc: Option.none(),
                oauthClientId: "the-client",
                ...within(folder),
                ...more
              })
            )
          )
        ),
        (built) =>
          Effect.map(
            Context.get(built, Credentials).current,
            Option.match({ onNone: () => "none", onSome: ({ token }) => Redacted.value(token) })
          )
      )
    const files = () => [
      readFileSync(join(folder, "token"), "utf8"),
      readFileSync(join(folder, "stored_tokens"), "utf8")
    ]
    return { client, files, folder, seen: server.seen }
  })

describe("the renewal of a login by browser", () => {
  // Live: whoever waits for a lock looks again after a while.
  it.scopedLive("happens once for two clients with one home", () =>
    Effect.gen(function* () {
      const { client, seen } = yield* setting(Math.floor(Date.now() / 1000) + 60)
      const [one, two] = [yield* client(), yield* client()]
      const all = yield* Effect.all([one, two, one, two], { concurrency: "unbounded" })
      assert.deepStrictEqual([[...new Set(all)], seen.length], [["hf_oauth_2"], 1])
    })
  )

  it.scoped("comes a day before its end, once for everybody who asks at the same time", () =>
    Effect.gen(function* () {
      const { client, files, seen } = yield* setting(2 * day)
      const one = yield* client()
      assert.strictEqual(yield* one, "hf_oauth_1")
      yield* TestClock.adjust("1 day")
      const all = yield* Effect.all([one, one, one], { concurrency: "unbounded" })
      assert.deepStrictEqual([...new Set(all)], ["hf_oauth_2"])
      assert.deepStrictEqual(
        seen.map(({ body, headers, url }) => [url, headers.authorization, body]),
        [["/oauth/token", undefined, "grant_type=refresh_token&refresh_token=r_1&client_id=the-client"]]
      )
      assert.deepStrictEqual(files(), ["hf_oauth_2", section("hf_oauth_2", "r_2", 31 * day)])
      assert.strictEqual(yield* yield* client(), "hf_oauth_2")
      assert.strictEqual(seen.length, 1)
    })
  )

  it.scoped("keeps the refresh token that the Hub does not replace", () =>
    Effect.gen(function* () {
      const { client, files } = yield* setting(day, 200, { access_token: "hf_oauth_2" })
      assert.strictEqual(yield* yield* client(), "hf_oauth_2")
      assert.deepStrictEqual(files(), ["hf_oauth_2", section("hf_oauth_2", "r_1", undefined)])
    })
  )

  it.scoped("leaves the active token alone when somebody switched meanwhile", () =>
    Effect.gen(function* () {
      const { client, files } = yield* setting(day, 200, renewed, (folder) =>
        writeFileSync(join(folder, "token"), "hf_other")
      )
      assert.strictEqual(yield* yield* client(), "hf_oauth_2")
      assert.deepStrictEqual(files(), ["hf_other", section("hf_oauth_2", "r_2", 30 * day)])
    })
  )

  it.scoped("is asked for once only when the Hub says that the login has ended", () =>
    Effect.gen(function* () {
      const { client, files, seen } = yield* setting(day, 400, { error: "invalid_grant" })
      const current = yield* client()
      assert.strictEqual(yield* current, "hf_oauth_1")
      yield* TestClock.adjust("10 days")
      assert.strictEqual(yield* current, "hf_oauth_1")
      assert.strictEqual(seen.length, 1)
      assert.deepStrictEqual(files(), ["hf_oauth_1", section("hf_oauth_1", "r_1", day)])
    })
  )

  it.scoped("is tried again five minutes after trouble", () =>
    Effect.gen(function* () {
      const { client, seen } = yield* setting(day, 503, { error: "invalid_grant" })
      const current = yield* client()
      assert.deepStrictEqual([yield* current, yield* current], ["hf_oauth_1", "hf_oauth_1"])
      assert.strictEqual(seen.length, 1)
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual(yield* current, "hf_oauth_1")
      assert.strictEqual(seen.length, 2)
    })
  )

  it.scoped("is not for other tokens, nor for whom it was not asked", () =>
    Effect.gen(function* () {
      const { client, folder, seen } = yield* setting(day)
      assert.strictEqual(yield* yield* client({ offline: true }), "hf_oauth_1")
      assert.strictEqual(yield* yield* client({ disableImplicitToken: true }), "none")
      writeFileSync(join(folder, "token"), "hf_by_hand")
      assert.strictEqual(yield* yield* client(), "hf_by_hand")
      assert.strictEqual(seen.length, 0)
    })
  )
})
