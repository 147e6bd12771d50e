/** `/api/scheduled-jobs/{ns}` */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Schedule from "../../../domain/jobs/Schedule.ts"
import { Job, ScheduledJob } from "../../../domain/wire/Jobs.ts"
import type { GatewayShape } from "../../../services/Gateway.ts"
import type { JobRef, SchedulesShape } from "../../../services/Jobs.ts"
import { read } from "../refusals.ts"
import { jsonBody, writeTimeout } from "../requests.ts"
import * as Errors from "./errors.ts"
import type { Place } from "./place.ts"
import { specOf } from "./spec.ts"

const Page = Schema.Array(ScheduledJob)

export const make = (gateway: GatewayShape, place: Place): SchedulesShape => {
  const drained = (method: "POST" | "DELETE", action = "") =>
    Effect.fnUntraced(function* (schedule: JobRef) {
      const at = yield* place.one(schedule)
      // A second deletion would report a schedule that does not exist; to suspend and resume twice is to do it once.
      const idempotent = method === "POST"
      const request = { method, ...at, url: `${at.url}${action}`, idempotent, timeout: writeTimeout } as const
      yield* Errors.changing(gateway.drain(request))
    })
  return {
    create: Effect.fn("Schedules.create")(function* ({ concurrency, job, schedule, suspend }) {
      yield* Schedule.parse(schedule)
      const body = {
        jobSpec: specOf(job),
        schedule,
        ...(concurrency === undefined ? {} : { concurrency }),
        ...(suspend === undefined ? {} : { suspend })
      }
      const url = yield* place.all(job.namespace)
      const request = { method: "POST", url, body: jsonBody(body), timeout: writeTimeout } as const
      return yield* Errors.starting(gateway.json(request, ScheduledJob))
    }),
    list: Effect.fn("Schedules.list")(function* ({ labels = {}, namespace } = {}) {
      const url = yield* place.all(namespace)
      const [first] = Object.entries(labels)
      const query = first === undefined ? [] : [["label", `${first[0]}=${first[1]}`] as const]
      const found = yield* read(gateway.json({ method: "GET", url, query }, Page))
      // The Hub looks at one label; not every Hub does.
      return found.filter(({ jobSpec }) =>
        Object.entries(labels).every(([key, value]) => jobSpec.labels?.[key] === value)
      )
    }),
    inspect: Effect.fn("Schedules.inspect")(function* (schedule) {
      return yield* Errors.looking(gateway.json({ method: "GET", ...(yield* place.one(schedule)) }, ScheduledJob))
    }),
    suspend: drained("POST", "/suspend"),
    resume: drained("POST", "/resume"),
    delete: drained("DELETE"),
    trigger: Effect.fn("Schedules.trigger")(function* (schedule) {
      const at = yield* place.one(schedule)
      const request = { method: "POST", ...at, url: `${at.url}/run`, timeout: writeTimeout } as const
      return yield* Errors.changing(gateway.json(request, Job))
    }),
    setLabels: Effect.fn("Schedules.setLabels")(function* (schedule, labels) {
      const at = yield* place.one(schedule)
      const request = { method: "PUT", ...at, url: `${at.url}/labels`, body: jsonBody({ labels }) } as const
      return yield* Errors.changing(gateway.json(request, ScheduledJob))
    })
  }
}
