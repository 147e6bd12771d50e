/** SHA-256s of the files of an upload, kept until it is done: one that is interrupted does not read its terabytes again. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Sha256 } from "../domain/Etag.ts"
import type { LocalFile } from "./Workspace.ts"

/** Of one local folder. */
export interface FolderHashes {
  /** The hash the file had, if the disk says it was not written to since (size, times, inode). */
  readonly recall: (file: LocalFile) => Sha256 | undefined
  readonly keep: (file: LocalFile, hash: Sha256) => Effect.Effect<void>
  /** The upload is done. */
  readonly forget: Effect.Effect<void>
}

export interface KeptHashesShape {
  /** `folder` is absolute. A courtesy: where nothing can be kept, everything is hashed again, and nothing fails. */
  readonly of: (folder: string) => Effect.Effect<FolderHashes>
}

export class KeptHashes extends Context.Tag("hf/KeptHashes")<KeptHashes, KeptHashesShape>() {}
