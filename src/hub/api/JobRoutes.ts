/** `/api/jobs/…`: jobs are started, watched and ended (Hub API). */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as LabelRules from "../../domain/jobs/Labels.ts"
import { isTerminal } from "../../domain/jobs/Stage.ts"
import { JobLabels, JobSpec } from "../../domain/wire/Jobs.ts"
import { Accounts } from "../accounts/Accounts.ts"
import * as Hardware from "../jobs/Hardware.ts"
import { JobRunner } from "../jobs/JobRunner.ts"
import { JobStore, type StoredJob } from "../jobs/JobStore.ts"
import * as StoredSpec from "../jobs/StoredSpec.ts"
import { sample } from "../jobs/usage.ts"
import * as View from "../jobs/view.ts"
import * as Ids from "../store/Ids.ts"
import type { Answer, Call } from "./Call.ts"
import * as Http from "./Http.ts"
import { check, namespace, noJobs, notFound, segment } from "./jobs.ts"
import * as Links from "./Links.ts"
import * as Refusal from "./Refusal.ts"
import * as Target from "./Target.ts"

export const answer = Effect.fnUntraced(function* (job: StoredJob) {
  return Http.json(View.job(yield* Accounts, job, yield* Ids.timestamp))
})

/** The job of the call as it is now. */
const find = Effect.fnUntraced(function* (call: Call, change: boolean) {
  const { name } = yield* namespace(call, change)
  const found = yield* (yield* JobStore).find(name, segment(call, 3))
  return found ?? (yield* notFound("Job"))
})

const submit = Effect.fnUntraced(function* (job: StoredJob, secrets: StoredSpec.Secrets) {
  yield* (yield* JobRunner).submit(job, secrets).pipe(Effect.catchTag("NoJobs", noJobs))
  return yield* answer(job)
})

const fresh = Effect.fnUntraced(function* (call: Call) {
  const { name, viewer } = yield* namespace(call, true)
  const { account } = viewer
  return {
    id: yield* Ids.objectId,
    namespace: name,
    creatorId: account.id,
    origin: call.origin,
    stage: "SCHEDULING" as const,
    message: null,
    createdAt: yield* Ids.timestamp,
    startedAt: null,
    finishedAt: null,
    pid: null,
    initiator: { type: "user" as const, id: account.id, name: account.name },
    scheduleId: null
  }
})

const run = Effect.fnUntraced(function* (call: Call) {
  const job = yield* fresh(call)
  const request = yield* Http.body(call.request, JobSpec)
  yield* check(call, request)
  const { secrets, spec } = StoredSpec.split(request)
  const message =
    spec.dockerImage === null ? null : `${spec.dockerImage} is not pulled: the command runs on the Hub's own machine`
  return yield* submit({ ...job, message, spec, labels: request.labels ?? {} }, secrets)
})

const list = Effect.fnUntraced(function* (call: Call) {
  const { name } = yield* namespace(call, false)
  const stages = call.query.getAll("stage").map((stage) => stage.toUpperCase())
  const labels = call.query.getAll("label").map((text) => {
    const [key = "", ...value] = text.split("=")
    return [key, value.join("=")] as const
  })
  const all = (yield* (yield* JobStore).list(name)).filter(
    (job) =>
      (stages.length === 0 || stages.includes(job.stage)) && labels.every(([key, value]) => job.labels[key] === value)
  )
  const page = Links.page(call, all, Links.size(call, "limit", 500, 1000), ({ id }) => id)
  const accounts = yield* Accounts
  const now = yield* Ids.timestamp
  return Http.json(
    page.items.map((job) => View.job(accounts, job, now)),
    page.headers
  )
})

const cancel = Effect.fnUntraced(function* (call: Call) {
  const job = yield* find(call, true)
  yield* (yield* JobRunner).cancel(job)
  return yield* answer(yield* find(call, true))
})

const setLabels = Effect.fnUntraced(function* (call: Call) {
  const job = yield* find(call, true)
  const { labels } = yield* Http.body(call.request, JobLabels)
  const problem = LabelRules.problem(labels)
  if (problem !== undefined) return yield* Refusal.badRequest(problem)
  yield* (yield* JobStore).update(job.id, { labels })
  return yield* answer({ ...job, labels })
})

/** Like the first one; its secrets are known only as long as that is not over. */
const duplicate = Effect.fnUntraced(function* (call: Call) {
  const job = yield* find(call, true)
  const secrets = (yield* JobRunner).secretsOf(job.id)
  if (secrets === undefined && job.spec.secrets.length > 0)
    return yield* Refusal.badRequest("The job is over, and its secrets were not kept: run it anew")
  const again = { ...(yield* fresh(call)), spec: job.spec, labels: job.labels }
  return yield* submit({ ...again, initiator: { type: "duplicated-job", id: job.id } }, secrets ?? {})
})

const events = <E>(body: Stream.Stream<Uint8Array, E>) =>
  HttpServerResponse.stream(body, {
    contentType: "text/event-stream",
    headers: { "cache-control": "no-cache", "x-accel-buffering": "no" }
  })

const logs = Effect.fnUntraced(function* (call: Call) {
  const { id } = yield* find(call, false)
  const given = call.query.get("tail")
  if (given !== null && !/^\d{1,9}$/.test(given)) return yield* Refusal.badRequest('"tail" must be a number of lines')
  return events((yield* JobRunner).logEvents(id, given === null ? undefined : Number(given)))
})

const event = (value: unknown, name?: string): Uint8Array =>
  Buffer.from(`${name === undefined ? "" : `event: ${name}\n`}data: ${JSON.stringify(value)}\n\n`)

const metrics = Effect.fnUntraced(function* (call: Call) {
  const store = yield* JobStore
  const { id, namespace } = yield* find(call, false)
  const second = 1000
  return events(
    Stream.paginateEffect(undefined as Parameters<typeof sample>[1], (before) =>
      Effect.gen(function* () {
        yield* Effect.sleep(second)
        const now = yield* store.find(namespace, id)
        if (now === undefined || isTerminal(now.stage)) return [undefined, Option.none()] as const
        if (now.pid === null) return [undefined, Option.some(undefined)] as const
        const { event, usage } = yield* sample(now.pid, before, second)
        return [event, Option.some(usage)] as const
      })
    ).pipe(
      Stream.filter((each) => each !== undefined),
      Stream.map((each) => event(each, "metric"))
    )
  )
})

const changes = Effect.fnUntraced(function* (call: Call) {
  const store = yield* JobStore
  const accounts = yield* Accounts
  const job = yield* find(call, false)
  return events(
    (yield* JobRunner).changes(job).pipe(
      Stream.mapEffect(() => Effect.all([store.find(job.namespace, job.id), Ids.timestamp])),
      Stream.filterMap(([found, now]) =>
        found === undefined ? Option.none() : Option.some(event(View.job(accounts, found, now)))
      )
    )
  )
})

const routes: Readonly<Record<string, (call: Call) => Answer>> = {
  "GET jobs": list,
  "POST jobs": run,
  "GET job": (call) => Effect.flatMap(find(call, false), answer),
  "GET job/logs": logs,
  "GET job/metrics": metrics,
  "GET job/events": changes,
  "POST job/cancel": cancel,
  "POST job/duplicate": duplicate,
  "PUT job/labels": setLabels
}

export const handle = (call: Call): Answer => {
  const method = call.request.method === "HEAD" ? "GET" : call.request.method
  const [, , first, id, action, ...more] = Target.segments(call.request.url) ?? []
  if (method === "GET" && first === "hardware" && id === undefined) return Effect.succeed(Http.json(Hardware.all))
  const place = id === undefined ? "jobs" : action === undefined ? "job" : `job/${action}`
  const handler = more.length > 0 || id === "" ? undefined : routes[`${method} ${place}`]
  return handler === undefined ? Effect.fail(Refusal.noRoute()) : handler(call)
}
