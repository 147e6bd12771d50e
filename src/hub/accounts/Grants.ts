/** Logins by browser: what waits for somebody's yes, and the tokens that came of it. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import type { TokenRefusal, TokensIssued } from "../../domain/wire/OAuth.ts"
import type { HubStorageError } from "../HubError.ts"
import type { Viewer } from "./Accounts.ts"

export interface StartedLogin {
  readonly deviceCode: string
  /** `BCDF-GHJK` */
  readonly userCode: string
  /** Seconds. */
  readonly interval: number
  readonly expiresIn: number
}

export interface WaitingLogin {
  readonly userCode: string
  readonly clientId: string
  readonly scope: string
}

export interface GrantsShape {
  readonly start: (clientId: string, scope: string) => Effect.Effect<StartedLogin, HubStorageError>
  /** What somebody is asked to say yes to; `undefined`: nothing waits under that code (any more). */
  readonly waiting: (userCode: string) => Effect.Effect<WaitingLogin | undefined, HubStorageError>
  /** Yes or no, once. False: nothing waits under that code (any more). */
  readonly decide: (userCode: string, by: Viewer, yes: boolean) => Effect.Effect<boolean, HubStorageError>
  /** Tokens for a login somebody said yes to, once. */
  readonly redeem: (
    deviceCode: string,
    clientId: string
  ) => Effect.Effect<Either.Either<TokensIssued, TokenRefusal>, HubStorageError>
  /** New tokens for a refresh token, which is used up. The access token it came with works until its end. */
  readonly refresh: (
    refreshToken: string,
    clientId: string
  ) => Effect.Effect<Either.Either<TokensIssued, TokenRefusal>, HubStorageError>
  /** Who the access token belongs to, or `undefined` when nobody knows it or its time is over. */
  readonly viewer: (token: string) => Effect.Effect<Viewer | undefined, HubStorageError>
}

export class Grants extends Context.Tag("hf/hub/Grants")<Grants, GrantsShape>() {}
