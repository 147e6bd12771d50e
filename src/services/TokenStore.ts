/** The tokens on this machine: the active one, and the named ones it can be chosen from. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { DiskError, InvalidInput } from "../domain/errors.ts"

export interface StoredToken {
  /** What the token is called on the Hub. */
  readonly name: string
  readonly token: Redacted.Redacted
  /** Unix seconds; only tokens of a browser login have one. */
  readonly expiresAt: Option.Option<number>
}

export interface TokenStoreShape {
  /** The token file's content, read anew each time; none when there is no file. */
  readonly active: Effect.Effect<Option.Option<Redacted.Redacted>, DiskError>
  /** In the file's order. A file that cannot be understood counts as empty and is left alone. */
  readonly list: Effect.Effect<ReadonlyArray<StoredToken>, DiskError>
  /** Stores the token under its name and makes it the active one. Other entries keep all they hold. */
  readonly save: (name: string, token: Redacted.Redacted) => Effect.Effect<void, DiskError | InvalidInput>
  /** Makes the token of that name the active one. False: there is no such name. */
  readonly activate: (name: string) => Effect.Effect<boolean, DiskError>
  /** Forgets one name, and the active token if it was that one. False: there is no such name. */
  readonly remove: (name: string) => Effect.Effect<boolean, DiskError>
  /** Forgets everything. False: there was nothing. */
  readonly clear: Effect.Effect<boolean, DiskError>
}

export class TokenStore extends Context.Tag("hf/TokenStore")<TokenStore, TokenStoreShape>() {}
