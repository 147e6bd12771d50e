/** From a request to the handler that answers it. */

import { randomUUID } from "node:crypto"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { fromPlural } from "../../domain/RepoType.ts"
import { HubConfig } from "../HubConfig.ts"
import * as AccessRoutes from "./AccessRoutes.ts"
import type { Answer, Call, RepoCall, Routes } from "./Call.ts"
import * as CommitRoute from "./CommitRoute.ts"
import * as Duplicate from "./Duplicate.ts"
import * as Http from "./Http.ts"
import * as Identity from "./Identity.ts"
import * as Info from "./Info.ts"
import * as Lfs from "./Lfs.ts"
import * as Lifecycle from "./Lifecycle.ts"
import * as Lists from "./Lists.ts"
import * as Owned from "./Owned.ts"
import * as Preupload from "./Preupload.ts"
import * as RefRoutes from "./RefRoutes.ts"
import * as Refusal from "./Refusal.ts"
import * as Resolve from "./Resolve.ts"
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

const route = (handle: (call: Call) => Answer, signed = false) =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
    Http.answered(Effect.flatMap(callOf(request, signed), handle)).pipe(HttpServerRequest.withMaxBodySize(largestBody))
  )

/** HEAD is answered wherever GET is; the server leaves the body out. */
const isReading = (call: Call) => call.request.method === "GET" || call.request.method === "HEAD"

const listOf = (parts: ReadonlyArray<string>) =>
  parts[0] === "api" && parts.length === 2 ? fromPlural(parts[1] ?? "") : undefined

/** Repo routes by hand: ids have one or two segments, revisions one or three, and `%2F` is not `/`. */
const repoRoute = (call: Call): Answer => {
  const parts = Target.segments(call.request.url)
  if (parts === undefined) return Effect.fail(Refusal.badRequest("The URL is not well encoded"))
  const listed = listOf(parts)
  if (listed !== undefined && isReading(call)) return Lists.list(listed)(call)
  const target = Target.parse(parts)
  if (target === undefined) return Effect.fail(Refusal.noRoute())
  const routes = target.area === "api" ? apiRoutes : webRoutes
  const method = isReading(call) ? "GET" : call.request.method
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
      return right.do === "get" ? yield* Refusal.noRoute() : yield* handle(call, right)
    })

const whoami = route(Identity.whoami)
const blob = route(signedBlob, true)
const repoRoutes = route(repoRoute)

const router = HttpRouter.empty.pipe(
  HttpRouter.get("/api/whoami-v2", whoami),
  HttpRouter.head("/api/whoami-v2", whoami),
  HttpRouter.post("/api/validate-yaml", route(ValidateYaml.validate)),
  HttpRouter.post("/api/repos/create", route(Lifecycle.create)),
  HttpRouter.del("/api/repos/delete", route(Lifecycle.remove)),
  HttpRouter.post("/api/repos/move", route(Lifecycle.move)),
  HttpRouter.get("/api/settings/repositories", route(Owned.mine)),
  HttpRouter.get(
    "/api/organizations/:name/settings/repositories",
    route(Owned.organization((call) => segment(call, 2)))
  ),
  HttpRouter.get(`${Resolve.blobRoute}/*`, blob),
  HttpRouter.head(`${Resolve.blobRoute}/*`, blob),
  HttpRouter.put(`${Lfs.uploadRoute}/*`, route(signedUpload(Lfs.put), true)),
  HttpRouter.post(`${Lfs.uploadRoute}/*`, route(signedUpload(Lfs.join), true)),
  HttpRouter.all("*", repoRoutes)
)

/** Answers every request, and every answer has an id to quote. */
export const app = router.pipe(
  // Only fixed routes are the router's: it would refuse long params, and decodes before it splits.
  HttpRouter.withRouterConfig({ maxParamLength: 16_384 }),
  // What it cannot decode.
  Effect.catchTag("RouteNotFound", () => repoRoutes),
  Effect.map((response) => HttpServerResponse.setHeader(response, "x-request-id", `Root=${randomUUID()}`))
)
