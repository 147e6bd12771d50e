/** `/api/jobs/{ns}` and, beside it, the schedules. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { text } from "../../../domain/Open.ts"
import { Job, JobHardware } from "../../../domain/wire/Jobs.ts"
import { Auth } from "../../../services/Auth.ts"
import { Gateway, type GatewayRequest } from "../../../services/Gateway.ts"
import { type JobError, type JobRef, Jobs, type JobsShape } from "../../../services/Jobs.ts"
import { pages, read } from "../refusals.ts"
import { jsonBody, writeTimeout } from "../requests.ts"
import * as Errors from "./errors.ts"
import { logs } from "./logs.ts"
import { metrics } from "./metrics.ts"
import * as Place from "./place.ts"
import * as schedules from "./schedules.ts"
import { specOf } from "./spec.ts"
import { wait } from "./wait.ts"

const Page = Schema.Array(Job)
const Hardware = Schema.Array(JobHardware)

const make = Effect.gen(function* () {
  const gateway = yield* Gateway
  const auth = yield* Auth
  const place = Place.make(auth, "jobs")

  const look = (at: Place.At) => Errors.looking(gateway.json({ method: "GET", ...at }, Job))
  const inspect: JobsShape["inspect"] = Effect.fn("Jobs.inspect")((job) => Effect.flatMap(place.one(job), look))

  /** What a job tells piece by piece; whoever tells it may look at the job meanwhile. */
  const told = <A>(
    job: JobRef,
    what: string,
    tell: (request: GatewayRequest, look: Effect.Effect<Job, JobError>) => Stream.Stream<A, JobError>
  ) =>
    Stream.unwrap(
      Effect.map(place.one(job), (at) => tell({ method: "GET", ...at, url: `${at.url}/${what}` }, look(at)))
    )

  return Jobs.of({
    run: Effect.fn("Jobs.run")(function* (input) {
      const url = yield* place.all(input.namespace)
      const request = { method: "POST", url, body: jsonBody(specOf(input)), timeout: writeTimeout } as const
      return yield* Errors.starting(gateway.json(request, Job))
    }),
    list: ({ labels = {}, namespace, stages = [] } = {}) =>
      Stream.unwrap(
        Effect.map(place.all(namespace), (url) => {
          const query = [
            ...stages.map((stage) => ["stage", text(stage)] as const),
            ...Object.entries(labels).map(([key, value]) => ["label", `${key}=${value}`] as const)
          ]
          return pages(gateway.pages({ method: "GET", url, query }, Page))
        })
      ),
    inspect,
    logs: (job, options = {}) => told(job, "logs", (request, look) => logs(gateway, request, options, look)),
    metrics: (job) => told(job, "metrics", (request, look) => metrics(gateway, request, look)),
    cancel: Effect.fn("Jobs.cancel")(function* (job) {
      const at = yield* place.one(job)
      const request = { method: "POST", ...at, url: `${at.url}/cancel`, timeout: writeTimeout } as const
      return yield* Errors.changing(gateway.json(request, Job))
    }),
    setLabels: Effect.fn("Jobs.setLabels")(function* (job, labels) {
      const at = yield* place.one(job)
      const request = { method: "PUT", ...at, url: `${at.url}/labels`, body: jsonBody({ labels }) } as const
      return yield* Errors.changing(gateway.json(request, Job))
    }),
    wait: wait(place.named, inspect),
    hardware: read(gateway.json({ method: "GET", url: "/api/jobs/hardware" }, Hardware)),
    schedules: schedules.make(gateway, Place.make(auth, "scheduled-jobs"))
  })
})

export const layer: Layer.Layer<Jobs, never, Auth | Gateway> = Layer.effect(Jobs, make)
