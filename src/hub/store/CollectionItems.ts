/** What is in the collections. Items follow a repo through its renames and go with it. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ItemType } from "../../domain/CollectionItem.ts"
import type { HubStorageError } from "../HubError.ts"
import { type CollectionRow, fromRow as collectionOf, type StoredCollection } from "./collectionRows.ts"
import { sqlFailed } from "./Database.ts"
import * as Ids from "./Ids.ts"
import * as Order from "./order.ts"
import { type RepoRow, fromRow as repoOf, type StoredRepo } from "./Repos.ts"

/** What an item stands for, by the id that never changes. */
export type Target =
  | { readonly type: "model" | "dataset" | "space"; readonly repo: StoredRepo }
  | { readonly type: "collection"; readonly collection: StoredCollection }
  | { readonly type: "paper"; readonly id: string }

export interface StoredItem {
  readonly id: string
  readonly position: number
  readonly note: string | undefined
  readonly target: Target
}

/** It is in the collection already. */
export class ItemTaken extends Data.TaggedError("ItemTaken") {}
/** The item, or the collection, is not there (any more). */
export class ItemGone extends Data.TaggedError("ItemGone") {}

export interface ItemChange {
  /** Empty: none. */
  readonly note?: string | undefined
  readonly position?: number | undefined
}

export interface CollectionItemsShape {
  /** In order. */
  readonly of: (collectionId: string) => Effect.Effect<ReadonlyArray<StoredItem>, HubStorageError>
  /** Ids of the collections that hold it. */
  readonly holding: (target: Target) => Effect.Effect<ReadonlyArray<string>, HubStorageError>
  /** At the end. */
  readonly add: (
    collectionId: string,
    target: Target,
    note: string | undefined
  ) => Effect.Effect<void, HubStorageError | ItemTaken | ItemGone>
  readonly update: (
    collectionId: string,
    itemId: string,
    change: ItemChange
  ) => Effect.Effect<void, HubStorageError | ItemGone>
  readonly remove: (collectionId: string, itemId: string) => Effect.Effect<void, HubStorageError | ItemGone>
}

export class CollectionItems extends Context.Tag("hf/hub/CollectionItems")<CollectionItems, CollectionItemsShape>() {}

interface ItemRow {
  readonly id: string
  readonly type: ItemType
  readonly target: string
  readonly note: string | null
}

const idOf = (target: Target): string =>
  target.type === "paper" ? target.id : target.type === "collection" ? target.collection.id : target.repo.id

const repoIdOf = (target: Target): string | null => ("repo" in target ? target.repo.id : null)

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  /** In order. Their numbers may have gaps, for a repo takes its items with it: what counts is which is greater. */
  const rows = (collectionId: string) =>
    sql<ItemRow>`SELECT id, type, target, note FROM collection_items
      WHERE collection_id = ${collectionId} ORDER BY position, id`

  /** What each row stands for; by joins, since a page of collections has many. */
  const targets = Effect.fnUntraced(function* (collectionId: string) {
    const repos = yield* sql<RepoRow>`SELECT r.* FROM collection_items i JOIN repos r ON r.id = i.repo_id
      WHERE i.collection_id = ${collectionId}`
    const collections = yield* sql<CollectionRow>`SELECT c.*,
        (SELECT COUNT(*) FROM collection_upvotes u WHERE u.collection_id = c.id) AS upvotes
      FROM collection_items i JOIN collections c ON i.type = 'collection' AND c.id = i.target
      WHERE i.collection_id = ${collectionId}`
    return {
      repos: new Map(repos.map((row) => [row.id, repoOf(row)])),
      collections: new Map(collections.map((row) => [row.id, collectionOf(row)]))
    }
  })

  const touch = (collectionId: string) =>
    Effect.flatMap(Ids.timestamp, (now) => sql`UPDATE collections SET updated_at = ${now} WHERE id = ${collectionId}`)

  const order = Order.make(sql)
  const row = (collectionId: string): Order.Row => ({
    table: "collection_items",
    within: sql`collection_id = ${collectionId}`
  })

  const numberOf = Effect.fnUntraced(function* (collectionId: string, itemId: string) {
    const [found] = yield* sql<{ position: number }>`SELECT position FROM collection_items
      WHERE id = ${itemId} AND collection_id = ${collectionId}`
    return found === undefined ? yield* new ItemGone() : found.position
  })

  return CollectionItems.of({
    of: (collectionId) =>
      Effect.gen(function* () {
        const { collections, repos } = yield* targets(collectionId)
        const all = yield* rows(collectionId)
        return all
          .flatMap(({ id, note, target, type }): ReadonlyArray<Omit<StoredItem, "position">> => {
            const item = { id, note: note ?? undefined }
            const repo = repos.get(target)
            const collection = collections.get(target)
            if (type === "paper") return [{ ...item, target: { type, id: target } }]
            if (type === "collection")
              return collection === undefined ? [] : [{ ...item, target: { type, collection } }]
            return repo === undefined || type === "bucket" ? [] : [{ ...item, target: { type, repo } }]
          })
          .map((item, position) => ({ ...item, position }))
      }).pipe(sqlFailed("read a collection")),
    holding: (target) =>
      sql<{ collection_id: string }>`SELECT collection_id FROM collection_items
        WHERE type = ${target.type} AND target = ${idOf(target)}`.pipe(
        Effect.map((found) => found.map((row) => row.collection_id)),
        sqlFailed("find collections")
      ),
    add: (collectionId, target, note) =>
      Effect.gen(function* () {
        const [there] = yield* sql`SELECT id FROM collections WHERE id = ${collectionId}`
        if (there === undefined) return yield* new ItemGone()
        const [taken] = yield* sql`SELECT id FROM collection_items
          WHERE collection_id = ${collectionId} AND type = ${target.type} AND target = ${idOf(target)}`
        if (taken !== undefined) return yield* new ItemTaken()
        const item = {
          id: yield* Ids.objectId,
          collection_id: collectionId,
          type: target.type,
          target: idOf(target),
          repo_id: repoIdOf(target),
          position: yield* order.next(row(collectionId)),
          note: note === undefined || note === "" ? null : note
        }
        yield* sql`INSERT INTO collection_items ${sql.insert(item)}`
        yield* touch(collectionId)
      }).pipe(sql.withTransaction, sqlFailed("add to a collection")),
    update: (collectionId, itemId, { note, position }) =>
      Effect.gen(function* () {
        const from = yield* numberOf(collectionId, itemId)
        if (note !== undefined)
          yield* sql`UPDATE collection_items SET note = ${note === "" ? null : note} WHERE id = ${itemId}`
        if (position !== undefined) yield* order.move(row(collectionId), itemId, from, position)
        yield* touch(collectionId)
      }).pipe(sql.withTransaction, sqlFailed("change a collection")),
    remove: (collectionId, itemId) =>
      Effect.gen(function* () {
        yield* numberOf(collectionId, itemId)
        yield* sql`DELETE FROM collection_items WHERE id = ${itemId}`
        yield* touch(collectionId)
      }).pipe(sql.withTransaction, sqlFailed("take from a collection"))
  })
})

export const layer = Layer.effect(CollectionItems, make)
