/** Who we are to the Hub: logging in and out, and the tokens kept for it. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { DiskError, InvalidInput, TokenExchangeFailed } from "../domain/errors.ts"
import type { Whoami } from "../domain/wire/Identity.ts"
import type { Credential } from "./Credentials.ts"
import type { ClientError } from "./HubClients.ts"
import type { Renewal, StoredToken } from "./TokenStore.ts"

export interface Login {
  /** The name the token is stored under. */
  readonly name: string
  readonly user: string
  /** `read`, `write`, `fineGrained` …, when the Hub says so. */
  readonly role: Option.Option<string>
  /** The environment variable whose token still outranks this login. */
  readonly outrankedBy: Option.Option<string>
}

export interface Logout {
  /** Was there anything to forget? */
  readonly done: boolean
  /** The environment variable that keeps us logged in all the same. */
  readonly stillBy: Option.Option<string>
}

export interface Switch {
  readonly token: Redacted.Redacted
  /** The environment variable whose other token is used all the same. */
  readonly outrankedBy: Option.Option<string>
}

export interface KnownToken extends StoredToken {
  /** It is the one in use, from wherever that comes. */
  readonly active: boolean
}

export interface AuthShape {
  /** The token in use and its source. */
  readonly current: Effect.Effect<Option.Option<Credential>, DiskError | TokenExchangeFailed>
  /** `Unauthorized` (`missing` or `invalid`) when nobody is logged in or the Hub does not know the token. */
  readonly whoami: Effect.Effect<Whoami, ClientError>
  /**
   * Asks the Hub whose token it is, then stores it and makes it the active one. Nothing is written unless the Hub knows it.
   * `renewal`: what a login by browser gives along with the token.
   */
  readonly login: (token: Redacted.Redacted, renewal?: Renewal) => Effect.Effect<Login, ClientError | InvalidInput>
  /** Makes a stored token the active one; `InvalidInput` when there is none of that name. */
  readonly switch: (name: string) => Effect.Effect<Switch, DiskError | InvalidInput>
  /** Forgets one name, or everything. */
  readonly logout: (name?: string) => Effect.Effect<Logout, DiskError>
  readonly list: Effect.Effect<ReadonlyArray<KnownToken>, DiskError | TokenExchangeFailed>
}

export class Auth extends Context.Tag("hf/Auth")<Auth, AuthShape>() {}
