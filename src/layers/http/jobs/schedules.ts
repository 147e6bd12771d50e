/** `/api/scheduled-jobs/{ns}` */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Schedule from "../../../domain/jobs/Schedule.ts"
import { Job, ScheduledJob } from "../../../domain/wire/Jobs.ts"
import type { GatewayShape } from "../../../services/Gateway.ts"
import type { SchedulesShape } from "../../../services/Jobs.ts"
import { jsonBody, writeTimeout } from "../requests.ts"
import type { Place } from "./place.ts"
import { specOf } from "./spec.ts"

const Page = Schema.Array(ScheduledJob)

export const make = (gateway: GatewayShape, place: Place): SchedulesShape => {
  const act = (action: string, schema: typeof Job = Job) =>
    Effect.fnUntraced(function* (schedule: Parameters<SchedulesShape["trigger"]>[0]) {
      const at = yield* place.one(schedule)
      return yield* gateway.json({ method: "POST", ...at, url: `${at.url}/${action}`, timeout: writeTimeout }, schema)
    })
  const drained = (method: "POST" | "DELETE", action = "") =>
    Effect.fnUntraced(function* (schedule: Parameters<SchedulesShape["trigger"]>[0]) {
      const at = yield* place.one(schedule)
      // A second deletion would report a schedule that does not exist; to suspend and resume twice is to do it once.
      yield* gateway.drain({
        method,
        ...at,
        url: `${at.url}${action}`,
        idempotent: method === "POST",
        timeout: writeTimeout
      })
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
      return yield* gateway.json({ method: "POST", url, body: jsonBody(body), timeout: writeTimeout }, ScheduledJob)
    }),
    list: Effect.fn("Schedules.list")(function* ({ labels = {}, namespace } = {}) {
      const url = yield* place.all(namespace)
      const [first] = Object.entries(labels)
      const query = first === undefined ? [] : [["label", `${first[0]}=${first[1]}`] as const]
      const found = yield* gateway.json({ method: "GET", url, query }, Page)
      // The Hub looks at one label; not every Hub does.
      return found.filter(({ jobSpec }) =>
        Object.entries(labels).every(([key, value]) => jobSpec.labels?.[key] === value)
      )
    }),
    inspect: Effect.fn("Schedules.inspect")(function* (schedule) {
      return yield* gateway.json({ method: "GET", ...(yield* place.one(schedule)) }, ScheduledJob)
    }),
    suspend: drained("POST", "/suspend"),
    resume: drained("POST", "/resume"),
    delete: drained("DELETE"),
    trigger: act("run"),
    setLabels: Effect.fn("Schedules.setLabels")(function* (schedule, labels) {
      const at = yield* place.one(schedule)
      const body = jsonBody({ labels })
      return yield* gateway.json({ method: "PUT", ...at, url: `${at.url}/labels`, body }, ScheduledJob)
    })
  }
}
