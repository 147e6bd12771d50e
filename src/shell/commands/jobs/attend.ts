/** What follows a job's start: its log until it is over, or its id alone. Ctrl-C lets go of the job, it does not end it. */
import * as Effect from "effect/Effect"
import { JobsFailed } from "../../../domain/serviceErrors.ts"
import type { Job } from "../../../domain/wire/Jobs.ts"
import { Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { Settings } from "../../../services/Settings.ts"
import { Access } from "../../Access.ts"
import { Shutdown } from "../../Shutdown.ts"
import { print } from "./print.ts"

export const urlOf = (endpoint: string, job: Job): string => `${endpoint}/jobs/${job.owner.name}/${job.id}`

/** How a job is named in what is suggested. */
export const refOf = (job: Pick<Job, "id" | "owner">): string => `${job.owner.name}/${job.id}`

export const keyOf = (job: Pick<Job, "id" | "owner">) => ({ namespace: job.owner.name, id: job.id })

const done = (job: Job) =>
  job.status.stage === "COMPLETED"
    ? Effect.void
    : Effect.fail(
        new JobsFailed({
          jobs: [{ id: job.id, stage: job.status.stage, message: job.status.message ?? undefined }],
          of: 1
        })
      )

/** Runs `watching`; on Ctrl-C does `leave` and nothing more. */
const untilInterrupted = Effect.fnUntraced(function* <E, R, E2, R2>(
  watching: Effect.Effect<void, E, R>,
  leave: Effect.Effect<void, E2, R2>
) {
  const { requested } = yield* Shutdown
  const left = yield* Effect.raceFirst(Effect.as(watching, false), Effect.as(requested, true))
  if (!left) return
  yield* leave
  // Ended by a signal, as far as a script is concerned.
  return yield* Effect.interrupt
})

const goesOn = Effect.fnUntraced(function* (words: string, ref: string) {
  const output = yield* Output
  yield* output.hint(`${words} To see it: hf jobs logs -f ${ref}`)
  yield* output.hint(`To end it: hf jobs cancel ${ref}`)
})

/** Runs `watching`; on Ctrl-C the job goes on, except where the Hub ends with this command. */
const lettingGo = <E, R>(job: Job, watching: Effect.Effect<void, E, R>) =>
  untilInterrupted(
    watching,
    Effect.gen(function* () {
      const { local } = yield* Access
      if (!local) return yield* goesOn("The job goes on.", refOf(job))
      yield* (yield* Jobs).cancel(keyOf(job))
      yield* (yield* Output).hint("The job was cancelled: the Hub in the box ends with this command.")
    })
  )

/** Runs `watching`, which follows a job that somebody started, or that may be over: on Ctrl-C nothing becomes of it. */
export const following = <E, R>(ref: string, watching: Effect.Effect<void, E, R>) =>
  untilInterrupted(watching, goesOn("This ended the following, not the job.", ref))

const logAndEnd = Effect.fnUntraced(function* (job: Job) {
  const output = yield* Output
  const jobs = yield* Jobs
  yield* print(jobs.logs(keyOf(job), { follow: true }))
  for (const final of yield* jobs.wait([keyOf(job)])) yield* done(final)
  const words = `Job ${job.id} completed`
  yield* output.mode === "guide" ? output.log(words) : output.text(words)
})

export interface Manner {
  readonly detach: boolean
  /** It was given a name, and did not get one by itself. */
  readonly named: boolean
}

/** A job has started: tells so, and attends to it unless it was to be left alone. */
export const attend = Effect.fnUntraced(function* (job: Job, { detach, named }: Manner) {
  const output = yield* Output
  const jobs = yield* Jobs
  const { endpoint } = yield* Settings
  const { local } = yield* Access
  const ref = refOf(job)
  const name = job.labels?.["name"] ?? null
  const url = urlOf(endpoint, job)
  // The default says on stdout what scripts capture: the log, or the id.
  if (output.mode === "guide" && !detach) yield* output.log(`Job started: ${ref}${local ? "" : ` (${url})`}`)
  else
    yield* output.result(detach ? job.id : "", "Job started", [
      ["id", job.id],
      ["name", name],
      ["url", url]
    ])
  if (job.status.message != null) yield* output.hint(job.status.message)
  if (!named && name !== null)
    yield* output.hint(`Job auto-named '${name}'. Pass --name, or rename it: hf jobs labels ${ref} --name NAME`)
  const urls = job.status.exposeUrls ?? []
  if (urls.length > 0) yield* output.hint(`Exposed ports: ${urls.join(" ")}`)
  if (job.status.sshUrl != null) yield* output.hint(`To log in to the job: hf jobs ssh ${ref}`)
  if (!detach) return yield* lettingGo(job, logAndEnd(job))
  yield* output.hint(`Use \`hf jobs logs -f ${ref}\` to stream logs, or \`hf jobs inspect ${ref}\` to check status.`)
  yield* output.hint(`Use \`hf jobs wait ${ref}\` to block until it finishes.`)
  if (!local) return
  yield* output.hint("The Hub in the box ends with this command, which therefore waits for the job. Ctrl-C ends both.")
  yield* lettingGo(job, Effect.asVoid(jobs.wait([keyOf(job)])))
})
