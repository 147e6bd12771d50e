/** What the tables of jobs and of schedules have in common: rows that somebody owns, with a spec and labels. */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { Fragment } from "@effect/sql/Statement"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { HubStorageError } from "../HubError.ts"
import { sqlFailed } from "../store/Database.ts"
import { StoredSpec } from "./StoredSpec.ts"

export type Labels = Readonly<Record<string, string>>

/** A job or a schedule, as far as they are alike. */
export interface Owned {
  readonly id: string
  readonly namespace: string
  readonly creatorId: string
  /** How this Hub is reached, as far as the job is concerned. */
  readonly origin: string
  readonly spec: StoredSpec
  readonly labels: Labels
  readonly createdAt: string
}

export interface OwnedRow {
  readonly id: string
  readonly namespace: string
  readonly creator_id: string
  readonly origin: string
  readonly spec: string
  readonly labels: string
  readonly created_at: string
}

type Columns = Readonly<Record<string, string | number | null | undefined>>

const decodeSpec = Schema.decodeSync(Schema.parseJson(StoredSpec))
const encodeSpec = Schema.encodeSync(Schema.parseJson(StoredSpec))

export const fromRow = (row: OwnedRow): Owned => ({
  id: row.id,
  namespace: row.namespace,
  creatorId: row.creator_id,
  origin: row.origin,
  spec: decodeSpec(row.spec),
  labels: JSON.parse(row.labels),
  createdAt: row.created_at
})

const toRow = (owned: Owned): OwnedRow & { readonly namespace_key: string } => ({
  id: owned.id,
  namespace: owned.namespace,
  namespace_key: owned.namespace.toLowerCase(),
  creator_id: owned.creatorId,
  origin: owned.origin,
  spec: encodeSpec(owned.spec),
  labels: JSON.stringify(owned.labels),
  created_at: owned.createdAt
})

export interface SpecRows<Stored extends Owned> {
  /** `own`: the columns that only this table has. */
  readonly insert: (stored: Stored, own: Columns) => Effect.Effect<void, HubStorageError>
  readonly find: (namespace: string, id: string) => Effect.Effect<Stored | undefined, HubStorageError>
  /** Newest first. */
  readonly list: (namespace: string) => Effect.Effect<ReadonlyArray<Stored>, HubStorageError>
  /** What comes after `WHERE`. */
  readonly where: (condition: Fragment) => Effect.Effect<ReadonlyArray<Stored>, HubStorageError>
  /** Columns that are `undefined` stay as they are. */
  readonly update: (id: string, labels: Labels | undefined, own: Columns) => Effect.Effect<void, HubStorageError>
  readonly remove: (id: string) => Effect.Effect<void, HubStorageError>
}

export const make = <Row extends OwnedRow, Stored extends Owned>(
  sql: SqlClient.SqlClient,
  name: string,
  what: string,
  stored: (row: Row) => Stored
): SpecRows<Stored> => {
  const table = sql(name)
  const read = sqlFailed(`read a ${what}`)
  const change = sqlFailed(`change a ${what}`)
  const given = (columns: Columns) =>
    Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
  const where = (condition: Fragment) =>
    sql<Row>`SELECT * FROM ${table} WHERE ${condition}`.pipe(
      Effect.map((rows) => rows.map(stored)),
      read
    )
  return {
    insert: (row, own) =>
      sql`INSERT INTO ${table} ${sql.insert({ ...toRow(row), ...own })}`.pipe(
        sql.withTransaction,
        Effect.asVoid,
        change
      ),
    find: (namespace, id) =>
      Effect.map(where(sql`id = ${id} AND namespace_key = ${namespace.toLowerCase()}`), ([found]) => found),
    list: (namespace) => where(sql`namespace_key = ${namespace.toLowerCase()} ORDER BY created_at DESC, id DESC`),
    where,
    update: (id, labels, own) =>
      sql`UPDATE ${table} SET ${sql.update(
        given({ ...own, labels: labels === undefined ? undefined : JSON.stringify(labels) })
      )} WHERE id = ${id}`.pipe(sql.withTransaction, Effect.asVoid, change),
    remove: (id) => sql`DELETE FROM ${table} WHERE id = ${id}`.pipe(sql.withTransaction, Effect.asVoid, change)
  }
}
