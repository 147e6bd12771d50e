import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Credentials from "../../../src/layers/auth/Credentials.ts"
import * as TokenStore from "../../../src/layers/auth/TokenStore.ts"
import * as FileLocks from "../../../src/layers/disk/FileLocks.ts"
import * as Gateway from "../../../src/layers/http/Gateway.ts"
import * as Transport from "../../../src/layers/http/Transport.ts"
import * as Settings from "../../../src/layers/Settings.ts"
import { Gateway as GatewayService } from "../../../src/services/Gateway.ts"
import type { OidcSettings, SettingsShape } from "../../../src/services/Settings.ts"
import { eager, type Seen, serve } from "../http/servers.ts"
import { home } from "./home.ts"

/** A Hub that exchanges identity tokens `id-…`, and a GitHub that mints them. */
const hub = serve(({ body, headers, method, url }, _, response) => {
  const json = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value))
  if (url.startsWith("/mint?"))
    return json(headers.authorization === "Bearer runner" ? 200 : 403, { value: "id-github" })
  if (method !== "POST" || url !== "/oauth/token") return json(200, { url })
  const { subject_token: subject, resource } = JSON.parse(body)
  return subject.startsWith("id-")
    ? json(200, { access_token: `hf_for_${resource}_by_${subject}`, expires_in: 3600, token_type: "bearer" })
    : json(400, { error: "invalid_grant", error_description: "Nobody vouches for this job" })
})

const oidc: OidcSettings = { resource: "acme/model", idToken: Option.none(), github: Option.none() }

const asking = (endpoint: string, settings: Partial<SettingsShape>) =>
  Effect.gen(function* () {
    const folder = yield* home
    const files = { tokenPath: `${folder}/token`, storedTokensPath: `${folder}/stored_tokens`, home: folder }
    const environmentToken = Option.some({ variable: "HF_TOKEN", token: Redacted.make("hf_env") })
    const layer = Gateway.layer.pipe(
      Layer.provide(Credentials.layer),
      Layer.provide([Transport.layer, TokenStore.layer.pipe(Layer.provide(FileLocks.layer))]),
      Layer.provide(Settings.layerWith({ endpoint, offline: false, environmentToken, ...files, ...settings }))
    )
    const ask = Effect.flatMap(GatewayService, (gateway) => gateway.drain({ method: "GET", url: "/api/models" }))
    return { ask, layer }
  })

const calls = (seen: ReadonlyArray<Seen>) =>
  seen.map(({ headers, method, url }) => `${method} ${url.split("?")[0]} ${headers.authorization ?? "-"}`)

describe("a token in exchange for a CI's identity", () => {
  it.scopedLive("outranks the environment's, is asked for once, and never with another token", () =>
    Effect.gen(function* () {
      const server = yield* hub
      const idToken = Option.some(Redacted.make("id-given"))
      const { ask, layer } = yield* asking(server.url, { oidc: Option.some({ ...oidc, idToken }) })
      yield* Effect.zipRight(ask, ask).pipe(Effect.provide(layer), eager)
      assert.deepStrictEqual(calls(server.seen), [
        "POST /oauth/token -",
        "GET /api/models Bearer hf_for_acme/model_by_id-given",
        "GET /api/models Bearer hf_for_acme/model_by_id-given"
      ])
    })
  )

  it.scoped("GitHub mints the identity for the Hub alone; anew before the token ends", () =>
    Effect.gen(function* () {
      const server = yield* hub
      const github = Option.some({ url: `${server.url}/mint?api-version=2`, token: Redacted.make("runner") })
      const { ask, layer } = yield* asking(server.url, { oidc: Option.some({ ...oidc, github }) })
      yield* Effect.gen(function* () {
        yield* ask
        yield* TestClock.adjust("54 minutes")
        yield* ask
        yield* TestClock.adjust("2 minutes")
        yield* ask
      }).pipe(Effect.provide(layer))
      const got = "GET /api/models Bearer hf_for_acme/model_by_id-github"
      const exchange = ["GET /mint Bearer runner", "POST /oauth/token -"]
      assert.deepStrictEqual(calls(server.seen), [...exchange, got, got, ...exchange, got])
      assert.include(server.seen[0]?.url, `audience=${encodeURIComponent(server.url)}`)
    })
  )

  it.scopedLive("failing is final: nothing is sent with a token of lesser right", () =>
    Effect.gen(function* () {
      const server = yield* hub
      const refused = { ...oidc, idToken: Option.some(Redacted.make("stranger")) }
      for (const [wanted, words] of [
        [refused, "Nobody vouches for this job"],
        [oidc, "set HF_OIDC_ID_TOKEN"]
      ] as const) {
        const { ask, layer } = yield* asking(server.url, { oidc: Option.some(wanted) })
        const error = yield* Effect.flip(ask).pipe(Effect.provide(layer), eager)
        assert.strictEqual(error._tag, "TokenExchangeFailed")
        assert.include(error.message, words)
        assert.notInclude(error.message, "stranger")
      }
      assert.deepStrictEqual(calls(server.seen), ["POST /oauth/token -"])
    })
  )

  it.scopedLive("a token given for this one call outranks it", () =>
    Effect.gen(function* () {
      const server = yield* hub
      const argumentToken = Redacted.make("hf_argument")
      const { ask, layer } = yield* asking(server.url, { oidc: Option.some(oidc), argumentToken })
      yield* ask.pipe(Effect.provide(layer), eager)
      assert.deepStrictEqual(calls(server.seen), ["GET /api/models Bearer hf_argument"])
    })
  )
})
