/** The token to act with, and where it came from. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { DiskError, TokenExchangeFailed } from "../domain/errors.ts"

export interface Credential {
  readonly token: Redacted.Redacted
  /** `--token`/an argument, a CI's exchange (`HF_OIDC_RESOURCE`), `HF_TOKEN`, the token file, or the embedded Hub's owner. */
  readonly source: "argument" | "exchange" | "environment" | "file" | "embedded"
}

export interface CredentialsShape {
  /** Resolved anew on every call: another process may log in or out meanwhile. None: act anonymously. */
  readonly current: Effect.Effect<Option.Option<Credential>, DiskError | TokenExchangeFailed>
}

export class Credentials extends Context.Tag("hf/Credentials")<Credentials, CredentialsShape>() {}
