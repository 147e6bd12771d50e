/** The Hub's two OAuth routes, as the device login and the renewal of tokens need them (huggingface_hub 2.0.0). */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { InvalidAnswer } from "../../domain/errors.ts"
import { TokenAnswer } from "../../domain/wire/OAuth.ts"
import type { Grant } from "../../services/DeviceLogin.ts"
import type { GatewayRequest, GatewayShape } from "../../services/Gateway.ts"
import type { SettingsShape } from "../../services/Settings.ts"
import { usable } from "./cleanToken.ts"

/** Why there are no tokens, in the words of the protocol. */
export interface Refused {
  readonly error: string
  readonly description: string
}

const text = (value: unknown): string => (typeof value === "string" ? value : "")

/** A form, sent without a token; refusals are answers here. */
export const post = (
  settings: SettingsShape,
  url: string,
  fields: Readonly<Record<string, string>>
): GatewayRequest => ({
  method: "POST",
  url,
  auth: "none",
  timeout: settings.inactivityTimeout,
  body: {
    _tag: "Text",
    text: new URLSearchParams({ ...fields, client_id: settings.oauthClientId }).toString(),
    contentType: "application/x-www-form-urlencoded"
  }
})

const secret = (value: unknown): Option.Option<Redacted.Redacted> =>
  typeof value === "string" && usable.test(value) ? Option.some(Redacted.make(value)) : Option.none()

/** Asks `POST /oauth/token`. An answer that is neither tokens nor a refusal is `InvalidAnswer`; it is never quoted. */
export const tokens = (gateway: GatewayShape, settings: SettingsShape, fields: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const url = "/oauth/token"
    const invalid = (detail: string) => new InvalidAnswer({ url: settings.endpoint + url, detail })
    const answer = yield* gateway
      .json({ ...post(settings, url, fields), refusals: "return" }, TokenAnswer)
      .pipe(Effect.catchTag("InvalidAnswer", () => Effect.fail(invalid("it is not JSON"))))
    const token = secret(answer["access_token"])
    if (Option.isSome(token)) {
      const seconds = Math.trunc(Number(answer["expires_in"] ?? Number.NaN))
      const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
      const grant: Grant = {
        token: token.value,
        refreshToken: secret(answer["refresh_token"]),
        expiresAt: seconds > 0 ? Option.some(now + seconds) : Option.none()
      }
      return Either.right(grant)
    }
    const error = text(answer["error"])
    if (error === "") return yield* invalid("it has neither a token nor an error")
    return Either.left<Refused>({ error, description: text(answer["error_description"]) })
  })
