/** Changes to a tree, in order, in memory; then the git trees that result. Only folders that are touched are read. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { HubStorageError } from "../HubError.ts"
import * as GitObject from "./git/GitObject.ts"
import type { BlobFacts, Entry, ObjectsShape } from "./Objects.ts"

export type Change =
  | { readonly _tag: "Put"; readonly path: string; readonly blob: BlobFacts }
  | { readonly _tag: "Remove"; readonly path: string; readonly what: "file" | "folder" | "entry" }

/** The change cannot be made: nothing stands at `path`, or something stands in the way. */
export class ChangeRefused extends Schema.TaggedError<ChangeRefused>()("ChangeRefused", {
  path: Schema.String,
  reason: Schema.Literal("missing", "inTheWay")
}) {}

interface Folder {
  /** Undefined for folders made by the edit. */
  readonly oid: string | undefined
  readonly entries: Map<string, Entry>
  readonly open: Map<string, Folder>
  touched: boolean
}

export interface EditedTree {
  readonly root: string
  /** New trees, children before parents. */
  readonly trees: ReadonlyArray<{ readonly oid: string; readonly data: Buffer }>
}

export const apply = (
  objects: ObjectsShape,
  root: string,
  changes: Iterable<Change>
): Effect.Effect<EditedTree, HubStorageError | ChangeRefused> =>
  Effect.gen(function* () {
    const top = yield* load(objects, root)
    for (const change of changes) {
      const names = change.path.split("/")
      const last = names.pop() ?? ""
      let folder = top
      const trail = [top]
      for (const name of names) {
        const inner = yield* enter(objects, folder, name, change)
        folder = inner
        trail.push(inner)
      }
      const present = folder.entries.get(last)
      if (change._tag === "Put") {
        if (present !== undefined && GitObject.isFolder(present))
          return yield* new ChangeRefused({ path: change.path, reason: "inTheWay" })
        folder.entries.set(last, { mode: "100644", name: last, oid: change.blob.oid, blob: change.blob })
      } else {
        if (present === undefined || (change.what === "folder" && !GitObject.isFolder(present)))
          return yield* new ChangeRefused({ path: change.path, reason: "missing" })
        folder.entries.delete(last)
        folder.open.delete(last)
        leaveEmpty(trail, names)
      }
      for (const each of trail) each.touched = true
    }
    const trees: Array<{ oid: string; data: Buffer }> = []
    return { root: seal(top, trees) ?? GitObject.emptyTree, trees }
  })

/** Folders with nothing left in them are gone at once: a later change may put a file in their place. */
const leaveEmpty = (trail: ReadonlyArray<Folder>, names: ReadonlyArray<string>): void => {
  for (let at = names.length; at > 0 && trail[at]?.entries.size === 0; at--) {
    const name = names[at - 1] ?? ""
    trail[at - 1]?.entries.delete(name)
    trail[at - 1]?.open.delete(name)
  }
}

const load = (objects: ObjectsShape, oid: string): Effect.Effect<Folder, HubStorageError> =>
  Effect.map(objects.tree(oid), (tree) => ({ oid, entries: new Map(tree), open: new Map(), touched: false }))

const enter = Effect.fnUntraced(function* (objects: ObjectsShape, folder: Folder, name: string, change: Change) {
  const known = folder.open.get(name)
  if (known !== undefined) return known
  const present = folder.entries.get(name)
  let inner: Folder
  if (present === undefined) {
    if (change._tag === "Remove") return yield* new ChangeRefused({ path: change.path, reason: "missing" })
    inner = { oid: undefined, entries: new Map(), open: new Map(), touched: true }
    folder.entries.set(name, { mode: "40000", name, oid: GitObject.emptyTree, blob: undefined })
  } else {
    if (!GitObject.isFolder(present)) {
      const reason = change._tag === "Remove" ? "missing" : "inTheWay"
      return yield* new ChangeRefused({ path: change.path, reason })
    }
    inner = yield* load(objects, present.oid)
  }
  folder.open.set(name, inner)
  return inner
})

/** Oid of the folder's tree; undefined when nothing is left in it, since git has no empty folders. */
const seal = (folder: Folder, trees: Array<{ oid: string; data: Buffer }>): string | undefined => {
  if (!folder.touched && folder.oid !== undefined) return folder.oid
  for (const [name, inner] of folder.open) {
    const oid = seal(inner, trees)
    if (oid === undefined) folder.entries.delete(name)
    else folder.entries.set(name, { mode: "40000", name, oid, blob: undefined })
  }
  if (folder.entries.size === 0) return undefined
  const data = GitObject.encodeTree(folder.entries.values())
  const oid = GitObject.oid("tree", data)
  trees.push({ oid, data })
  return oid
}
