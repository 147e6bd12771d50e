/** `POST /oauth/device` and `POST /oauth/token` (RFC 8628, RFC 6749 and RFC 8693 as the Hub speaks them). Bodies are forms, of an exchange JSON. */
import * as Schema from "effect/Schema"

export const grantTypes = {
  deviceCode: "urn:ietf:params:oauth:grant-type:device_code",
  refresh: "refresh_token",
  exchange: "urn:ietf:params:oauth:grant-type:token-exchange"
} as const

/** The answer to `POST /oauth/device`. Times in seconds. */
export const DeviceAuthorization = Schema.Struct({
  device_code: Schema.String,
  user_code: Schema.String,
  verification_uri: Schema.String,
  verification_uri_complete: Schema.optional(Schema.NullOr(Schema.String)),
  expires_in: Schema.optional(Schema.Number),
  interval: Schema.optional(Schema.Number)
})

/**
 * Whatever `POST /oauth/token` answers, tokens or an error. Nothing is demanded here: what a parser says of a value that does
 * not fit would show the value, and it may be a token.
 */
export const TokenAnswer = Schema.Record({ key: Schema.String, value: Schema.Unknown })

/** What the Hub answers with tokens. `expires_in` in seconds. */
export interface TokensIssued {
  readonly access_token: string
  readonly refresh_token: string
  readonly token_type: "bearer"
  readonly expires_in: number
  readonly scope: string
}

/** The kind of token a CI job shows in an exchange. */
export const idTokenType = "urn:ietf:params:oauth:token-type:id_token"

/** What the Hub answers in exchange. `expires_in` in seconds. */
export interface TokensExchanged {
  readonly access_token: string
  readonly token_type: "bearer"
  readonly expires_in: number
  readonly issued_token_type: string
}

/** Why the Hub gives none. */
export type TokenRefusal =
  | "authorization_pending"
  | "slow_down"
  | "expired_token"
  | "access_denied"
  | "invalid_grant"
  | "invalid_request"
  | "unsupported_grant_type"
