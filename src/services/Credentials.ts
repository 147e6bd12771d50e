/** The token to act with, and where it came from. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { DiskError } from "../domain/errors.ts"

export interface Credential {
  readonly token: Redacted.Redacted
  /** `--token`/an argument, `HF_TOKEN`, the token file, or the embedded Hub's owner. */
  readonly source: "argument" | "environment" | "file" | "embedded"
}

export interface CredentialsShape {
  /** Resolved anew on every call: another process may log in or out meanwhile. None: act anonymously. */
  readonly current: Effect.Effect<Option.Option<Credential>, DiskError>
}

export class Credentials extends Context.Tag("hf/Credentials")<Credentials, CredentialsShape>() {}
