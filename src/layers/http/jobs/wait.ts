/** Waiting for jobs, named once: one look after the other, under one deadline. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { isTerminal } from "../../../domain/jobs/Stage.ts"
import { JobsUnfinished } from "../../../domain/serviceErrors.ts"
import type { JobRef, JobsShape, WaitOptions } from "../../../services/Jobs.ts"
import type { Place } from "./place.ts"

export const wait =
  (named: Place["named"], inspect: JobsShape["inspect"]): JobsShape["wait"] =>
  (jobs, { every = Duration.seconds(1), timeout }: WaitOptions = {}) => {
    const unfinished = new Set(jobs.map(({ id }) => id))
    const over = (ref: JobRef): ReturnType<typeof inspect> =>
      Effect.flatMap(inspect(ref), (job) => {
        if (!isTerminal(job.status.stage)) return Effect.zipRight(Effect.sleep(every), over(ref))
        unfinished.delete(ref.id)
        return Effect.succeed(job)
      })
    const all = Effect.flatMap(named(jobs), (refs) => Effect.forEach(refs, over, { concurrency: 8 }))
    return timeout === undefined
      ? all
      : Effect.timeoutFail(all, {
          duration: timeout,
          onTimeout: () => new JobsUnfinished({ ids: [...unfinished], seconds: Duration.toSeconds(timeout) })
        })
  }
