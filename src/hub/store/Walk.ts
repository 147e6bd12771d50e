/** Looking things up in a tree by path. Paths are `/`-separated, without leading or trailing slash; the root is `""`. */
import * as Effect from "effect/Effect"
import type { HubStorageError } from "../HubError.ts"
import * as GitObject from "./git/GitObject.ts"
import type { Entry, ObjectsShape } from "./Objects.ts"

/** An entry with its full path. */
export interface Found {
  readonly path: string
  readonly entry: Entry
}

/** The entry at `path`, or `undefined`. The root itself is a folder entry without a name. */
export const at = (
  objects: ObjectsShape,
  root: string,
  path: string
): Effect.Effect<Entry | undefined, HubStorageError> =>
  Effect.gen(function* () {
    let entry: Entry = { mode: "40000", name: "", oid: root, blob: undefined }
    if (path === "") return entry
    for (const name of path.split("/")) {
      if (!GitObject.isFolder(entry)) return undefined
      const next: Entry | undefined = (yield* objects.tree(entry.oid)).get(name)
      if (next === undefined) return undefined
      entry = next
    }
    return entry
  })

/** Everything below the folder `oid` (whose own path is `prefix`), folders before their content, in git's order. */
export const below = (
  objects: ObjectsShape,
  oid: string,
  prefix: string,
  recursive: boolean
): Effect.Effect<ReadonlyArray<Found>, HubStorageError> =>
  Effect.gen(function* () {
    const all: Array<Found> = []
    const visit = (tree: string, folder: string): Effect.Effect<void, HubStorageError> =>
      Effect.gen(function* () {
        for (const entry of (yield* objects.tree(tree)).values()) {
          const path = folder === "" ? entry.name : `${folder}/${entry.name}`
          all.push({ path, entry })
          if (recursive && GitObject.isFolder(entry)) yield* visit(entry.oid, path)
        }
      })
    yield* visit(oid, prefix)
    return all
  })
