/** Runs jobs: so many at once, the others in the order they came. */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { isTerminal } from "../../domain/jobs/Stage.ts"
import { HubConfig } from "../HubConfig.ts"
import type { HubStorageError } from "../HubError.ts"
import * as Ids from "../store/Ids.ts"
import * as Checkin from "./Checkin.ts"
import * as Checkout from "./Checkout.ts"
import * as Folders from "./folders.ts"
import * as JobLog from "./JobLog.ts"
import { endLeftover } from "./JobProcess.ts"
import { JobStore, type StoredJob } from "./JobStore.ts"
import { logEvents } from "./logEvents.ts"
import { type Outcome, perform, type Reason } from "./perform.ts"
import type { Secrets } from "./StoredSpec.ts"

/** This Hub was not told to run jobs, or is about to close. */
export class NoJobs extends Schema.TaggedError<NoJobs>()("NoJobs", {
  reason: Schema.Literal("off", "closing")
}) {}

export interface JobRunnerShape {
  readonly submit: (job: StoredJob, secrets: Secrets) => Effect.Effect<void, NoJobs | HubStorageError>
  /** Waits until it is over; nothing happens to one that is. */
  readonly cancel: (job: StoredJob) => Effect.Effect<void>
  /** The secrets of a job that is not over yet. */
  readonly secretsOf: (id: string) => Secrets | undefined
  readonly logEvents: (id: string, tail: number | undefined) => Stream.Stream<Uint8Array, HubStorageError>
  /** Whenever something about the job changes; ends when it is over. */
  readonly changes: (job: StoredJob) => Stream.Stream<void>
  /** Ends all jobs and takes no more: before the Hub closes, so that nobody is left reading a log. */
  readonly stop: Effect.Effect<void>
}

export class JobRunner extends Context.Tag("hf/hub/JobRunner")<JobRunner, JobRunnerShape>() {}

interface Live {
  readonly job: StoredJob
  readonly secrets: Secrets
  readonly log: JobLog.JobLog
  readonly ending: Deferred.Deferred<Reason>
  readonly over: Deferred.Deferred<void>
}

const make = Effect.gen(function* () {
  const { dataDir, jobs: config } = yield* HubConfig
  const store = yield* JobStore
  const checkout = yield* Checkout.make
  const checkin = yield* Checkin.make
  const changed = yield* PubSub.unbounded<string>()
  const live = new Map<string, Live>()
  const waiting: Array<Live> = []
  let running = 0
  let closing = false

  const tell = (id: string) => PubSub.publish(changed, id)

  const settle = ({ job, log, over }: Live, { message, stage }: Outcome) =>
    Effect.gen(function* () {
      const finishedAt = yield* Ids.timestamp
      yield* Effect.ignoreLogged(store.update(job.id, { stage, message, finishedAt, pid: null }))
      live.delete(job.id)
      yield* log.close
      yield* tell(job.id)
      yield* Deferred.succeed(over, undefined)
    })

  const onRunning = (job: StoredJob) =>
    Effect.fnUntraced(function* (pid: number, note: string | null) {
      yield* store.update(job.id, { stage: "RUNNING", startedAt: yield* Ids.timestamp, pid, message: note })
      yield* tell(job.id)
    })

  const performing = (entry: Live) =>
    perform({ ...entry, dataDir, checkout, checkin, onRunning: onRunning(entry.job) }).pipe(
      Effect.catchAllDefect((defect) =>
        Effect.as(Effect.logError("A job failed", defect), {
          stage: "ERROR",
          message: "The Hub could not run the job"
        } satisfies Outcome)
      ),
      Effect.flatMap((outcome) => settle(entry, outcome)),
      Effect.ensuring(
        Effect.suspend(() => {
          running--
          return advance
        })
      )
    )

  const advance: Effect.Effect<void> = Effect.suspend(() => {
    const next = running < (config?.atOnce ?? 0) ? waiting.shift() : undefined
    if (next === undefined) return Effect.void
    running++
    // Its life is not its request's: the layer's end waits for it.
    return Effect.zipRight(Effect.forkDaemon(Effect.interruptible(performing(next))), advance)
  })

  const end = (entry: Live, why: Reason) =>
    Effect.gen(function* () {
      yield* Deferred.succeed(entry.ending, why)
      const at = waiting.indexOf(entry)
      if (at === -1) return yield* Deferred.await(entry.over)
      waiting.splice(at, 1)
      yield* settle(
        entry,
        why === "cancel"
          ? { stage: "CANCELED", message: null }
          : { stage: "ERROR", message: "The Hub was stopped before the job began" }
      )
    })

  const all = (each: (entry: Live) => Effect.Effect<void>) =>
    Effect.suspend(() =>
      Effect.forEach([...live.values()].reverse(), each, { concurrency: "unbounded", discard: true })
    )

  const stop = Effect.suspend(() => {
    closing = true
    return all((entry) => end(entry, "stop"))
  })

  // What the last Hub left unfinished ended with it.
  for (const job of yield* store.unfinished) {
    if (job.pid !== null) yield* endLeftover(job.pid, job.id)
    const message =
      job.stage === "RUNNING"
        ? "The Hub was restarted while the job was running"
        : "The Hub was restarted before the job began"
    yield* store.update(job.id, { stage: "ERROR", message, finishedAt: yield* Ids.timestamp, pid: null })
    yield* Folders.clear(Folders.of(dataDir, job.id))
  }
  yield* Effect.addFinalizer(() =>
    config?.whenClosed === "finish"
      ? Effect.zipRight(
          all(({ over }) => Deferred.await(over)),
          stop
        )
      : stop
  )

  return JobRunner.of({
    submit: (job, secrets) =>
      Effect.gen(function* () {
        if (config === undefined) return yield* new NoJobs({ reason: "off" })
        if (closing) return yield* new NoJobs({ reason: "closing" })
        const log = yield* JobLog.open(Folders.of(dataDir, job.id).log)
        yield* Effect.onError(store.insert(job), () => log.close)
        const ending = yield* Deferred.make<Reason>()
        const entry: Live = { job, secrets, log, ending, over: yield* Deferred.make<void>() }
        live.set(job.id, entry)
        waiting.push(entry)
        yield* advance
      }).pipe(Effect.uninterruptible),
    cancel: ({ id }) =>
      Effect.suspend(() => {
        const entry = live.get(id)
        return entry === undefined ? Effect.void : end(entry, "cancel")
      }),
    secretsOf: (id) => live.get(id)?.secrets,
    logEvents: (id, tail) => Stream.suspend(() => logEvents(Folders.of(dataDir, id).log, live.get(id)?.log, tail)),
    changes: ({ id, stage }) =>
      isTerminal(stage)
        ? Stream.void
        : Stream.unwrapScoped(
            Effect.map(PubSub.subscribe(changed), (queue) =>
              Stream.concat(
                Stream.void,
                Stream.fromQueue(queue).pipe(
                  Stream.filter((each) => each === id),
                  Stream.map(() => undefined)
                )
              ).pipe(Stream.takeUntil(() => !live.has(id)))
            )
          ),
    stop
  })
})

export const layer = Layer.scoped(JobRunner, make)
