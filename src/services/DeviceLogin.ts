/** Login by browser: the Hub shows a code, a person says yes to it there, and we get tokens (RFC 8628). */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { LoginFailed } from "../domain/errors.ts"
import type { ClientError } from "./HubClients.ts"

export interface DeviceCode {
  /** What the person has to see on the page. */
  readonly userCode: string
  /** The page, with the code filled in where the Hub can do that. */
  readonly url: string
  /** What we ask for the tokens with. */
  readonly secret: Redacted.Redacted
  /** Seconds between two questions, and until the code is worth nothing. */
  readonly interval: number
  readonly expiresIn: number
}

/** What the Hub gives: an access token, and usually how to renew it and when it ends. */
export interface Grant {
  readonly token: Redacted.Redacted
  readonly refreshToken: Option.Option<Redacted.Redacted>
  /** Unix seconds. */
  readonly expiresAt: Option.Option<number>
}

export interface DeviceLoginShape {
  /** A new code. `LoginFailed` (`refused`) where the Hub knows no such login. */
  readonly start: Effect.Effect<DeviceCode, LoginFailed | ClientError>
  /**
   * Asks until the person decided. Troubles of the network and the server only cost time; `LoginFailed` says that it was `denied`, that
   * the code `expired`, or that the Hub `refused`.
   */
  readonly wait: (code: DeviceCode) => Effect.Effect<Grant, LoginFailed>
}

export class DeviceLogin extends Context.Tag("hf/DeviceLogin")<DeviceLogin, DeviceLoginShape>() {}
