/** Where jobs and schedules are: below a namespace, the caller's own when none is named. */
import * as Effect from "effect/Effect"
import type { AuthShape } from "../../../services/Auth.ts"
import type { Subject } from "../../../services/Gateway.ts"
import type { AskError, JobRef } from "../../../services/Jobs.ts"
import { read } from "../refusals.ts"

/** Of one job, or one schedule. */
export interface At {
  readonly url: string
  readonly subject: Subject
}

export interface Place {
  readonly all: (namespace: string | undefined) => Effect.Effect<string, AskError>
  readonly one: (ref: JobRef) => Effect.Effect<At, AskError>
  /** The same with their namespaces: who asks about them more than once asks only once who is asking. */
  readonly named: (refs: ReadonlyArray<JobRef>) => Effect.Effect<ReadonlyArray<JobRef>, AskError>
}

export const make = (auth: AuthShape, area: "jobs" | "scheduled-jobs"): Place => {
  const own = Effect.map(read(auth.whoami), ({ name }) => name)
  const all: Place["all"] = (namespace) =>
    Effect.map(
      namespace === undefined ? own : Effect.succeed(namespace),
      (name) => `/api/${area}/${encodeURIComponent(name)}`
    )
  return {
    all,
    one: ({ id, namespace }) =>
      Effect.map(all(namespace), (url) => ({
        url: `${url}/${encodeURIComponent(id)}`,
        subject: { job: { id, scheduled: area === "scheduled-jobs" } }
      })),
    named: (refs) =>
      refs.every(({ namespace }) => namespace !== undefined)
        ? Effect.succeed(refs)
        : Effect.map(own, (name) => refs.map(({ id, namespace = name }) => ({ id, namespace })))
  }
}
