/** Fires schedules when they are due. What was due while no Hub was running is skipped. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Schedule from "../../domain/jobs/Schedule.ts"
import { HubConfig } from "../HubConfig.ts"
import type { HubStorageError } from "../HubError.ts"
import * as Ids from "../store/Ids.ts"
import { JobRunner, type NoJobs } from "./JobRunner.ts"
import { JobStore, type StoredJob } from "./JobStore.ts"
import { ScheduleStore, type StoredSchedule } from "./ScheduleStore.ts"
import type { Secrets } from "./StoredSpec.ts"
import * as ScheduleSecrets from "./scheduleSecrets.ts"

/** A run of it is at work, and it may have only one. */
export class RunActive extends Schema.TaggedError<RunActive>()("RunActive", {}) {}

export interface JobSchedulesShape {
  readonly create: (
    schedule: Omit<StoredSchedule, "nextAt">,
    secrets: Secrets
  ) => Effect.Effect<StoredSchedule, HubStorageError>
  readonly suspend: (schedule: StoredSchedule, on: boolean) => Effect.Effect<StoredSchedule, HubStorageError>
  readonly remove: (schedule: StoredSchedule) => Effect.Effect<void, HubStorageError>
  readonly trigger: (schedule: StoredSchedule) => Effect.Effect<StoredJob, RunActive | NoJobs | HubStorageError>
}

export class JobSchedules extends Context.Tag("hf/hub/JobSchedules")<JobSchedules, JobSchedulesShape>() {}

/** Timers of this platform reach 24 days; and whoever sets the clock is heard of. */
const longestSleep = 3_600_000

const nextOf = ({ schedule, suspend }: Pick<StoredSchedule, "schedule" | "suspend">, now: number): number | null =>
  suspend
    ? null
    : (Option.getOrUndefined(
        Option.flatMapNullable(Option.getRight(Schedule.parse(schedule)), (cron) => Schedule.next(cron, now))
      ) ?? null)

const make = Effect.gen(function* () {
  const { dataDir, jobs: config } = yield* HubConfig
  const store = yield* ScheduleStore
  const jobs = yield* JobStore
  const runner = yield* JobRunner
  const changed = yield* Effect.makeLatch(false)
  // Two runs of one schedule must not both find that there is none.
  const gate = yield* Effect.makeSemaphore(1)

  const trigger: JobSchedulesShape["trigger"] = (schedule) =>
    gate.withPermits(1)(
      Effect.gen(function* () {
        const { id, spec } = schedule
        if (!schedule.concurrency && (yield* jobs.isActive(id))) return yield* new RunActive()
        const createdAt = yield* Ids.timestamp
        const job: StoredJob = {
          id: yield* Ids.objectId,
          namespace: schedule.namespace,
          creatorId: schedule.creatorId,
          origin: schedule.origin,
          spec,
          labels: schedule.labels,
          stage: "SCHEDULING",
          message: null,
          createdAt,
          startedAt: null,
          finishedAt: null,
          pid: null,
          initiator: { type: "scheduled-job", id },
          scheduleId: id
        }
        yield* runner.submit(job, yield* ScheduleSecrets.load(dataDir, id, spec.secrets))
        yield* store.update(id, { last: { id: job.id, at: createdAt } })
        return job
      })
    )

  const plan = (schedule: StoredSchedule, now: number) => store.update(schedule.id, { nextAt: nextOf(schedule, now) })

  const fire = (schedule: StoredSchedule, now: number) =>
    Effect.zipRight(plan(schedule, now), trigger(schedule)).pipe(
      Effect.catchTags({
        RunActive: () => Effect.logDebug(`Schedule ${schedule.id}: the run before is still at work`),
        NoJobs: () => Effect.void
      })
    )

  /** Fires what is due; answers how long there is nothing to do. */
  const look = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const active = yield* store.active
    const due = active.filter(({ nextAt }) => nextAt !== null && nextAt <= now)
    yield* Effect.forEach(due, (each) => fire(each, now), { discard: true })
    const times = active.flatMap((each) => {
      const at = due.includes(each) ? nextOf(each, now) : each.nextAt
      return at === null ? [] : [at - now]
    })
    return Math.max(0, Math.min(longestSleep, ...times))
  }).pipe(Effect.catchAll((error) => Effect.as(Effect.logError(error.message), longestSleep / 60)))

  if (config?.schedules === true) {
    const now = yield* Clock.currentTimeMillis
    yield* Effect.forEach(yield* store.active, (each) => plan(each, now), { discard: true })
    yield* Effect.forkScoped(
      Effect.forever(
        Effect.gen(function* () {
          yield* changed.close
          const pause = yield* look
          yield* Effect.raceFirst(Effect.sleep(pause), changed.await)
        })
      )
    )
  }

  return JobSchedules.of({
    create: (schedule, secrets) =>
      Effect.gen(function* () {
        const made = { ...schedule, nextAt: nextOf(schedule, yield* Clock.currentTimeMillis) }
        yield* ScheduleSecrets.save(dataDir, made.id, secrets)
        yield* store.insert(made)
        yield* changed.open
        return made
      }),
    suspend: (schedule, suspend) =>
      Effect.gen(function* () {
        const nextAt = nextOf({ ...schedule, suspend }, yield* Clock.currentTimeMillis)
        yield* store.update(schedule.id, { suspend, nextAt })
        yield* changed.open
        return { ...schedule, suspend, nextAt }
      }),
    remove: ({ id }) => Effect.zipRight(store.remove(id), ScheduleSecrets.remove(dataDir, id)),
    trigger
  })
})

export const layer = Layer.scoped(JobSchedules, make)
