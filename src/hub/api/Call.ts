/** One request to a repo route, and the checks every route begins with. */
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import type { HttpServerResponse } from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { plural, urlPrefix } from "../../domain/RepoType.ts"
import * as Access from "../accounts/Access.ts"
import { Accounts, type Viewer } from "../accounts/Accounts.ts"
import type { Exchange } from "../accounts/Exchange.ts"
import type { Grants } from "../accounts/Grants.ts"
import type { EndpointStore } from "../endpoints/EndpointStore.ts"
import type { HubConfig } from "../HubConfig.ts"
import type { HubStorageError } from "../HubError.ts"
import type { JobRunner } from "../jobs/JobRunner.ts"
import type { JobSchedules } from "../jobs/JobSchedules.ts"
import type { JobStore } from "../jobs/JobStore.ts"
import type { ScheduleStore } from "../jobs/ScheduleStore.ts"
import { AccessLists } from "../store/AccessLists.ts"
import type { BlobStore } from "../store/BlobStore.ts"
import type { Buckets } from "../store/Buckets.ts"
import type { CollectionItems } from "../store/CollectionItems.ts"
import type { Collections } from "../store/Collections.ts"
import type { Commits } from "../store/Commits.ts"
import type { History } from "../store/History.ts"
import { type CommitFacts, Objects } from "../store/Objects.ts"
import { Refs } from "../store/Refs.ts"
import { fullName, Repos, type StoredRepo } from "../store/Repos.ts"
import type { XetStore } from "../xet/XetStore.ts"
import * as Refusal from "./Refusal.ts"
import type { Signer } from "./Signer.ts"
import type { Target } from "./Target.ts"

export interface Call {
  readonly request: HttpServerRequest
  /** Undefined: no token was sent. */
  readonly viewer: Viewer | undefined
  /** `http://host:port`, as the client sees this Hub. */
  readonly origin: string
  readonly query: URLSearchParams
}

export interface RepoCall extends Call {
  readonly target: Target
}

export type HubServices =
  | HubConfig
  | Accounts
  | Grants
  | Exchange
  | Repos
  | AccessLists
  | Refs
  | Objects
  | Collections
  | CollectionItems
  | Commits
  | History
  | BlobStore
  | Buckets
  | XetStore
  | EndpointStore
  | Signer
  | JobStore
  | ScheduleStore
  | JobRunner
  | JobSchedules
export type Answer = Effect.Effect<HttpServerResponse, Refusal.Refusal | HubStorageError, HubServices>

/** Keyed by method and action: `GET tree`. */
export type Routes = Readonly<Record<string, (call: RepoCall) => Answer>>

/** Query values as clients spell lists: `k=a&k=b`, `k[]=a`, `k=a,b`. */
export const many = (query: URLSearchParams, key: string): ReadonlyArray<string> =>
  [...query.getAll(key), ...query.getAll(`${key}[]`)]
    .flatMap((value) => value.split(","))
    .filter((value) => value !== "")

/** `true` and `1` are true, everything else is not. */
export const flag = (query: URLSearchParams, key: string): boolean => ["true", "1"].includes(query.get(key) ?? "")

export const webUrl = (call: Call, repo: StoredRepo): string =>
  `${call.origin}/${urlPrefix(repo.type)}${fullName(repo)}`

/** A caller who must have shown a token. */
export const loggedIn = (call: Call): Effect.Effect<Viewer, Refusal.Refusal> =>
  call.viewer === undefined ? Effect.fail(Refusal.anonymous()) : Effect.succeed(call.viewer)

const moveTo = (call: RepoCall, to: StoredRepo): Refusal.Refusal => {
  const { area, type } = call.target
  const [path = "", ...query] = call.request.url.split("?")
  const parts = path.split("/")
  const idAt = area === "api" ? 3 : type === "model" ? 1 : 2
  const git = call.target.action.startsWith("git/") ? ".git" : ""
  const head = area === "api" ? `/api/${plural(type)}` : type === "model" ? "" : `/${plural(type)}`
  const tail = parts.slice(idAt + (call.target.namespace === undefined ? 1 : 2))
  const location =
    [`${head}/${fullName(to)}${git}`, ...tail].join("/") + (query.length === 0 ? "" : `?${query.join("?")}`)
  return new Refusal.Refusal({
    status: 307,
    text: `Temporary Redirect. Redirecting to ${location}`,
    headers: { location }
  })
}

/**
 * The repo of the call, if the caller may know of it. Follows renames with a 307. Ids without namespace are looked up in the
 * owner's.
 */
export const repo = Effect.fnUntraced(function* (call: RepoCall) {
  const accounts = yield* Accounts
  const repos = yield* Repos
  const { name, namespace = accounts.owner.name, type } = call.target
  const found = yield* repos.find(type, namespace, name)
  if (found === undefined) {
    const moved = yield* repos.moved(type, namespace, name)
    if (moved !== undefined && Access.canSee(accounts, call.viewer, moved)) return yield* moveTo(call, moved)
  }
  if (found === undefined || !Access.canSee(accounts, call.viewer, found))
    return yield* Refusal.repoNotFound(call.viewer !== undefined)
  if (found.disabled) return yield* Refusal.disabled()
  return found
})

/** The repo, if the caller may read its files as well: gated repos ask for more. */
export const readable = Effect.fnUntraced(function* (call: RepoCall) {
  const found = yield* repo(call)
  if (found.gated === false) return found
  const accounts = yield* Accounts
  const refused = (status?: "pending" | "rejected") =>
    Refusal.gated(found.type, fullName(found), call.viewer !== undefined, webUrl(call, found), status)
  if (call.viewer === undefined) return yield* refused()
  if (Access.isMaintainer(accounts, call.viewer, found)) return found
  // A token for one repo does not open what its account was let into elsewhere.
  if (call.viewer.scope?._tag === "Repo") return yield* refused()
  const status = yield* (yield* AccessLists).status(found, call.viewer.account.id)
  return status === "accepted" ? found : yield* refused(status)
})

/** The repo and the viewer, if the latter may change the former. */
export const writable = Effect.fnUntraced(function* (call: RepoCall) {
  const found = yield* repo(call)
  const viewer = yield* loggedIn(call)
  const accounts = yield* Accounts
  if (!Access.canWrite(accounts, viewer, found))
    return yield* Refusal.forbidden(
      viewer.role === "write"
        ? `You don't have the rights to write to ${found.type} ${fullName(found)}`
        : "This token is read-only: a token with write role is needed"
    )
  return { repo: found, viewer }
})

/** The commit a revision names. */
export const commitAt = Effect.fnUntraced(function* (
  found: StoredRepo,
  revision: string
): Effect.fn.Return<CommitFacts, Refusal.Refusal | HubStorageError, Refs | Objects> {
  const oid = yield* (yield* Refs).resolve(found, revision)
  if (oid === undefined) return yield* Refusal.revisionNotFound(revision)
  return yield* (yield* Objects).commit(oid)
})
