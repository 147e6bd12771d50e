/** Where jobs and schedules are: below a namespace, the caller's own when none is named. */
import * as Effect from "effect/Effect"
import type { AuthShape } from "../../../services/Auth.ts"
import type { Subject } from "../../../services/Gateway.ts"
import type { ClientError } from "../../../services/HubClients.ts"
import type { JobRef } from "../../../services/Jobs.ts"

export interface Place {
  readonly all: (namespace: string | undefined) => Effect.Effect<string, ClientError>
  readonly one: (ref: JobRef) => Effect.Effect<{ readonly url: string; readonly subject: Subject }, ClientError>
}

export const make = (auth: AuthShape, area: "jobs" | "scheduled-jobs"): Place => {
  const all: Place["all"] = (namespace) =>
    Effect.map(
      namespace === undefined ? Effect.map(auth.whoami, ({ name }) => name) : Effect.succeed(namespace),
      (name) => `/api/${area}/${encodeURIComponent(name)}`
    )
  return {
    all,
    one: ({ id, namespace }) =>
      Effect.map(all(namespace), (url) => ({
        url: `${url}/${encodeURIComponent(id)}`,
        subject: { job: { id, scheduled: area === "scheduled-jobs" } }
      }))
  }
}
