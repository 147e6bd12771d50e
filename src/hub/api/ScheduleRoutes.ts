/** `/api/scheduled-jobs/…`: jobs that start by themselves (Hub API). */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as LabelRules from "../../domain/jobs/Labels.ts"
import * as Schedule from "../../domain/jobs/Schedule.ts"
import { JobLabels, ScheduleSpec } from "../../domain/wire/Jobs.ts"
import { Accounts } from "../accounts/Accounts.ts"
import { HubConfig } from "../HubConfig.ts"
import { NoJobs } from "../jobs/JobRunner.ts"
import { JobSchedules } from "../jobs/JobSchedules.ts"
import { ScheduleStore, type StoredSchedule } from "../jobs/ScheduleStore.ts"
import * as StoredSpec from "../jobs/StoredSpec.ts"
import * as View from "../jobs/view.ts"
import * as Ids from "../store/Ids.ts"
import type { Answer, Call } from "./Call.ts"
import * as Http from "./Http.ts"
import * as JobRoutes from "./JobRoutes.ts"
import { check, namespace, noJobs, notFound, segment } from "./jobs.ts"
import * as Refusal from "./Refusal.ts"
import * as Target from "./Target.ts"

const answer = Effect.fnUntraced(function* (schedule: StoredSchedule) {
  return Http.json(View.schedule(yield* Accounts, schedule))
})

const find = Effect.fnUntraced(function* (call: Call, change: boolean) {
  const { name } = yield* namespace(call, change)
  const found = yield* (yield* ScheduleStore).find(name, segment(call, 3))
  return found ?? (yield* notFound("Scheduled job"))
})

const create = Effect.fnUntraced(function* (call: Call) {
  const { name, viewer } = yield* namespace(call, true)
  if ((yield* HubConfig).jobs === undefined) return yield* noJobs(new NoJobs({ reason: "off" }))
  const { concurrency, jobSpec, schedule, suspend } = yield* Http.body(call.request, ScheduleSpec)
  yield* check(call, jobSpec)
  const parsed = Schedule.parse(schedule)
  if (Either.isLeft(parsed)) return yield* Refusal.badRequest(parsed.left.message)
  const { secrets, spec } = StoredSpec.split(jobSpec)
  const made = yield* (yield* JobSchedules).create(
    {
      id: yield* Ids.objectId,
      namespace: name,
      creatorId: viewer.account.id,
      origin: call.origin,
      spec,
      labels: jobSpec.labels ?? {},
      schedule,
      suspend: suspend ?? false,
      concurrency: concurrency ?? false,
      createdAt: yield* Ids.timestamp,
      last: null
    },
    secrets
  )
  return yield* answer(made)
})

const list = Effect.fnUntraced(function* (call: Call) {
  const { name } = yield* namespace(call, false)
  const [key, ...value] = (call.query.get("label") ?? "").split("=")
  const accounts = yield* Accounts
  const all = yield* (yield* ScheduleStore).list(name)
  return Http.json(
    all
      .filter(({ labels }) => !key || labels[key] === value.join("="))
      .map((schedule) => View.schedule(accounts, schedule))
  )
})

const suspend = (on: boolean) =>
  Effect.fnUntraced(function* (call: Call) {
    const schedule = yield* find(call, true)
    return yield* answer(yield* (yield* JobSchedules).suspend(schedule, on))
  })

const remove = Effect.fnUntraced(function* (call: Call) {
  yield* (yield* JobSchedules).remove(yield* find(call, true))
  return HttpServerResponse.empty({ status: 204 })
})

const trigger = Effect.fnUntraced(function* (call: Call) {
  const job = yield* (yield* JobSchedules).trigger(yield* find(call, true)).pipe(
    Effect.catchTags({
      NoJobs: noJobs,
      RunActive: () => Refusal.conflict("A run of this scheduled job is active, and it does not allow two at once")
    })
  )
  return yield* JobRoutes.answer(job)
})

const setLabels = Effect.fnUntraced(function* (call: Call) {
  const schedule = yield* find(call, true)
  const { labels } = yield* Http.body(call.request, JobLabels)
  const problem = LabelRules.problem(labels)
  if (problem !== undefined) return yield* Refusal.badRequest(problem)
  yield* (yield* ScheduleStore).update(schedule.id, { labels })
  return yield* answer({ ...schedule, labels })
})

const routes: Readonly<Record<string, (call: Call) => Answer>> = {
  "GET schedules": list,
  "POST schedules": create,
  "GET schedule": (call) => Effect.flatMap(find(call, false), answer),
  "DELETE schedule": remove,
  "POST schedule/suspend": suspend(true),
  "POST schedule/resume": suspend(false),
  "POST schedule/run": trigger,
  "PUT schedule/labels": setLabels
}

export const handle = (call: Call): Answer => {
  const method = call.request.method === "HEAD" ? "GET" : call.request.method
  const [, , , id, action, ...more] = Target.segments(call.request.url) ?? []
  const place = id === undefined ? "schedules" : action === undefined ? "schedule" : `schedule/${action}`
  const handler = more.length > 0 || id === "" ? undefined : routes[`${method} ${place}`]
  return handler === undefined ? Effect.fail(Refusal.noRoute()) : handler(call)
}
