/** Trees, commits and blob facts by git id: read through bounded caches, since what a hash names never changes. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { HubStorageError } from "../HubError.ts"
import { sqlFailed } from "./Database.ts"
import * as GitObject from "./git/GitObject.ts"
import * as Lru from "./Lru.ts"

/** What stands behind a file's git id. For LFS, `oid` is the pointer's, `sha256` and `size` are the content's. */
export interface BlobFacts {
  readonly oid: string
  readonly sha256: string
  readonly size: number
  readonly lfs: boolean
}

export interface CommitFacts {
  readonly oid: string
  readonly tree: string
  readonly parent: string | null
  readonly author: string
  readonly title: string
  readonly body: string
  /** ISO 8601, UTC, milliseconds. */
  readonly date: string
  /** How many commits came before. */
  readonly depth: number
}

/** One line of a tree. `blob` is undefined for folders. */
export interface Entry extends GitObject.GitEntry {
  readonly blob: BlobFacts | undefined
}

export interface ObjectsShape {
  /** The entries of a tree by name, in git's order. */
  readonly tree: (oid: string) => Effect.Effect<ReadonlyMap<string, Entry>, HubStorageError>
  readonly commit: (oid: string) => Effect.Effect<CommitFacts, HubStorageError>
}

export class Objects extends Context.Tag("hf/hub/Objects")<Objects, ObjectsShape>() {}

/** Parameters one statement may safely carry. */
const chunkSize = 400

export const chunked = <A>(all: ReadonlyArray<A>, size = chunkSize): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

interface BlobRow {
  readonly oid: string
  readonly sha256: string
  readonly size: number
  readonly lfs: number
}

const missing = (kind: string, oid: string) =>
  new HubStorageError({ operation: `read ${kind} ${oid}`, detail: "the data folder does not have it" })

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const trees = Lru.make<string, ReadonlyMap<string, Entry>>(200_000, (tree) => tree.size + 1)
  const commits = Lru.make<string, CommitFacts>(20_000)

  const blobFacts = Effect.fnUntraced(function* (oids: ReadonlyArray<string>) {
    const found = new Map<string, BlobFacts>()
    for (const some of chunked(oids)) {
      const rows = yield* sql<BlobRow>`SELECT oid, sha256, size, lfs FROM blobs WHERE ${sql.in("oid", some)}`
      for (const row of rows)
        found.set(row.oid, { oid: row.oid, sha256: row.sha256, size: row.size, lfs: row.lfs === 1 })
    }
    return found
  })

  const loadTree = Effect.fnUntraced(function* (oid: string) {
    const rows =
      oid === GitObject.emptyTree
        ? [{ data: new ArrayBuffer(0) }]
        : yield* sql<{ data: ArrayBuffer }>`SELECT data FROM objects WHERE oid = ${oid} AND kind = 'tree'`
    const row = rows[0]
    if (row === undefined) return yield* missing("tree", oid)
    const raw = GitObject.decodeTree(new Uint8Array(row.data))
    const blobs = yield* blobFacts(raw.filter((entry) => !GitObject.isFolder(entry)).map((entry) => entry.oid))
    const tree = new Map<string, Entry>()
    for (const entry of raw) tree.set(entry.name, { ...entry, blob: blobs.get(entry.oid) })
    trees.set(oid, tree)
    return tree
  }, sqlFailed("read a tree"))

  const loadCommit = Effect.fnUntraced(function* (oid: string) {
    const rows = yield* sql<
      CommitFacts & { readonly created_at: string }
    >`SELECT oid, tree, parent, author, title, body, created_at, depth FROM commits WHERE oid = ${oid}`
    const row = rows[0]
    if (row === undefined) return yield* missing("commit", oid)
    const { created_at, ...rest } = row
    const commit = { ...rest, date: created_at }
    commits.set(oid, commit)
    return commit
  }, sqlFailed("read a commit"))

  return Objects.of({
    tree: (oid) => {
      const known = trees.get(oid)
      return known === undefined ? loadTree(oid) : Effect.succeed(known)
    },
    commit: (oid) => {
      const known = commits.get(oid)
      return known === undefined ? loadCommit(oid) : Effect.succeed(known)
    }
  })
})

export const layer = Layer.effect(Objects, make)
