/** Jobs that were asked for, and what became of them. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Stage } from "../../domain/jobs/Stage.ts"
import type { HubStorageError } from "../HubError.ts"
import * as SpecRows from "./specRows.ts"

export interface Initiator {
  readonly type: "user" | "scheduled-job" | "duplicated-job"
  readonly id: string
  readonly name?: string
}

export interface StoredJob extends SpecRows.Owned {
  readonly stage: Stage
  readonly message: string | null
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly pid: number | null
  readonly initiator: Initiator
  readonly scheduleId: string | null
}

export type JobChange = Partial<Pick<StoredJob, "stage" | "message" | "startedAt" | "finishedAt" | "pid" | "labels">>

export interface JobStoreShape {
  readonly insert: (job: StoredJob) => Effect.Effect<void, HubStorageError>
  readonly find: (namespace: string, id: string) => Effect.Effect<StoredJob | undefined, HubStorageError>
  /** Newest first. */
  readonly list: (namespace: string) => Effect.Effect<ReadonlyArray<StoredJob>, HubStorageError>
  /** Oldest first; all namespaces. */
  readonly unfinished: Effect.Effect<ReadonlyArray<StoredJob>, HubStorageError>
  /** Is a run of that schedule waiting or at work? */
  readonly isActive: (scheduleId: string) => Effect.Effect<boolean, HubStorageError>
  readonly update: (id: string, change: JobChange) => Effect.Effect<void, HubStorageError>
}

export class JobStore extends Context.Tag("hf/hub/JobStore")<JobStore, JobStoreShape>() {}

interface Row extends SpecRows.OwnedRow {
  readonly stage: Stage
  readonly message: string | null
  readonly started_at: string | null
  readonly finished_at: string | null
  readonly pid: number | null
  readonly initiator: string
  readonly schedule_id: string | null
}

const fromRow = (row: Row): StoredJob => ({
  ...SpecRows.fromRow(row),
  stage: row.stage,
  message: row.message,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  pid: row.pid,
  initiator: JSON.parse(row.initiator),
  scheduleId: row.schedule_id
})

const changed = ({ finishedAt, message, pid, stage, startedAt }: JobChange) => ({
  stage,
  message,
  pid,
  started_at: startedAt,
  finished_at: finishedAt
})

const make = Effect.map(SqlClient.SqlClient, (sql) => {
  const rows = SpecRows.make(sql, "jobs", "job", fromRow)
  const active = ["SCHEDULING", "RUNNING"]
  return JobStore.of({
    insert: (job) =>
      rows.insert(job, { ...changed(job), initiator: JSON.stringify(job.initiator), schedule_id: job.scheduleId }),
    find: rows.find,
    list: rows.list,
    unfinished: rows.where(sql`stage IN ${sql.in(active)} ORDER BY created_at, id`),
    isActive: (scheduleId) =>
      Effect.map(
        rows.where(sql`schedule_id = ${scheduleId} AND stage IN ${sql.in(active)} LIMIT 1`),
        (found) => found.length > 0
      ),
    update: (id, change) => rows.update(id, change.labels, changed(change))
  })
})

export const layer = Layer.effect(JobStore, make)
