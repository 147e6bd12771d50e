/** Schedules, and when each of them is due. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { HubStorageError } from "../HubError.ts"
import * as SpecRows from "./specRows.ts"

export interface StoredSchedule extends SpecRows.Owned {
  readonly schedule: string
  readonly suspend: boolean
  readonly concurrency: boolean
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

interface Row extends SpecRows.OwnedRow {
  readonly schedule: string
  readonly suspend: number
  readonly concurrency: number
  readonly last_id: string | null
  readonly last_at: string | null
  readonly next_at: number | null
}

const fromRow = (row: Row): StoredSchedule => ({
  ...SpecRows.fromRow(row),
  schedule: row.schedule,
  suspend: row.suspend === 1,
  concurrency: row.concurrency === 1,
  last: row.last_id === null || row.last_at === null ? null : { id: row.last_id, at: row.last_at },
  nextAt: row.next_at
})

const bit = (yes: boolean) => (yes ? 1 : 0)

const make = Effect.map(SqlClient.SqlClient, (sql) => {
  const rows = SpecRows.make(sql, "scheduled_jobs", "schedule", fromRow)
  return ScheduleStore.of({
    insert: (schedule) =>
      rows.insert(schedule, {
        schedule: schedule.schedule,
        suspend: bit(schedule.suspend),
        concurrency: bit(schedule.concurrency),
        last_id: null,
        last_at: null,
        next_at: schedule.nextAt
      }),
    find: rows.find,
    list: rows.list,
    active: rows.where(sql`suspend = 0`),
    update: (id, { labels, last, nextAt, suspend }) =>
      rows.update(id, labels, {
        suspend: suspend === undefined ? undefined : bit(suspend),
        ...(last === undefined ? {} : { last_id: last?.id ?? null, last_at: last?.at ?? null }),
        next_at: nextAt
      }),
    remove: rows.remove
  })
})

export const layer = Layer.effect(ScheduleStore, make)
