/** The tokens on this machine: the active one, and the named ones it can be chosen from. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { DiskError, InvalidInput } from "../domain/errors.ts"
import type { Grant } from "./DeviceLogin.ts"

/** How a login by browser is renewed, and when it ends. */
export type Renewal = Omit<Grant, "token">

export interface StoredToken extends Renewal {
  /** What the token is called on the Hub. */
  readonly name: string
  readonly token: Redacted.Redacted
}

export interface TokenStoreShape {
  /** The token file's content, read anew each time; none when there is no file. */
  readonly active: Effect.Effect<Option.Option<Redacted.Redacted>, DiskError>
  /** In the file's order. A file that cannot be understood counts as empty and is left alone. */
  readonly list: Effect.Effect<ReadonlyArray<StoredToken>, DiskError>
  /** Stores the token under its name and makes it the active one. Other entries keep all they hold. */
  readonly save: (
    name: string,
    token: Redacted.Redacted,
    renewal?: Renewal
  ) => Effect.Effect<void, DiskError | InvalidInput>
  /** The entry that holds this token. None as well when the file cannot be understood. */
  readonly find: (token: Redacted.Redacted) => Effect.Effect<Option.Option<StoredToken>, DiskError>
  /**
   * Replaces the token of a login by what `ask` gets for its refresh token, one process at a time: where another one was first, its
   * result is the answer and nobody is asked. None: the entry is gone. `DiskError` (`busy`) when others need too long.
   */
  readonly renew: <E>(
    login: StoredToken,
    ask: (refreshToken: Redacted.Redacted) => Effect.Effect<Grant, E>
  ) => Effect.Effect<Option.Option<Omit<Grant, "refreshToken">>, DiskError | E>
  /** Makes the token of that name the active one. False: there is no such name. */
  readonly activate: (name: string) => Effect.Effect<boolean, DiskError>
  /** Forgets one name, and the active token if it was that one. False: there is no such name. */
  readonly remove: (name: string) => Effect.Effect<boolean, DiskError>
  /** Forgets everything. False: there was nothing. */
  readonly clear: Effect.Effect<boolean, DiskError>
}

export class TokenStore extends Context.Tag("hf/TokenStore")<TokenStore, TokenStoreShape>() {}
