/** Small files of a revision, read as text. */
import * as Effect from "effect/Effect"
import type { HubStorageError } from "../HubError.ts"
import type { BlobStoreShape } from "./BlobStore.ts"
import type { ObjectsShape } from "./Objects.ts"
import * as Walk from "./Walk.ts"

// Nobody's .gitattributes is larger.
const most = 1024 * 1024

/** Text of the regular file at `path`, or `undefined` when there is none (or it is absurdly large). */
export const text = (
  objects: ObjectsShape,
  blobs: BlobStoreShape,
  root: string,
  path: string
): Effect.Effect<string | undefined, HubStorageError> =>
  Effect.gen(function* () {
    const entry = yield* Walk.at(objects, root, path)
    if (entry?.blob === undefined || entry.blob.lfs || entry.blob.size > most) return undefined
    return Buffer.from(yield* blobs.read(entry.blob)).toString("utf8")
  })
