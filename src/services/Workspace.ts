/**
 * The user's own files: what is there, what is in it, and whether it stayed the same. Nothing is ever written.
 *
 * Reading a file that is no longer the one that was listed ends in an `IntegrityError` with check `changed`.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { GitOid, Sha256 } from "../domain/Etag.ts"
import type { DiskError, InvalidInput } from "../domain/errors.ts"
import type { BodyError } from "./Gateway.ts"

/** One file as it was when it was looked at: size and time of change are its signature. */
export interface LocalFile {
  /** Absolute. */
  readonly location: string
  /** Relative to the folder that was listed, `/`-separated on every system; of a single file its name. */
  readonly path: string
  /** Bytes; only the first `size` of them are ever read. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modified: number
  /** It may have grown since (a log): the first `size` bytes are what is meant. Otherwise any change is an error. */
  readonly growing?: boolean
}

export type Located =
  | { readonly kind: "file"; readonly file: LocalFile }
  | { readonly kind: "folder"; readonly location: string }
  | { readonly kind: "missing" }

export interface WorkspaceShape {
  /** What stands at a path (relative to the current folder, `~` is home). Neither file nor folder is a `DiskError`. */
  readonly locate: (path: string) => Effect.Effect<Located, DiskError>
  /**
   * Every file below a folder, dot files too, sorted by path components. A symlink to a file is that file; symlinked folders are
   * not entered, dangling links and special files skipped; `.git` and `.cache/huggingface` left out at any depth.
   * A kept path with another `.git` or `.cache` in it, or one the Hub would refuse, is an `InvalidInput`.
   */
  readonly list: (
    folder: string,
    keep: (path: string) => boolean,
    /** Whether a folder is worth opening; default: all are. */
    enter?: (path: string) => boolean
  ) => Stream.Stream<LocalFile, DiskError | InvalidInput>
  /** The bytes from `start` to `end` (exclusive), in pieces of at most 256 KiB. */
  readonly read: (
    file: LocalFile,
    range?: { readonly start: number; readonly end: number }
  ) => Stream.Stream<Uint8Array, BodyError>
  /** All bytes at once: for what is known to be small. */
  readonly bytes: (file: LocalFile) => Effect.Effect<Uint8Array, BodyError>
  /**
   * The first bytes of each, as many as `count` says, or fewer. All at once: for a few hundred files, of which little is read.
   * A file that comes with the `bytes` it had before is only looked at: is it still the one that was listed?
   */
  readonly heads: (
    files: ReadonlyArray<{ readonly file: LocalFile; readonly bytes?: Uint8Array | undefined }>,
    count: (file: LocalFile) => number
  ) => Effect.Effect<ReadonlyArray<Uint8Array>, BodyError>
  /** `onBytes` hears how much more was hashed: a large file takes its time. */
  readonly sha256: (
    file: LocalFile,
    onBytes?: (bytes: number) => Effect.Effect<void>
  ) => Effect.Effect<Sha256, BodyError>
  /** The id git gives these bytes as a blob. */
  readonly gitOid: (file: LocalFile) => Effect.Effect<GitOid, BodyError>
}

export class Workspace extends Context.Tag("hf/Workspace")<Workspace, WorkspaceShape>() {}
