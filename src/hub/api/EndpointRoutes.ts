/** The Inference Endpoints service: `/v2/endpoint/…`, `/v2/provider/{ns}` and the catalog, at the paths of the real hosts. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Wire from "../../domain/wire/Endpoints.ts"
import * as Access from "../accounts/Access.ts"
import { Accounts, type Viewer } from "../accounts/Accounts.ts"
import { EndpointStore, type StoredEndpoint } from "../endpoints/EndpointStore.ts"
import * as Offers from "../endpoints/Offers.ts"
import * as Spec from "../endpoints/spec.ts"
import { stateAt, view } from "../endpoints/view.ts"
import { Refs } from "../store/Refs.ts"
import { Repos } from "../store/Repos.ts"
import { type Answer, type Call, loggedIn } from "./Call.ts"
import * as Http from "./Http.ts"
import * as Refusal from "./Refusal.ts"
import * as Target from "./Target.ts"

/** Members look, those who may create things there change them. */
const allowed = Effect.fnUntraced(function* (call: Call, namespace: string, what: "read" | "write") {
  const viewer = yield* loggedIn(call)
  const accounts = yield* Accounts
  const may =
    what === "read" ? Access.belongsTo(accounts, viewer, namespace) : Access.canCreate(accounts, viewer, namespace)
  if (!may) return yield* Refusal.forbidden(`You don't have the rights to ${what} endpoints of "${namespace}"`)
  return viewer
})

const shown = (call: Call, endpoint: StoredEndpoint, now: number) =>
  Effect.map(Accounts, (accounts) => view(accounts, endpoint, call.origin, now))

const missing = (name: string) => new Refusal.Refusal({ status: 404, text: `Endpoint "${name}" not found` })

const find = Effect.fnUntraced(function* (namespace: string, name: string) {
  return (yield* (yield* EndpointStore).find(namespace, name)) ?? (yield* missing(name))
})

/** Why a model cannot be loaded: it is not there, or not for the viewer's eyes. */
const failure = Effect.fnUntraced(function* (viewer: Viewer, { model }: Wire.CreateEndpoint) {
  const { repository, revision } = model
  if (Offers.inCatalog(repository)) return null
  const accounts = yield* Accounts
  const [first = "", second] = repository.split("/")
  const [namespace, name] = second === undefined ? [accounts.owner.name, first] : [first, second]
  const repos = yield* Repos
  const repo = (yield* repos.find("model", namespace, name)) ?? (yield* repos.moved("model", namespace, name))
  if (repo === undefined || !Access.canSee(accounts, viewer, repo)) return `Repository ${repository} not found`
  if (revision === undefined || revision === null) return null
  return (yield* (yield* Refs).resolve(repo, revision)) === undefined
    ? `Revision ${revision} not found in ${repository}`
    : null
})

const list = Effect.fnUntraced(function* (call: Call, namespace: string) {
  yield* allowed(call, namespace, "read")
  const all = yield* (yield* EndpointStore).list(namespace)
  const now = yield* Clock.currentTimeMillis
  return Http.json({ items: yield* Effect.forEach(all, (endpoint) => shown(call, endpoint, now)) })
})

const deployed = Effect.fnUntraced(function* (
  call: Call,
  viewer: Viewer,
  namespace: string,
  spec: Wire.CreateEndpoint
) {
  const problem = Spec.problem(spec)
  if (problem !== undefined) return yield* Refusal.unprocessable(problem)
  const account = (yield* Accounts).byName(namespace)
  const now = yield* Clock.currentTimeMillis
  const created = yield* (yield* EndpointStore).create(
    {
      namespace: account?.name ?? namespace,
      spec: Spec.withoutSecrets(spec),
      creatorId: viewer.account.id,
      failure: yield* failure(viewer, spec)
    },
    now
  )
  if (created === undefined) return yield* Refusal.conflict(`Endpoint "${spec.name}" already exists in "${namespace}"`)
  return yield* shown(call, created, now)
})

const create = Effect.fnUntraced(function* (call: Call, namespace: string) {
  const viewer = yield* allowed(call, namespace, "write")
  const spec = yield* Http.body(call.request, Wire.CreateEndpoint)
  return Http.json(yield* deployed(call, viewer, namespace, spec), {}, 202)
})

const get = Effect.fnUntraced(function* (call: Call, namespace: string, name: string) {
  yield* allowed(call, namespace, "read")
  const now = yield* Clock.currentTimeMillis
  return Http.json(yield* shown(call, yield* find(namespace, name), now))
})

const remove = Effect.fnUntraced(function* (call: Call, namespace: string, name: string) {
  yield* allowed(call, namespace, "write")
  yield* (yield* EndpointStore).remove((yield* find(namespace, name)).id)
  return HttpServerResponse.empty({ status: 202 })
})

type Next = Partial<Pick<StoredEndpoint, "spec" | "phase" | "since" | "failure">>

/** What `decide` makes of the endpoint and its state, as the viewer's doing. */
const changing = (
  decide: (endpoint: StoredEndpoint, state: Wire.EndpointState, now: number) => Effect.Effect<Next, Refusal.Refusal>
) =>
  Effect.fnUntraced(function* (call: Call, viewer: Viewer, endpoint: StoredEndpoint) {
    const now = yield* Clock.currentTimeMillis
    const changed = yield* (yield* EndpointStore).change(endpoint.id, (current) =>
      Effect.map(decide(current, stateAt(current, now), now), (next) => ({
        next: { ...next, updaterId: viewer.account.id },
        result: undefined
      }))
    )
    if (changed === undefined) return yield* missing(endpoint.spec.name)
    return Http.json(yield* shown(call, changed.endpoint, now))
  })

const pause = changing((_, __, now) => Effect.succeed({ phase: "paused", since: now }))

const resume = changing((_, state, now) => {
  if (state === "scaledToZero") return Effect.succeed({ phase: "waking", since: now })
  return state === "paused" || state === "failed" || state === "updateFailed"
    ? Effect.succeed({ phase: "starting", since: now })
    : Effect.fail(Refusal.badRequest(`Endpoint is already running (${state})`))
})

const scaleToZero = changing((_, state, now) =>
  state === "running" || state === "scaledToZero"
    ? Effect.succeed({ phase: "scaledToZero", since: now })
    : Effect.fail(Refusal.badRequest(`Only a running endpoint can be scaled to zero; it is ${state}`))
)

/** One that stands still takes the new spec along; the others start again from it. */
const update = Effect.fnUntraced(function* (call: Call, viewer: Viewer, endpoint: StoredEndpoint) {
  const change = yield* Http.body(call.request, Wire.UpdateEndpoint)
  const why = yield* failure(viewer, Spec.merged(endpoint.spec, change))
  return yield* changing((current, state, now) => {
    const spec = Spec.withoutSecrets(Spec.merged(current.spec, change))
    const problem = Spec.problem(spec)
    if (problem !== undefined) return Effect.fail(Refusal.unprocessable(problem))
    if (state === "paused" || state === "scaledToZero")
      return Effect.succeed({ spec, failure: why, phase: state, since: now })
    const phase = state === "running" || state === "updating" || state === "updateFailed" ? "updating" : "starting"
    return Effect.succeed({ spec, failure: why, phase, since: now })
  })(call, viewer, endpoint)
})

const actions: Readonly<Record<string, ReturnType<typeof changing> | typeof update>> = {
  "PUT ": update,
  "POST pause": pause,
  "POST resume": resume,
  "POST scale-to-zero": scaleToZero
}

/** `/v2/endpoint/{ns}[/{name}[/{action}]]` */
export const endpoints = (call: Call): Answer => {
  const [, , namespace = "", name, action = "", more] = Target.segments(call.request.url) ?? []
  const method = call.request.method === "HEAD" ? "GET" : call.request.method
  if (namespace === "" || more !== undefined) return Effect.fail(Refusal.noRoute())
  if (name === undefined || name === "") {
    if (method === "GET") return list(call, namespace)
    return method === "POST" ? create(call, namespace) : Effect.fail(Refusal.noRoute())
  }
  if (method === "GET" && action === "") return get(call, namespace, name)
  if (method === "DELETE" && action === "") return remove(call, namespace, name)
  const change = actions[`${method} ${action}`]
  if (change === undefined) return Effect.fail(Refusal.noRoute())
  return Effect.gen(function* () {
    const viewer = yield* allowed(call, namespace, "write")
    return yield* change(call, viewer, yield* find(namespace, name))
  })
}

/** `GET /v2/provider/{ns}` */
export const provider = (call: Call): Answer =>
  Effect.gen(function* () {
    const [, , namespace = ""] = Target.segments(call.request.url) ?? []
    yield* allowed(call, namespace, "read")
    const now = yield* Clock.currentTimeMillis
    const used = new Map<string, number>()
    for (const endpoint of yield* (yield* EndpointStore).list(namespace)) {
      const { instanceSize, instanceType } = endpoint.spec.compute
      if (["running", "updating"].includes(stateAt(endpoint, now)))
        used.set(instanceType, (used.get(instanceType) ?? 0) + Offers.accelerators(instanceSize))
    }
    return Http.json(Offers.providers(used))
  })

/** `GET /api/catalog/repo-list` */
export const catalog = (): Answer => Effect.succeed(Http.json({ models: Offers.catalog }))

/** A name for one that was given none: `gpt-oss-120b-x7k`. */
const madeUp = (repoId: string, now: number): string => {
  const name = repoId
    .slice(repoId.indexOf("/") + 1)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 28)
  return `${name.replace(/^-|-$/g, "")}-${(now % 46_656).toString(36).padStart(3, "0")}`
}

/** `POST /api/catalog/deploy` */
export const deployFromCatalog = Effect.fnUntraced(function* (call: Call) {
  const { accelerator, endpointName, namespace, repoId } = yield* Http.body(call.request, Wire.DeployFromCatalog)
  const viewer = yield* allowed(call, namespace, "write")
  if (!Offers.catalog.includes(repoId)) return yield* Refusal.badRequest(`Model ${repoId} is not in the catalog`)
  const cpu = (accelerator ?? "gpu") === "cpu"
  const endpoint = yield* deployed(call, viewer, namespace, {
    name: endpointName ?? madeUp(repoId, yield* Clock.currentTimeMillis),
    type: "authenticated",
    provider: { vendor: "aws", region: "us-east-1" },
    compute: {
      accelerator: accelerator ?? "gpu",
      instanceSize: cpu ? "x4" : "x1",
      instanceType: cpu ? "intel-icl" : "nvidia-l4",
      scaling: { minReplica: 0, maxReplica: 1, scaleToZeroTimeout: 15 }
    },
    model: { repository: repoId, framework: "pytorch", revision: null, image: { huggingface: {} } }
  })
  return Http.json({ endpoint })
})
