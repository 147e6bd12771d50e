/** Digests of files while they grow, away from the thread that does the network. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Content } from "../domain/Content.ts"
import type { DiskError } from "../domain/errors.ts"

/** Follows one file from its first byte to its last. */
export interface GrowingHash {
  /** All bytes before `offset` are on disk now and may be read. */
  readonly advance: (offset: number) => void
  /** The digest in lower-case hexadecimal digits of the whole file; everything must be on disk. */
  readonly finish: Effect.Effect<string, DiskError>
}

export interface HasherShape {
  readonly follow: (path: string, content: Content) => Effect.Effect<GrowingHash, DiskError, Scope.Scope>
  /** Of a file that is complete already. */
  readonly digest: (path: string, content: Content) => Effect.Effect<string, DiskError>
  /** The same by the content's algorithm, over whatever the file holds, be it longer or shorter. */
  readonly digestAsIs: (path: string, content: Content) => Effect.Effect<string, DiskError>
}

export class Hasher extends Context.Tag("hf/Hasher")<Hasher, HasherShape>() {}
