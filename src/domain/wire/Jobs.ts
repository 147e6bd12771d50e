/** Jobs and scheduled jobs (Hub API). What is not needed is optional: answers of other Hubs have less, or more. */
import * as Schema from "effect/Schema"
import { ReportedStage } from "../jobs/Stage.ts"

const strings = Schema.Record({ key: Schema.String, value: Schema.String })
const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optional(Schema.NullOr(schema))

/** A repo (or bucket) that is a folder inside the job. */
export class Volume extends Schema.Class<Volume>("Volume")({
  type: Schema.String,
  source: Schema.String,
  mountPath: Schema.String,
  revision: optional(Schema.String),
  readOnly: optional(Schema.Boolean),
  path: optional(Schema.String)
}) {}

/** Values may come as numbers or not at all; the job sees strings. */
const Environment = Schema.Record({
  key: Schema.String,
  value: Schema.Union(Schema.String, Schema.Number, Schema.Boolean, Schema.Null)
})

/** `POST /api/jobs/{ns}`: exactly one of `dockerImage` and `spaceId`. */
export class JobSpec extends Schema.Class<JobSpec>("JobSpec")({
  command: Schema.optionalWith(Schema.Array(Schema.String), { default: () => [] }),
  arguments: Schema.optionalWith(Schema.Array(Schema.String), { default: () => [] }),
  environment: Schema.optionalWith(Environment, { default: () => ({}) }),
  flavor: Schema.optionalWith(Schema.String, { default: () => "cpu-basic" }),
  secrets: Schema.optional(Environment),
  timeoutSeconds: optional(Schema.Number),
  labels: optional(strings),
  volumes: optional(Schema.Array(Volume)),
  expose: optional(Schema.Struct({ ports: Schema.Array(Schema.Number) })),
  ssh: optional(Schema.Struct({ enabled: Schema.Boolean })),
  network: optional(Schema.Struct({ group: Schema.String, aliases: Schema.optional(Schema.Array(Schema.String)) })),
  resourceGroupId: optional(Schema.String),
  arch: optional(Schema.String),
  attempts: optional(Schema.Number),
  dockerImage: optional(Schema.String),
  spaceId: optional(Schema.String)
}) {}

export class JobOwner extends Schema.Class<JobOwner>("JobOwner")({
  id: Schema.String,
  name: Schema.String,
  type: Schema.String,
  avatarUrl: Schema.optional(Schema.String)
}) {}

const Initiator = Schema.Struct({ type: Schema.String, id: Schema.String, name: optional(Schema.String) })

export class JobStatus extends Schema.Class<JobStatus>("JobStatus")({
  stage: ReportedStage,
  message: optional(Schema.String),
  exposeUrls: optional(Schema.Array(Schema.String)),
  sshUrl: optional(Schema.String),
  failureCount: optional(Schema.Number)
}) {}

/** What of a job's wish its answer repeats; of secrets only the names. */
const wish = {
  dockerImage: optional(Schema.String),
  spaceId: optional(Schema.String),
  command: optional(Schema.Array(Schema.String)),
  arguments: optional(Schema.Array(Schema.String)),
  environment: optional(Environment),
  secrets: optional(
    Schema.Union(Schema.Array(Schema.String), Schema.Record({ key: Schema.String, value: Schema.Unknown }))
  ),
  flavor: optional(Schema.String),
  labels: optional(strings),
  volumes: optional(Schema.Array(Volume)),
  timeout: optional(Schema.Number)
}

export class Job extends Schema.Class<Job>("Job")({
  id: Schema.String,
  createdAt: optional(Schema.String),
  startedAt: optional(Schema.String),
  finishedAt: optional(Schema.String),
  ...wish,
  status: JobStatus,
  durations: optional(
    Schema.Struct({
      schedulingSecs: optional(Schema.Number),
      runningSecs: optional(Schema.Number),
      totalSecs: optional(Schema.Number)
    })
  ),
  owner: JobOwner,
  initiator: optional(Initiator)
}) {}

/** `PUT …/labels`: the whole set. */
export class JobLabels extends Schema.Class<JobLabels>("JobLabels")({ labels: strings }) {}

/** `POST /api/scheduled-jobs/{ns}` */
export class ScheduleSpec extends Schema.Class<ScheduleSpec>("ScheduleSpec")({
  jobSpec: JobSpec,
  schedule: Schema.String,
  concurrency: optional(Schema.Boolean),
  suspend: optional(Schema.Boolean)
}) {}

export class ScheduledJob extends Schema.Class<ScheduledJob>("ScheduledJob")({
  id: Schema.String,
  createdAt: optional(Schema.String),
  jobSpec: Schema.optionalWith(Schema.Struct(wish), { default: () => ({}) }),
  schedule: optional(Schema.String),
  suspend: optional(Schema.Boolean),
  concurrency: optional(Schema.Boolean),
  status: Schema.optionalWith(
    Schema.Struct({
      lastJob: optional(Schema.Struct({ id: Schema.String, at: Schema.String })),
      nextJobRunAt: optional(Schema.String)
    }),
    { default: () => ({}) }
  ),
  owner: JobOwner,
  initiator: optional(Initiator)
}) {}

/** One line a job printed; `timestamp` as the Hub writes it. */
export class LogLine extends Schema.Class<LogLine>("LogLine")({
  data: Schema.String,
  timestamp: Schema.optional(Schema.String)
}) {}

const Gpu = Schema.Struct({
  utilization: Schema.Number,
  memory_used_bytes: Schema.Number,
  memory_total_bytes: Schema.Number
})

/** What a job uses right now. */
export class JobMetrics extends Schema.Class<JobMetrics>("JobMetrics")({
  cpu_usage_pct: Schema.Number,
  cpu_millicores: Schema.Number,
  memory_used_bytes: Schema.Number,
  memory_total_bytes: Schema.Number,
  rx_bps: Schema.Number,
  tx_bps: Schema.Number,
  gpus: optional(Schema.Record({ key: Schema.String, value: Gpu })),
  replica: Schema.optional(Schema.String)
}) {}

export class JobHardware extends Schema.Class<JobHardware>("JobHardware")({
  name: Schema.String,
  prettyName: Schema.String,
  cpu: Schema.String,
  ram: Schema.String,
  ephemeralStorage: optional(Schema.String),
  accelerator: optional(
    Schema.Struct({
      type: Schema.String,
      model: Schema.String,
      quantity: Schema.String,
      vram: Schema.String,
      manufacturer: Schema.String
    })
  ),
  unitCostMicroUSD: Schema.optional(Schema.Number),
  unitCostUSD: Schema.optional(Schema.Number),
  unitLabel: Schema.optional(Schema.String)
}) {}
