/** What stands at a place, the same for the Hub, the cache and this disk. */
import type * as Stream from "effect/Stream"
import type { Failure, Needs } from "../Failure.ts"

export interface Entry {
  /** Below what was listed, `/`-separated; empty: that itself. */
  readonly path: string
  readonly type: "file" | "directory" | "unknown"
  /** In bytes; 0 for folders. */
  readonly size: number
  /** Git id (40 digits) or SHA-256 (64) of the content, where it is known without reading. */
  readonly digest: string | undefined
  /** Kept beside git: not text, as a rule. */
  readonly large: boolean
  /** What it takes on its disk is counted once for all entries with the same key. */
  readonly key: string | undefined
  /** From the first byte on, or from `start`. */
  readonly bytes: (start?: number) => Stream.Stream<Uint8Array, Failure, Needs>
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)
