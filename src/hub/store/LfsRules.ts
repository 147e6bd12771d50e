/** LFS files no rule of `.gitattributes` covers get one, in the same commit: git would take their pointers for text. */
import * as Effect from "effect/Effect"
import type { HubStorageError } from "../HubError.ts"
import type { BlobStoreShape } from "./BlobStore.ts"
import * as Files from "./Files.ts"
import * as Attributes from "./git/Attributes.ts"
import * as GitObject from "./git/GitObject.ts"
import type { ObjectsShape } from "./Objects.ts"
import type { Change } from "./TreeEdit.ts"

const name = ".gitattributes"

/** `changes` to the tree `root`, and one more where a rule is missing. */
export const complete = (
  objects: ObjectsShape,
  blobs: BlobStoreShape,
  root: string,
  changes: ReadonlyArray<Change>
): Effect.Effect<ReadonlyArray<Change>, HubStorageError> =>
  Effect.gen(function* () {
    const objectPaths = changes.flatMap((change) => (change._tag === "Put" && change.blob.lfs ? [change.path] : []))
    if (objectPaths.length === 0) return changes
    const own = changes.findLast((change) => change.path === name)
    const text =
      own === undefined
        ? ((yield* Files.text(objects, blobs, root, name)) ?? "")
        : own._tag === "Put"
          ? Buffer.from(yield* blobs.read(own.blob)).toString("utf8")
          : ""
    const attributes = Attributes.parse(text)
    const uncovered = [...new Set(objectPaths.filter((path) => !attributes.isLfs(path)))]
    if (uncovered.length === 0) return changes
    const start = text === "" || text.endsWith("\n") ? text : `${text}\n`
    const content = Buffer.from(start + uncovered.map((path) => `${Attributes.lineFor(path)}\n`).join(""))
    const blob = { oid: GitObject.oid("blob", content), ...(yield* blobs.putBytes(content)), lfs: false }
    return [...changes, { _tag: "Put", path: name, blob }]
  })
