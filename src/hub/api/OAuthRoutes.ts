/** Login by browser, the client's side of it: a code to show, tokens once somebody said yes, new ones later (Hub API). */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { type DeviceAuthorization, grantTypes, type TokenRefusal, type TokensIssued } from "../../domain/wire/OAuth.ts"
import { Grants } from "../accounts/Grants.ts"
import type { Call } from "./Call.ts"
import * as Http from "./Http.ts"
import * as Refusal from "./Refusal.ts"

const secret = { "cache-control": "no-store" }

const meanings: Readonly<Record<TokenRefusal, string>> = {
  authorization_pending: "Nobody has confirmed the login yet",
  slow_down: "Ask less often: add 5 seconds to the interval",
  expired_token: "The code has expired",
  access_denied: "The login was denied",
  invalid_grant: "The code or refresh token is unknown, was used, has expired, or belongs to another client",
  invalid_request: "A parameter is missing",
  unsupported_grant_type: "Only device codes and refresh tokens are exchanged here"
}

const refuse = (why: TokenRefusal) => Refusal.oauth(why, meanings[why])

/** `POST /oauth/device`. Any client may ask: what it gets is worth nothing until somebody says yes. */
export const device = Effect.fnUntraced(function* (call: Call) {
  const form = yield* Http.form(call.request)
  const clientId = form.get("client_id") ?? ""
  if (clientId === "") return yield* refuse("invalid_request")
  const started = yield* (yield* Grants).start(clientId, form.get("scope") ?? "")
  const answer = {
    device_code: started.deviceCode,
    user_code: started.userCode,
    verification_uri: `${call.origin}/device`,
    verification_uri_complete: `${call.origin}/device?code=${started.userCode}`,
    expires_in: started.expiresIn,
    interval: started.interval
  }
  return Http.json(answer satisfies typeof DeviceAuthorization.Encoded, secret)
})

/** `POST /oauth/token` */
export const token = Effect.fnUntraced(function* (call: Call) {
  const form = yield* Http.form(call.request)
  const grants = yield* Grants
  const given = (name: string) => form.get(name) ?? ""
  const clientId = given("client_id")
  const answer = (outcome: Either.Either<TokensIssued, TokenRefusal>) =>
    Either.isLeft(outcome) ? Effect.fail(refuse(outcome.left)) : Effect.succeed(Http.json(outcome.right, secret))
  switch (given("grant_type")) {
    case grantTypes.deviceCode:
      return yield* answer(yield* grants.redeem(given("device_code"), clientId))
    case grantTypes.refresh:
      return yield* answer(yield* grants.refresh(given("refresh_token"), clientId))
    case "":
      return yield* refuse("invalid_request")
    default:
      return yield* refuse("unsupported_grant_type")
  }
})
