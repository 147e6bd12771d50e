/** Jobs that were asked for, and what became of them. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Stage } from "../../domain/wire/Jobs.ts"
import type { HubStorageError } from "../HubError.ts"
import { sqlFailed } from "../store/Database.ts"
import { StoredSpec } from "./StoredSpec.ts"

export interface Initiator {
  readonly type: "user" | "scheduled-job" | "duplicated-job"
  readonly id: string
  readonly name?: string
}

export type Labels = Readonly<Record<string, string>>

export interface StoredJob {
  readonly id: string
  readonly namespace: string
  readonly creatorId: string
  /** How this Hub is reached, as far as the job is concerned. */
  readonly origin: string
  readonly spec: StoredSpec
  readonly labels: Labels
  readonly stage: Stage
  readonly message: string | null
  readonly createdAt: string
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

interface Row {
  readonly id: string
  readonly namespace: string
  readonly creator_id: string
  readonly origin: string
  readonly spec: string
  readonly labels: string
  readonly stage: Stage
  readonly message: string | null
  readonly created_at: string
  readonly started_at: string | null
  readonly finished_at: string | null
  readonly pid: number | null
  readonly initiator: string
  readonly schedule_id: string | null
}

const decodeSpec = Schema.decodeSync(Schema.parseJson(StoredSpec))
export const encodeSpec = Schema.encodeSync(Schema.parseJson(StoredSpec))
export const specOf = (text: string): StoredSpec => decodeSpec(text)

const fromRow = (row: Row): StoredJob => ({
  id: row.id,
  namespace: row.namespace,
  creatorId: row.creator_id,
  origin: row.origin,
  spec: specOf(row.spec),
  labels: JSON.parse(row.labels),
  stage: row.stage,
  message: row.message,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  pid: row.pid,
  initiator: JSON.parse(row.initiator),
  scheduleId: row.schedule_id
})

const columns = (change: JobChange): Record<string, string | number | null> => ({
  ...(change.stage === undefined ? {} : { stage: change.stage }),
  ...(change.message === undefined ? {} : { message: change.message }),
  ...(change.startedAt === undefined ? {} : { started_at: change.startedAt }),
  ...(change.finishedAt === undefined ? {} : { finished_at: change.finishedAt }),
  ...(change.pid === undefined ? {} : { pid: change.pid }),
  ...(change.labels === undefined ? {} : { labels: JSON.stringify(change.labels) })
})

const make = Effect.map(SqlClient.SqlClient, (sql) => {
  const read = sqlFailed("read a job")
  const change = sqlFailed("change a job")
  const active = ["SCHEDULING", "RUNNING"]
  return JobStore.of({
    insert: (job) =>
      sql`INSERT INTO jobs ${sql.insert({
        id: job.id,
        namespace: job.namespace,
        namespace_key: job.namespace.toLowerCase(),
        creator_id: job.creatorId,
        origin: job.origin,
        spec: encodeSpec(job.spec),
        labels: JSON.stringify(job.labels),
        stage: job.stage,
        message: job.message,
        created_at: job.createdAt,
        started_at: job.startedAt,
        finished_at: job.finishedAt,
        pid: job.pid,
        initiator: JSON.stringify(job.initiator),
        schedule_id: job.scheduleId
      })}`.pipe(sql.withTransaction, Effect.asVoid, change),
    find: (namespace, id) =>
      sql<Row>`SELECT * FROM jobs WHERE id = ${id} AND namespace_key = ${namespace.toLowerCase()}`.pipe(
        Effect.map(([row]) => (row === undefined ? undefined : fromRow(row))),
        read
      ),
    list: (namespace) =>
      sql<Row>`SELECT * FROM jobs WHERE namespace_key = ${namespace.toLowerCase()} ORDER BY created_at DESC, id DESC`.pipe(
        Effect.map((rows) => rows.map(fromRow)),
        read
      ),
    unfinished: sql<Row>`SELECT * FROM jobs WHERE stage IN ${sql.in(active)} ORDER BY created_at, id`.pipe(
      Effect.map((rows) => rows.map(fromRow)),
      read
    ),
    isActive: (scheduleId) =>
      sql`SELECT 1 FROM jobs WHERE schedule_id = ${scheduleId} AND stage IN ${sql.in(active)} LIMIT 1`.pipe(
        Effect.map((rows) => rows.length > 0),
        read
      ),
    update: (id, wanted) =>
      sql`UPDATE jobs SET ${sql.update(columns(wanted))} WHERE id = ${id}`.pipe(
        sql.withTransaction,
        Effect.asVoid,
        change
      )
  })
})

export const layer = Layer.effect(JobStore, make)
