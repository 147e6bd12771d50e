/**
 * A short-lived token for a CI job: its identity provider vouches for the job, and the Hub gives a token for one resource in
 * exchange (RFC 8693; Hub API `POST /oauth/token`). Kept in memory until shortly before it ends.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { TokenExchangeFailed } from "../../domain/errors.ts"
import { grantTypes, idTokenType } from "../../domain/wire/OAuth.ts"
import type { GatewayShape } from "../../services/Gateway.ts"
import type { OidcSettings } from "../../services/Settings.ts"

const Exchanged = Schema.Struct({
  access_token: Schema.String,
  expires_in: Schema.optionalWith(Schema.Number, { default: () => 3600 })
})
const Minted = Schema.Struct({ value: Schema.String })

/** A token made from an identity token that we can ask for again is given up this much earlier (huggingface_hub 2.0.0). */
const early = 300

const failed = (what: string) => (error: { readonly message: string }) =>
  new TokenExchangeFailed({ detail: `${what}: ${error.message}` })

/** The identity token: given, or asked of GitHub Actions, for whom the Hub's address is the audience. */
const identity = ({ github, idToken }: OidcSettings, gateway: GatewayShape, audience: string) =>
  Effect.gen(function* () {
    if (Option.isSome(idToken)) return { token: idToken.value, margin: 0 }
    if (Option.isNone(github)) {
      const detail =
        "no identity token: set HF_OIDC_ID_TOKEN, or on GitHub Actions give the job the permission 'id-token: write'"
      return yield* new TokenExchangeFailed({ detail })
    }
    const { token, url } = github.value
    const minted = yield* gateway
      .json({ method: "GET", url, query: [["audience", audience]], auth: token }, Minted)
      .pipe(Effect.mapError(failed("GitHub gave no identity token")))
    return { token: Redacted.make(minted.value), margin: early }
  })

/** Answers the current token, exchanging anew when it is about to end. `gateway` must not ask for tokens itself. */
export const make = (oidc: OidcSettings, gateway: GatewayShape, endpoint: string) =>
  Effect.gen(function* () {
    const turn = yield* Effect.makeSemaphore(1)
    let known: { readonly token: Redacted.Redacted; readonly until: number } | undefined

    const exchange = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      if (known !== undefined && now < known.until) return known.token
      const { margin, token } = yield* identity(oidc, gateway, endpoint)
      const value = {
        grant_type: grantTypes.exchange,
        subject_token_type: idTokenType,
        subject_token: Redacted.value(token),
        resource: oidc.resource
      }
      const answer = yield* gateway
        .json({ method: "POST", url: "/oauth/token", auth: "none", body: { _tag: "Json", value } }, Exchanged)
        .pipe(Effect.mapError(failed(`no token for '${oidc.resource}'`)))
      known = {
        token: Redacted.make(answer.access_token),
        until: now + (answer.expires_in - margin) * 1000
      }
      return known.token
    })
    return turn.withPermits(1)(exchange).pipe(Effect.withSpan("TokenExchange"))
  })
