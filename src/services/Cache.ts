/**
 * The cache on disk that all clients of the Hub share: blobs by etag, snapshots by commit, refs by name
 * (huggingface_hub cache layout).
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { Content, ListedFile } from "../domain/Content.ts"
import type { DiskError } from "../domain/errors.ts"
import type { Repo } from "../domain/Repo.ts"
import type { CommitHash } from "../domain/Revision.ts"
import type { Destination, TakeClaim } from "./Downloads.ts"

/** One repo's folder in the cache. Nothing is created before something is written. */
export interface RepoCache {
  /** Absolute. */
  readonly folder: string
  readonly snapshot: (commit: CommitHash) => string
  /** Where the file of a snapshot is, were it there. */
  readonly entry: (commit: CommitHash, path: string) => string

  /** The commit a branch or tag pointed at when last asked. */
  readonly readRef: (revision: string) => Effect.Effect<Option.Option<CommitHash>>
  /** Atomic, and only if it changes something. */
  readonly writeRef: (revision: string, commit: CommitHash) => Effect.Effect<void, DiskError>

  readonly readTree: (commit: CommitHash) => Effect.Effect<Option.Option<ReadonlyArray<ListedFile>>>
  readonly writeTree: (commit: CommitHash, files: ReadonlyArray<ListedFile>) => Effect.Effect<void, DiskError>

  /** Is the file in the snapshot, with this size if one is given? Links are followed. */
  readonly has: (commit: CommitHash, path: string, size?: number) => boolean
  /** Every file of a snapshot, relative to it. */
  readonly files: (commit: CommitHash) => Effect.Effect<ReadonlyArray<string>, DiskError>
  readonly hasSnapshot: (commit: CommitHash) => boolean
  /** Commits of which there is a snapshot. */
  readonly snapshots: Effect.Effect<ReadonlyArray<CommitHash>, DiskError>
  /** Remembers that the commit has no such file; best effort. */
  readonly markMissing: (commit: CommitHash, path: string) => Effect.Effect<void>

  /** Makes what every download needs: the folders and the root's `CACHEDIR.TAG`. */
  readonly prepare: (commit: CommitHash) => Effect.Effect<void, DiskError>
  /** Holds the blob: nobody else downloads it meanwhile, Python included. */
  readonly lockBlob: (etag: string) => Effect.Effect<BlobLock, DiskError, Scope.Scope>
  /**
   * The fast way to do `lockBlob` and `place` for small blobs that are simply missing: a function that takes a blob's place at once,
   * or answers `undefined` when someone else is at it, or it is there after all. One process at a time has it; the others
   * answer `undefined` throughout.
   */
  readonly claims: Effect.Effect<TakeClaim, DiskError, Scope.Scope>
  /** Is the blob there, of this size? Its content is trusted, as all clients do; `cache verify` reads it. */
  readonly hasBlob: (content: Content) => boolean
  /**
   * A payload of the store that all repos share, linked as this repo's blob. False when there is none that can be used.
   * Call with the blob's lock held.
   */
  readonly linkShared: (file: ListedFile) => Effect.Effect<boolean, DiskError>
  /**
   * Makes the snapshot's entries for a blob; replaces whatever stood there. `fresh`: this process just downloaded it (without
   * symlinks it is then moved instead of copied).
   */
  readonly place: (
    commit: CommitHash,
    etag: string,
    paths: ReadonlyArray<string>,
    fresh: boolean
  ) => Effect.Effect<void, DiskError>
  /** Deletes our own unfinished downloads of these paths under another etag, unless someone is at work on them. */
  readonly dropStale: (files: ReadonlyArray<ListedFile>) => Effect.Effect<void, DiskError>
}

export interface BlobLock {
  readonly destination: Destination
}

export interface CacheShape {
  /** In `cacheDir` (taken from the working folder) instead of the configured one. */
  readonly repo: (repo: Repo, cacheDir?: string) => RepoCache
}

export class Cache extends Context.Tag("hf/Cache")<Cache, CacheShape>() {}
