/** Where content lives: bytes by their SHA-256, written once, never changed. Small enough to be answered by S3 one day. */

import type { Readable } from "node:stream"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { HubStorageError } from "../HubError.ts"

export interface StoredBlob {
  readonly sha256: string
  /** Bytes. */
  readonly size: number
}

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** What arrived is not what was announced; nothing was kept. */
export class BlobMismatch extends Schema.TaggedError<BlobMismatch>()("BlobMismatch", {
  expected: Schema.String,
  actual: Schema.String
}) {
  override get message() {
    return `expected ${this.expected}, got ${this.actual}`
  }
}

export interface BlobStoreShape {
  /** Stores what fits in memory. */
  readonly putBytes: (content: Uint8Array) => Effect.Effect<StoredBlob, HubStorageError>
  /** Stores a stream of any length if it is exactly what was announced. */
  readonly put: <E>(
    content: Stream.Stream<Uint8Array, E>,
    expected: StoredBlob
  ) => Effect.Effect<void, HubStorageError | BlobMismatch | E>
  /** Size in bytes, or `undefined` when it is not there. */
  readonly size: (sha256: string) => Effect.Effect<number | undefined, HubStorageError>
  /** The whole content, for what is known to be small. */
  readonly read: (blob: StoredBlob) => Effect.Effect<Uint8Array, HubStorageError>
  /** A stream over a range; opens the file when first read, closes it at the end or when destroyed. */
  readonly open: (sha256: string, range: ByteRange) => Readable

  /** Writes one part of an upload in parts at `offset`; at most `limit` bytes; answers how many came. */
  readonly putPart: <E>(
    upload: string,
    offset: number,
    limit: number,
    content: Stream.Stream<Uint8Array, E>
  ) => Effect.Effect<number, HubStorageError | BlobMismatch | E>
  /** Checks the parts against what was announced and stores them as one blob. */
  readonly joinParts: (upload: string, expected: StoredBlob) => Effect.Effect<void, HubStorageError | BlobMismatch>
}

export class BlobStore extends Context.Tag("hf/hub/BlobStore")<BlobStore, BlobStoreShape>() {}
