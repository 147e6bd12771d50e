/**
 * Login by browser, the client's side of it: a code to show, tokens once somebody said yes, new ones later; and tokens for CI jobs
 * in exchange for their identity (Hub API).
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import {
  type DeviceAuthorization,
  grantTypes,
  idTokenType,
  type TokenRefusal,
  type TokensExchanged,
  type TokensIssued
} from "../../domain/wire/OAuth.ts"
import { Exchange } from "../accounts/Exchange.ts"
import { Grants } from "../accounts/Grants.ts"
import type { Call } from "./Call.ts"
import * as Http from "./Http.ts"
import * as Refusal from "./Refusal.ts"

const Fields = Schema.Record({ key: Schema.String, value: Schema.Unknown })

const secret = { "cache-control": "no-store" }

const meanings: Readonly<Record<TokenRefusal, string>> = {
  authorization_pending: "Nobody has confirmed the login yet",
  slow_down: "Ask less often: add 5 seconds to the interval",
  expired_token: "The code has expired",
  access_denied: "The login was denied",
  invalid_grant: "The code or refresh token is unknown, was used, has expired, or belongs to another client",
  invalid_request: "A parameter is missing",
  unsupported_grant_type: "Only device codes, refresh tokens and identity tokens of CI jobs are exchanged here"
}

const refuse = (why: TokenRefusal, meaning = meanings[why]) => Refusal.oauth(why, meaning)

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

const exchange = Effect.fnUntraced(function* (call: Call, given: (name: string) => string) {
  const [subjectToken, resource] = [given("subject_token"), given("resource")]
  if (subjectToken === "" || resource === "" || given("subject_token_type") !== idTokenType)
    return yield* refuse("invalid_request", `"subject_token", its type ${idTokenType} and "resource" are needed`)
  const outcome = yield* (yield* Exchange).exchange({ subjectToken, resource, origin: call.origin })
  if (Either.isLeft(outcome)) return yield* refuse("invalid_grant", outcome.left)
  return Http.json(outcome.right satisfies TokensExchanged, secret)
})

const isJson = (call: Call): boolean => /^application\/json\b/i.test(call.request.headers["content-type"] ?? "")

/** The fields of a form, or of the JSON that exchanges come in. */
const fields = Effect.fnUntraced(function* (call: Call) {
  if (isJson(call)) {
    const body = yield* Http.body(call.request, Fields)
    return (name: string) => (typeof body[name] === "string" ? body[name] : "")
  }
  const form = yield* Http.form(call.request)
  return (name: string) => form.get(name) ?? ""
})

/** `POST /oauth/token` */
export const token = Effect.fnUntraced(function* (call: Call) {
  const given = yield* fields(call)
  const grants = yield* Grants
  const clientId = given("client_id")
  const answer = (outcome: Either.Either<TokensIssued, TokenRefusal>) =>
    Either.isLeft(outcome) ? Effect.fail(refuse(outcome.left)) : Effect.succeed(Http.json(outcome.right, secret))
  switch (given("grant_type")) {
    case grantTypes.deviceCode:
      return yield* answer(yield* grants.redeem(given("device_code"), clientId))
    case grantTypes.refresh:
      return yield* answer(yield* grants.refresh(given("refresh_token"), clientId))
    case grantTypes.exchange:
      return yield* exchange(call, given)
    case "":
      return yield* refuse("invalid_request")
    default:
      return yield* refuse("unsupported_grant_type")
  }
})
