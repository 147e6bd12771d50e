/** Bytes from the Hub to a file: verified before they get their name, resumed where they stopped. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Content } from "../domain/Content.ts"
import type { DiskError, IntegrityError } from "../domain/errors.ts"
import type { Repo } from "../domain/Repo.ts"
import type { RepoPath } from "../domain/RepoPath.ts"
import type { CommitHash } from "../domain/Revision.ts"
import type { ClientError } from "./HubClients.ts"

export interface RemoteFile {
  readonly repo: Repo
  readonly commit: CommitHash
  readonly path: RepoPath
  readonly content: Content
}

/** Where the bytes go. The caller holds the lock that makes the place its own. */
export interface Destination {
  /** The final name, absolute; appears by a rename, complete and verified. */
  readonly final: string
  /** The unfinished file, in a folder on the same file system that exists. */
  readonly partial: string
  /** The partial is ours alone under this name, so one left by an earlier process may be continued. */
  readonly resumable: boolean
}

export interface Fetched {
  /** Bytes that came over the network, and requests made for them. */
  readonly bytes: number
  readonly requests: number
  /** Bytes an earlier process had left us. */
  readonly resumed: number
}

/** A blob's place, taken at once. Plain functions, see `FastLane`. */
export interface Claim {
  readonly destination: Destination
  /** The final name is there: makes what leads to it (off the main thread where that is possible), and lets go. */
  readonly keep: () => Promise<void>
  readonly release: () => void
}

/** `undefined`: it takes more than a moment; leave the file to {@link DownloadsShape.fetch}. */
export type TakeClaim = (commit: CommitHash, etag: string, paths: ReadonlyArray<string>) => Claim | undefined

export interface SmallFile extends RemoteFile {
  readonly etag: string
  /** Everywhere this content is wanted. */
  readonly paths: ReadonlyArray<string>
}

export type DownloadError = ClientError | IntegrityError | DiskError

export interface DownloadsShape {
  /** `report` hears of bytes as they are safe on disk; negative when they have to be fetched again. */
  readonly fetch: (
    file: RemoteFile,
    destination: Destination,
    report: (bytes: number) => Effect.Effect<void>
  ) => Effect.Effect<Fetched, DownloadError>
  /**
   * The fast lane for many small files: one request each, what is plainly right is kept. Answers the indexes of those that
   * are done; whatever else there is to say about the others, `fetch` will.
   */
  readonly fetchSmall: (
    files: ReadonlyArray<SmallFile>,
    claims: Effect.Effect<TakeClaim, DiskError, Scope.Scope>,
    concurrency: number,
    report: (done: { readonly bytes: number; readonly files: number }) => Effect.Effect<void>
  ) => Effect.Effect<ReadonlySet<number>, DiskError>
}

/** Up to here a file is gathered in memory: eight at once are nothing, and losing one to a crash is no loss. Bytes. */
export const smallUpTo = 1024 * 1024

export class Downloads extends Context.Tag("hf/Downloads")<Downloads, DownloadsShape>() {}
