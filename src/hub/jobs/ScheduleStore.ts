/** Schedules, and when each of them is due. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { HubStorageError } from "../HubError.ts"
import { sqlFailed } from "../store/Database.ts"
import { encodeSpec, type Labels, specOf } from "./JobStore.ts"
import type { StoredSpec } from "./StoredSpec.ts"

export interface StoredSchedule {
  readonly id: string
  readonly namespace: string
  readonly creatorId: string
  readonly origin: string
  readonly spec: StoredSpec
  readonly labels: Labels
  readonly schedule: string
  readonly suspend: boolean
  readonly concurrency: boolean
  readonly createdAt: string
  readonly last: { readonly id: string; readonly at: string } | null
  /** Milliseconds since 1970. */
  readonly nextAt: number | null
}

export type ScheduleChange = Partial<Pick<StoredSchedule, "suspend" | "last" | "nextAt" | "labels">>

export interface ScheduleStoreShape {
  readonly insert: (schedule: StoredSchedule) => Effect.Effect<void, HubStorageError>
  readonly find: (namespace: string, id: string) => Effect.Effect<StoredSchedule | undefined, HubStorageError>
  /** Newest first. */
  readonly list: (namespace: string) => Effect.Effect<ReadonlyArray<StoredSchedule>, HubStorageError>
  /** All namespaces; not the suspended ones. */
  readonly active: Effect.Effect<ReadonlyArray<StoredSchedule>, HubStorageError>
  readonly update: (id: string, change: ScheduleChange) => Effect.Effect<void, HubStorageError>
  readonly remove: (id: string) => Effect.Effect<void, HubStorageError>
}

export class ScheduleStore extends Context.Tag("hf/hub/ScheduleStore")<ScheduleStore, ScheduleStoreShape>() {}

interface Row {
  readonly id: string
  readonly namespace: string
  readonly creator_id: string
  readonly origin: string
  readonly spec: string
  readonly labels: string
  readonly schedule: string
  readonly suspend: number
  readonly concurrency: number
  readonly created_at: string
  readonly last_id: string | null
  readonly last_at: string | null
  readonly next_at: number | null
}

const fromRow = (row: Row): StoredSchedule => ({
  id: row.id,
  namespace: row.namespace,
  creatorId: row.creator_id,
  origin: row.origin,
  spec: specOf(row.spec),
  labels: JSON.parse(row.labels),
  schedule: row.schedule,
  suspend: row.suspend === 1,
  concurrency: row.concurrency === 1,
  createdAt: row.created_at,
  last: row.last_id === null || row.last_at === null ? null : { id: row.last_id, at: row.last_at },
  nextAt: row.next_at
})

const columns = (change: ScheduleChange): Record<string, string | number | null> => ({
  ...(change.suspend === undefined ? {} : { suspend: change.suspend ? 1 : 0 }),
  ...(change.last === undefined ? {} : { last_id: change.last?.id ?? null, last_at: change.last?.at ?? null }),
  ...(change.nextAt === undefined ? {} : { next_at: change.nextAt }),
  ...(change.labels === undefined ? {} : { labels: JSON.stringify(change.labels) })
})

const make = Effect.map(SqlClient.SqlClient, (sql) => {
  const read = sqlFailed("read a schedule")
  const change = sqlFailed("change a schedule")
  return ScheduleStore.of({
    insert: (schedule) =>
      sql`INSERT INTO scheduled_jobs ${sql.insert({
        id: schedule.id,
        namespace: schedule.namespace,
        namespace_key: schedule.namespace.toLowerCase(),
        creator_id: schedule.creatorId,
        origin: schedule.origin,
        spec: encodeSpec(schedule.spec),
        labels: JSON.stringify(schedule.labels),
        schedule: schedule.schedule,
        suspend: schedule.suspend ? 1 : 0,
        concurrency: schedule.concurrency ? 1 : 0,
        created_at: schedule.createdAt,
        last_id: null,
        last_at: null,
        next_at: schedule.nextAt
      })}`.pipe(sql.withTransaction, Effect.asVoid, change),
    find: (namespace, id) =>
      sql<Row>`SELECT * FROM scheduled_jobs WHERE id = ${id} AND namespace_key = ${namespace.toLowerCase()}`.pipe(
        Effect.map(([row]) => (row === undefined ? undefined : fromRow(row))),
        read
      ),
    list: (namespace) =>
      sql<Row>`SELECT * FROM scheduled_jobs WHERE namespace_key = ${namespace.toLowerCase()}
        ORDER BY created_at DESC, id DESC`.pipe(
        Effect.map((rows) => rows.map(fromRow)),
        read
      ),
    active: sql<Row>`SELECT * FROM scheduled_jobs WHERE suspend = 0`.pipe(
      Effect.map((rows) => rows.map(fromRow)),
      read
    ),
    update: (id, wanted) =>
      sql`UPDATE scheduled_jobs SET ${sql.update(columns(wanted))} WHERE id = ${id}`.pipe(
        sql.withTransaction,
        Effect.asVoid,
        change
      ),
    remove: (id) => sql`DELETE FROM scheduled_jobs WHERE id = ${id}`.pipe(sql.withTransaction, Effect.asVoid, change)
  })
})

export const layer = Layer.effect(ScheduleStore, make)
