/** From a request to the handler that answers it. */

import { randomUUID } from "node:crypto"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { fromPlural } from "../../domain/RepoType.ts"
import * as view from "../endpoints/view.ts"
import { HubConfig } from "../HubConfig.ts"
import * as Xorb from "../xet/xorb.ts"
import * as AccessRoutes from "./AccessRoutes.ts"
import * as BucketRoutes from "./BucketRoutes.ts"
import type { Answer, Call, HubServices, RepoCall, Routes } from "./Call.ts"
import * as CasRoutes from "./CasRoutes.ts"
import * as CollectionRoutes from "./CollectionRoutes.ts"
import * as CommitRoute from "./CommitRoute.ts"
import * as DevicePage from "./DevicePage.ts"
import * as Duplicate from "./Duplicate.ts"
import * as EchoRoute from "./EchoRoute.ts"
import * as EndpointRoutes from "./EndpointRoutes.ts"
import * as Http from "./Http.ts"
import * as Identity from "./Identity.ts"
import * as Info from "./Info.ts"
import * as JobRoutes from "./JobRoutes.ts"
import * as Lfs from "./Lfs.ts"
import * as Lifecycle from "./Lifecycle.ts"
import * as Lists from "./Lists.ts"
import * as OAuthRoutes from "./OAuthRoutes.ts"
import * as Owned from "./Owned.ts"
import * as Preupload from "./Preupload.ts"
import * as RefRoutes from "./RefRoutes.ts"
import * as Refusal from "./Refusal.ts"
import * as Resolve from "./Resolve.ts"
import * as ScheduleRoutes from "./ScheduleRoutes.ts"
import { Signer } from "./Signer.ts"
import * as Target from "./Target.ts"
import * as TreeRoutes from "./TreeRoutes.ts"
import * as ValidateYaml from "./ValidateYaml.ts"

const apiRoutes: Routes = {
  ...Info.routes,
  ...TreeRoutes.routes,
  ...RefRoutes.routes,
  ...Preupload.routes,
  ...CommitRoute.routes,
  ...Lifecycle.routes,
  ...Duplicate.routes,
  ...AccessRoutes.routes
}

const webRoutes: Routes = { ...Resolve.routes, ...Lfs.routes, ...AccessRoutes.webRoutes }

/** Where a request came in and who sent it. `viewer` is not looked at where the URL itself carries the right. */
const callOf = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest, signed: boolean) {
  const { origin } = yield* HubConfig
  const question = request.url.indexOf("?")
  return {
    request,
    viewer: signed ? undefined : yield* Identity.viewer(request),
    origin: origin ?? `http://${request.headers["host"] ?? "localhost"}`,
    query: new URLSearchParams(question === -1 ? "" : request.url.slice(question + 1))
  } satisfies Call
})

// Bodies that are read at once; files and commits are streams and have limits of their own.
const largestBody = Option.some(FileSystem.Size(64 * 1024 * 1024))

type Handler = (
  request: HttpServerRequest.HttpServerRequest
) => Effect.Effect<HttpServerResponse.HttpServerResponse, never, HubServices>

const route =
  (handle: (call: Call) => Answer, signed = false, largest = largestBody): Handler =>
  (request) => {
    const answer = Http.answered(Effect.flatMap(callOf(request, signed), handle))
    // Nothing is read of most requests.
    return isReading(request) ? answer : HttpServerRequest.withMaxBodySize(answer, largest)
  }

/** HEAD is answered wherever GET is; the server leaves the body out. */
const isReading = ({ method }: HttpServerRequest.HttpServerRequest) => method === "GET" || method === "HEAD"

const listOf = (parts: ReadonlyArray<string>) =>
  parts[0] === "api" && parts.length === 2 ? fromPlural(parts[1] ?? "") : undefined

/** Repo routes by hand: ids have one or two segments, revisions one or three, and `%2F` is not `/`. */
const repoRoute = (call: Call): Answer => {
  const parts = Target.segments(call.request.url)
  if (parts === undefined) return Effect.fail(Refusal.badRequest("The URL is not well encoded"))
  const listed = listOf(parts)
  if (listed !== undefined && isReading(call.request)) return Lists.list(listed)(call)
  const target = Target.parse(parts)
  if (target === undefined) return Effect.fail(Refusal.noRoute())
  const routes = target.area === "api" ? apiRoutes : webRoutes
  const method = isReading(call.request) ? "GET" : call.request.method
  const handler = routes[`${method} ${target.action}`]
  return handler === undefined ? Effect.fail(Refusal.noRoute()) : handler({ ...call, target } satisfies RepoCall)
}

const segment = (call: Call, index: number) => Target.segments(call.request.url)?.[index] ?? ""

const signedBlob = (call: Call): Answer =>
  Effect.gen(function* () {
    const right = yield* (yield* Signer).verify(segment(call, 2))
    return right.do === "get" ? yield* Resolve.blob(call, right) : yield* Refusal.noRoute()
  })

const signedUpload =
  (handle: typeof Lfs.put | typeof Lfs.join) =>
  (call: Call): Answer =>
    Effect.gen(function* () {
      const right = yield* (yield* Signer).verify(segment(call, 2))
      return "sha256" in right && right.do !== "get" ? yield* handle(call, right) : yield* Refusal.noRoute()
    })

const repoRoutes = route(repoRoute)

/** Paths without a repo, and what begins with one that no repo can have. */
const fixedRoutes: Readonly<Record<string, Handler>> = {
  "GET /api/whoami-v2": route(Identity.whoami),
  "POST /api/validate-yaml": route(ValidateYaml.validate),
  "POST /api/repos/create": route(Lifecycle.create),
  "DELETE /api/repos/delete": route(Lifecycle.remove),
  "POST /api/repos/move": route(Lifecycle.move),
  "GET /api/settings/repositories": route(Owned.mine),
  // A client's own password, which some send in the header, is nobody's token here.
  "POST /oauth/device": route(OAuthRoutes.device, true),
  "POST /oauth/token": route(OAuthRoutes.token, true),
  "GET /device": route(DevicePage.show, true),
  "POST /device": route(DevicePage.decide),
  "GET /api/catalog/repo-list": route(EndpointRoutes.catalog),
  "POST /api/catalog/deploy": route(EndpointRoutes.deployFromCatalog)
}
const ofOrganization = /^\/api\/organizations\/[^/]+\/settings\/repositories$/
const owned = route(Owned.organization((call) => segment(call, 2)))
const echo = route(EchoRoute.handle)
const endpoints = route(EndpointRoutes.endpoints)
const provider = route(EndpointRoutes.provider)
const jobs = route(JobRoutes.handle)
const schedules = route(ScheduleRoutes.handle)
const signedRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${Resolve.blobRoute}`]: route(signedBlob, true),
  [`PUT ${Lfs.uploadRoute}`]: route(signedUpload(Lfs.put), true),
  [`POST ${Lfs.uploadRoute}`]: route(signedUpload(Lfs.join), true)
}

const collections = route(CollectionRoutes.answer)
const buckets = route(BucketRoutes.handle)
const bucketFiles = route(BucketRoutes.resolve)
const cas = route(CasRoutes.handle, true, Option.some(FileSystem.Size(Xorb.largest)))

/** By hand, since nearly every request is for a repo: a router that decodes before it splits could not answer those. */
const handlerOf = (request: HttpServerRequest.HttpServerRequest): Handler => {
  const method = isReading(request) ? "GET" : request.method
  const signed = /^\/-\/\w+(?=\/)/.exec(request.url)
  if (signed?.[0] === view.route) return echo
  if (signed?.[0] === CasRoutes.casRoute) return cas
  if (request.url.startsWith("/buckets/")) return bucketFiles
  if (signed !== null) return signedRoutes[`${method} ${signed[0]}`] ?? repoRoutes
  if (request.url.startsWith("/v2/endpoint/")) return endpoints
  if (method === "GET" && request.url.startsWith("/v2/provider/")) return provider
  const fixed = /^\/(?:(?:api|oauth)\/[^?#]*|device(?=[?#]|$))/.exec(request.url)?.[0]
  if (fixed === undefined) return repoRoutes
  if (/^\/api\/collections(?=\/|$)/.test(fixed)) return collections
  if (fixed.startsWith("/api/buckets/")) return buckets
  if (method === "GET" && ofOrganization.test(fixed)) return owned
  if (fixed.startsWith("/api/jobs/")) return jobs
  if (fixed.startsWith("/api/scheduled-jobs/")) return schedules
  return fixedRoutes[`${method} ${fixed}`] ?? repoRoutes
}

const answer = Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => handlerOf(request)(request))

/** Answers every request, and every answer has an id to quote; a client who leaves ends what was done for it. */
export const app = Effect.map(Effect.interruptible(answer), (response) =>
  HttpServerResponse.setHeader(response, "x-request-id", `Root=${randomUUID()}`)
)
