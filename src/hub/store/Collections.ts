/**
 * The collections there are. Whoever changes one reads it, decides and writes in one transaction: positions have no gaps, whoever else
 * is at it.
 */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { themes } from "../../domain/CollectionSettings.ts"
import type { HubStorageError } from "../HubError.ts"
import { type CollectionRow, fromRow, type StoredCollection } from "./collectionRows.ts"
import { sqlFailed } from "./Database.ts"
import * as Ids from "./Ids.ts"
import * as Order from "./order.ts"

export interface NewCollection {
  readonly namespace: string
  readonly title: string
  readonly description: string | undefined
  readonly private: boolean
  readonly creatorId: string
}

export interface CollectionChange {
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly position?: number | undefined
  readonly private?: boolean | undefined
  readonly theme?: string | undefined
}

/** Its owner has one of that title, perhaps only since a moment ago: nothing was written. */
export class TitleTaken extends Data.TaggedError("TitleTaken")<{ readonly existing: StoredCollection }> {}

/** It was deleted in between. */
export class Gone extends Data.TaggedError("Gone") {}

export interface CollectionsShape {
  readonly find: (id: string) => Effect.Effect<StoredCollection | undefined, HubStorageError>
  /** Latest change first. */
  readonly list: Effect.Effect<ReadonlyArray<StoredCollection>, HubStorageError>
  /** The last of its owner. */
  readonly create: (collection: NewCollection) => Effect.Effect<StoredCollection, HubStorageError | TitleTaken>
  readonly update: (id: string, change: CollectionChange) => Effect.Effect<StoredCollection, HubStorageError | Gone>
  /** Also from the collections that hold it. */
  readonly remove: (collection: StoredCollection) => Effect.Effect<void, HubStorageError>
  readonly upvote: (id: string, accountId: string, given: boolean) => Effect.Effect<void, HubStorageError>
  readonly hasUpvote: (id: string, accountId: string) => Effect.Effect<boolean, HubStorageError>
}

export class Collections extends Context.Tag("hf/hub/Collections")<Collections, CollectionsShape>() {}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const upvotes = sql`(SELECT COUNT(*) FROM collection_upvotes u WHERE u.collection_id = c.id) AS upvotes`

  const load = (id: string) =>
    Effect.map(sql<CollectionRow>`SELECT c.*, ${upvotes} FROM collections c WHERE c.id = ${id}`, ([row]) =>
      row === undefined ? undefined : fromRow(row)
    )

  const order = Order.make(sql)
  const siblings = (namespace: string): Order.Row => ({
    table: "collections",
    within: sql`LOWER(namespace) = ${namespace.toLowerCase()}`
  })

  const present = (id: string) =>
    Effect.flatMap(load(id), (found) => (found === undefined ? new Gone() : Effect.succeed(found)))

  return Collections.of({
    find: (id) => sqlFailed("find a collection")(load(id)),
    list: sql<CollectionRow>`SELECT c.*, ${upvotes} FROM collections c ORDER BY c.updated_at DESC, c.id DESC`.pipe(
      Effect.map((rows) => rows.map(fromRow)),
      sqlFailed("list collections")
    ),
    create: ({ creatorId, description, namespace, private: hidden, title }) =>
      Effect.gen(function* () {
        const [taken] = yield* sql<CollectionRow>`SELECT c.*, ${upvotes} FROM collections c
          WHERE LOWER(c.namespace) = ${namespace.toLowerCase()} AND c.title = ${title} ORDER BY c.position`
        if (taken !== undefined) return yield* new TitleTaken({ existing: fromRow(taken) })
        const position = yield* order.next(siblings(namespace))
        const row = {
          id: yield* Ids.objectId,
          namespace,
          title,
          description: description ?? null,
          private: hidden ? 1 : 0,
          theme: themes[position % themes.length] ?? themes[0],
          position,
          creator_id: creatorId,
          updated_at: yield* Ids.timestamp
        }
        yield* sql`INSERT INTO collections ${sql.insert(row)}`
        return fromRow({ ...row, upvotes: 0 })
      }).pipe(sql.withTransaction, sqlFailed("create a collection")),
    update: (id, change) =>
      Effect.gen(function* () {
        const { position, ...rest } = change
        const before = yield* present(id)
        const next = { ...before, ...rest, updatedAt: yield* Ids.timestamp }
        yield* sql`UPDATE collections SET title = ${next.title}, description = ${next.description ?? null},
          private = ${next.private ? 1 : 0}, theme = ${next.theme}, updated_at = ${next.updatedAt} WHERE id = ${id}`
        if (position !== undefined) yield* order.move(siblings(before.namespace), id, before.position, position)
        return yield* present(id)
      }).pipe(sql.withTransaction, sqlFailed("change a collection")),
    remove: ({ id, namespace }) =>
      Effect.gen(function* () {
        const found = yield* load(id)
        yield* sql`DELETE FROM collection_items WHERE collection_id = ${id} OR (type = 'collection' AND target = ${id})`
        yield* sql`DELETE FROM collection_upvotes WHERE collection_id = ${id}`
        yield* sql`DELETE FROM collections WHERE id = ${id}`
        // Somebody else may have been faster.
        if (found !== undefined) yield* order.close(siblings(namespace), found.position)
      }).pipe(sql.withTransaction, sqlFailed("delete a collection")),
    upvote: (id, accountId, given) =>
      (given
        ? sql`INSERT INTO collection_upvotes (collection_id, account_id) VALUES (${id}, ${accountId})
            ON CONFLICT (collection_id, account_id) DO NOTHING`
        : sql`DELETE FROM collection_upvotes WHERE collection_id = ${id} AND account_id = ${accountId}`
      ).pipe(sql.withTransaction, Effect.asVoid, sqlFailed("upvote a collection")),
    hasUpvote: (id, accountId) =>
      sql`SELECT account_id FROM collection_upvotes WHERE collection_id = ${id} AND account_id = ${accountId}`.pipe(
        Effect.map((rows) => rows.length > 0),
        sqlFailed("find an upvote")
      )
  })
})

export const layer = Layer.effect(Collections, make)
