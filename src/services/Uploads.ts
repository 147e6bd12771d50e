/** Puts the content of large files where a commit can name it. Nothing is committed here. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Sha256 } from "../domain/Etag.ts"
import type { Repo } from "../domain/Repo.ts"
import type { ClientError } from "./HubClients.ts"
import type { LocalFile } from "./Workspace.ts"

/** A file and the SHA-256 of its content: the name it is stored under. */
export interface LargeFile {
  readonly file: LocalFile
  readonly oid: Sha256
}

export interface StoreOptions {
  /** The revision the commit will go to; absent when it opens a pull request. */
  readonly revision?: string
  /** Told as bytes leave; a try that failed is taken back with a negative number. */
  readonly onBytes: (bytes: number) => Effect.Effect<void>
}

/** Objects sent now; all others the Hub had already. */
export interface Stored {
  readonly sent: ReadonlySet<Sha256>
}

export interface UploadsShape {
  /**
   * Every object is with the Hub afterwards. Equal content is sent once; what a run that broke off has stored is not sent again.
   * A file that changed since it was hashed is an `IntegrityError` (check `changed`).
   */
  readonly store: (
    repo: Repo,
    files: ReadonlyArray<LargeFile>,
    options: StoreOptions
  ) => Effect.Effect<Stored, ClientError>
}

export class Uploads extends Context.Tag("hf/Uploads")<Uploads, UploadsShape>() {}
