/**
 * Jobs: commands that run on the Hub's machines, now or on a schedule. Of an embedded Hub, on this one.
 *
 * Nothing here retries what starts, cancels or triggers something: a lost answer may stand for a started job. What only reads is
 * tried again by {@link Policies}.
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Stream from "effect/Stream"
import type { Conflict, GatedRepo, InvalidAnswer, InvalidInput, RepoNotFound } from "../domain/errors.ts"
import type { JobRef } from "../domain/jobs/JobId.ts"
import type { ReportedStage } from "../domain/jobs/Stage.ts"
import type { JobNotFound, JobsUnfinished } from "../domain/serviceErrors.ts"
import type { Job, JobHardware, JobMetrics, LogLine, ScheduledJob, Volume } from "../domain/wire/Jobs.ts"
import type { CallError } from "./CallError.ts"

export type { JobRef } from "../domain/jobs/JobId.ts"

/** What every question can end in. Without a namespace it is asked first who is asking, which has an answer, too. */
export type AskError = CallError | InvalidAnswer
/** Of one that is named. */
export type JobError = AskError | JobNotFound
/** Something else goes on with it. */
export type ChangeError = JobError | Conflict
/** `RepoNotFound`, `GatedRepo`: a volume or a Space that the caller may not read. */
export type RunError = AskError | RepoNotFound | GatedRepo | Conflict

type Texts = Readonly<Record<string, string>>

export interface JobInput {
  /** User or organization; absent: the caller. */
  readonly namespace?: string | undefined
  /** A Docker image, or a Space by its address (`hf.co/spaces/org/name`). */
  readonly image: string
  /** A program and its arguments: no shell in between. */
  readonly command: ReadonlyArray<string>
  readonly env?: Texts | undefined
  /** The Hub answers their names only. */
  readonly secrets?: Readonly<Record<string, Redacted.Redacted>> | undefined
  /** Machine to run on; never checked here. Absent: `cpu-basic`. */
  readonly flavor?: string | undefined
  /** Absent: the Hub's own limit (30 minutes). */
  readonly timeout?: Duration.Duration | undefined
  readonly labels?: Texts | undefined
  readonly volumes?: ReadonlyArray<Volume> | undefined
  /** Ports to reach from outside. */
  readonly expose?: ReadonlyArray<number> | undefined
  readonly ssh?: boolean | undefined
  readonly network?: { readonly group: string; readonly aliases?: ReadonlyArray<string> | undefined } | undefined
  readonly resourceGroupId?: string | undefined
}

export interface ScheduleInput {
  readonly job: JobInput
  /** `@hourly` … or five CRON fields, UTC. */
  readonly schedule: string
  /** Made, but not running until it is resumed. */
  readonly suspend?: boolean | undefined
  /** A run may begin while the one before it is at work. */
  readonly concurrency?: boolean | undefined
}

export interface JobFilter {
  readonly namespace?: string | undefined
  /** Any of these; none: all stages. */
  readonly stages?: ReadonlyArray<ReportedStage> | undefined
  /** All of these. */
  readonly labels?: Texts | undefined
}

export interface LogOptions {
  /** Until the job is over; otherwise what there is now. */
  readonly follow?: boolean | undefined
  /** Of what there is already only the last lines. */
  readonly tail?: number | undefined
}

export interface WaitOptions {
  /** Absent: for as long as it takes. */
  readonly timeout?: Duration.Duration | undefined
  /** Pause between two looks; default 1 second. */
  readonly every?: Duration.Duration | undefined
}

export interface JobsShape {
  readonly run: (input: JobInput) => Effect.Effect<Job, RunError>
  /** Newest first, page by page. */
  readonly list: (filter?: JobFilter) => Stream.Stream<Job, AskError>
  readonly inspect: (job: JobRef) => Effect.Effect<Job, JobError>
  /** Every line once and in order, however often the connection breaks. */
  readonly logs: (job: JobRef, options?: LogOptions) => Stream.Stream<LogLine, JobError>
  /** About one a second, until the job is over. */
  readonly metrics: (job: JobRef) => Stream.Stream<JobMetrics, JobError>
  /** The job as it is now: one that was over stays what it was. */
  readonly cancel: (job: JobRef) => Effect.Effect<Job, ChangeError>
  /** Replaces all labels. */
  readonly setLabels: (job: JobRef, labels: Texts) => Effect.Effect<Job, ChangeError>
  /** The jobs once all are over, whatever stage they ended in; `JobsUnfinished` when that took too long. */
  readonly wait: (
    jobs: ReadonlyArray<JobRef>,
    options?: WaitOptions
  ) => Effect.Effect<ReadonlyArray<Job>, JobError | JobsUnfinished>
  readonly hardware: Effect.Effect<ReadonlyArray<JobHardware>, AskError>
  readonly schedules: SchedulesShape
}

export interface SchedulesShape {
  /** `InvalidInput` for a schedule that is none: nothing was sent then. */
  readonly create: (input: ScheduleInput) => Effect.Effect<ScheduledJob, RunError | InvalidInput>
  readonly list: (filter?: Omit<JobFilter, "stages">) => Effect.Effect<ReadonlyArray<ScheduledJob>, AskError>
  readonly inspect: (schedule: JobRef) => Effect.Effect<ScheduledJob, JobError>
  readonly suspend: (schedule: JobRef) => Effect.Effect<void, ChangeError>
  readonly resume: (schedule: JobRef) => Effect.Effect<void, ChangeError>
  /** Jobs it started go on. */
  readonly delete: (schedule: JobRef) => Effect.Effect<void, ChangeError>
  /** Runs it now; `Conflict` while a run is at work and it may have only one. */
  readonly trigger: (schedule: JobRef) => Effect.Effect<Job, ChangeError>
  /** Replaces all labels. */
  readonly setLabels: (schedule: JobRef, labels: Texts) => Effect.Effect<ScheduledJob, ChangeError>
}

export class Jobs extends Context.Tag("hf/Jobs")<Jobs, JobsShape>() {}
