/**
 * A plain folder that holds a repo's files under their own names (`--local-dir`), with what is known of them beside it in
 * `.cache/huggingface/` (huggingface_hub 2.0.0).
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { ListedFile } from "../domain/Content.ts"
import type { DiskError } from "../domain/errors.ts"
import type { LocalMetadata } from "../domain/LocalMetadata.ts"
import type { CommitHash } from "../domain/Revision.ts"
import type { Destination } from "./Downloads.ts"

export interface LocalFolder {
  /** Absolute. */
  readonly folder: string
  readonly target: (path: string) => string
  /** Every file in it, our notes too, relative to it. */
  readonly files: Effect.Effect<ReadonlyArray<string>, DiskError>
  /** Fails when something else than a folder stands there. Changes nothing. */
  readonly check: Effect.Effect<void, DiskError>
  /** It exists and holds something besides our own notes. */
  readonly holdsFiles: Effect.Effect<boolean, DiskError>

  readonly readTree: (commit: CommitHash) => Effect.Effect<Option.Option<ReadonlyArray<ListedFile>>>
  readonly writeTree: (commit: CommitHash, files: ReadonlyArray<ListedFile>) => Effect.Effect<void, DiskError>

  /** Is there a file, of this size if one is given? */
  readonly has: (path: string, size?: number) => boolean
  /** What was noted of a file, unless it was touched since or the note is unreadable. */
  readonly metadata: (path: string) => Effect.Effect<Option.Option<LocalMetadata>>
  /** Notes that the file is this content of this commit, as of now. */
  readonly remember: (path: string, commit: CommitHash, etag: string) => Effect.Effect<void, DiskError>

  /**
   * Holds the file and makes the folders it needs; refuses to follow links out of the folder. `etag` is the content that is
   * to come.
   */
  readonly lock: (path: string, etag: string) => Effect.Effect<Destination, DiskError, Scope.Scope>
  /** The same bytes from elsewhere on this disk, in one step. Call with the lock held. */
  readonly copyFrom: (source: string, destination: Destination) => Effect.Effect<void, DiskError>
  /** Deletes our own unfinished downloads of these files, unless someone is at work on them. */
  readonly dropStale: (files: ReadonlyArray<ListedFile>) => Effect.Effect<void, DiskError>
}

export interface LocalDirShape {
  /** `directory` is taken from the working folder. */
  readonly open: (directory: string) => LocalFolder
}

export class LocalDir extends Context.Tag("hf/LocalDir")<LocalDir, LocalDirShape>() {}
