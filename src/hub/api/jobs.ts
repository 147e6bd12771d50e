/** What all routes of jobs begin with: which namespace, which job, and who may. */
import * as Effect from "effect/Effect"
import * as Labels from "../../domain/jobs/Labels.ts"
import { isRepoType } from "../../domain/RepoType.ts"
import type { JobSpec } from "../../domain/wire/Jobs.ts"
import * as Access from "../accounts/Access.ts"
import { Accounts } from "../accounts/Accounts.ts"
import type { NoJobs } from "../jobs/JobRunner.ts"
import * as Buckets from "./buckets.ts"
import { type Call, loggedIn, readable } from "./Call.ts"
import * as Refusal from "./Refusal.ts"
import * as Target from "./Target.ts"

/** What stands at `index` of the path: `/api/jobs/NAMESPACE/ID/ACTION`. */
export const segment = (call: Call, index: number): string => Target.segments(call.request.url)?.[index] ?? ""

/** The namespace of the call, spelled as its account spells it, if the viewer may look at it (`change`: and act in it). */
export const namespace = Effect.fnUntraced(function* (call: Call, change: boolean) {
  const viewer = yield* loggedIn(call)
  const accounts = yield* Accounts
  const given = segment(call, 2)
  const name = accounts.byName(given)?.name ?? given
  if (!Access.belongsTo(accounts, viewer, name))
    return yield* Refusal.forbidden(`You don't have access to the jobs of the namespace "${name}"`)
  if (change && !Access.canCreate(accounts, viewer, name))
    return yield* Refusal.forbidden(
      viewer.role === "write"
        ? `You don't have the rights to run jobs in the namespace "${name}"`
        : "This token is read-only: a token with write role is needed"
    )
  return { name, viewer }
})

export const notFound = (what: "Job" | "Scheduled job") =>
  new Refusal.Refusal({ status: 404, text: `${what} not found` })

export const noJobs = ({ reason }: NoJobs) =>
  reason === "off"
    ? new Refusal.Refusal({
        status: 501,
        text: "This Hub runs no jobs, since they are commands on its machine: `hf hub serve --jobs` starts one that does"
      })
    : new Refusal.Refusal({ status: 503, text: "This Hub is about to stop" })

const mount = /^\/./

const repoAt = Effect.fnUntraced(function* (call: Call, type: string, source: string) {
  if (!isRepoType(type)) return yield* Refusal.badRequest(`This Hub has no ${type}s to mount`)
  const [ns, name, ...more] = source.split("/")
  if (ns === undefined || name === undefined || more.length > 0)
    return yield* Refusal.badRequest(`"${source}" is not the name of a repo`)
  // Whoever starts a job reads with its eyes.
  yield* readable({ ...call, target: { area: "api", type, namespace: ns, name, action: "", rest: [] } })
})

const bucketAt = Effect.fnUntraced(function* (call: Call, source: string, readOnly: boolean) {
  const [ns, name, ...more] = source.split("/")
  if (ns === undefined || name === undefined || more.length > 0)
    return yield* Refusal.badRequest(`"${source}" is not the name of a bucket`)
  yield* (readOnly ? Buckets.readable : Buckets.writable)(call, ns, name)
})

/** A job asks for several things at once: says which one it is that is refused. */
const naming =
  (what: string) =>
  <A, E, R>(self: Effect.Effect<A, E | Refusal.Refusal, R>): Effect.Effect<A, E | Refusal.Refusal, R> =>
    Effect.mapError(self, (error) => {
      if (!(error instanceof Refusal.Refusal)) return error
      const { code, extra, headers, status, text } = error
      return new Refusal.Refusal({ code, extra, headers, status, text: `${what}: ${text}` })
    })

/** Refuses what cannot run, and what its caller may not read. */
export const check = Effect.fnUntraced(function* (call: Call, spec: JobSpec) {
  const { dockerImage, spaceId, timeoutSeconds, volumes } = spec
  if ((dockerImage == null) === (spaceId == null))
    return yield* Refusal.badRequest('Exactly one of "dockerImage" and "spaceId" is required')
  if (spec.command.length + spec.arguments.length === 0)
    return yield* Refusal.badRequest('"command" is required: this Hub knows of no image what it runs by itself')
  if (dockerImage?.trim() === "" || spaceId?.trim() === "")
    return yield* Refusal.badRequest(`"${spaceId == null ? "dockerImage" : "spaceId"}" must not be empty`)
  if ([...spec.command, ...spec.arguments][0]?.trim() === "")
    return yield* Refusal.badRequest('"command" must begin with a program')
  if (timeoutSeconds != null && !(timeoutSeconds >= 0))
    return yield* Refusal.badRequest('"timeoutSeconds" must not be negative')
  const problem = Labels.problem(spec.labels ?? {})
  if (problem !== undefined) return yield* Refusal.badRequest(problem)
  if (
    [...Object.entries(spec.environment), ...Object.entries(spec.secrets ?? {})].some(
      ([key, value]) => /[=\0]/.test(key) || String(value).includes("\0")
    )
  )
    return yield* Refusal.badRequest("An environment variable has a name or a value that no process can have")
  if (spaceId != null) yield* naming(`Space ${spaceId}`)(repoAt(call, "space", spaceId))
  for (const { mountPath, readOnly, source, type } of volumes ?? []) {
    if (!mount.test(mountPath) || mountPath.split("/").includes(".."))
      return yield* Refusal.badRequest(`"${mountPath}" is not a path to mount at`)
    const named = naming(`Volume hf://${type === "model" ? "" : `${type}s/`}${source}`)
    if (type === "bucket") yield* named(bucketAt(call, source, readOnly === true))
    else yield* named(repoAt(call, type, source))
  }
})
