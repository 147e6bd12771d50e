/** `/-/endpoint/{id}/…`: an endpoint that is called. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Access from "../accounts/Access.ts"
import { Accounts } from "../accounts/Accounts.ts"
import { EndpointStore, type StoredEndpoint } from "../endpoints/EndpointStore.ts"
import { echo } from "../endpoints/echo.ts"
import { healthRoute, stateAt } from "../endpoints/view.ts"
import { type Call, loggedIn } from "./Call.ts"
import * as Http from "./Http.ts"
import * as Refusal from "./Refusal.ts"
import * as Target from "./Target.ts"

const parse = Schema.decodeUnknownEither(Schema.parseJson())

const mayCall = Effect.fnUntraced(function* (call: Call, { namespace, spec }: StoredEndpoint) {
  if (spec.type === "public") return
  const viewer = yield* loggedIn(call)
  if (spec.type === "private" && !Access.belongsTo(yield* Accounts, viewer, namespace))
    return yield* Refusal.forbidden("This endpoint is private")
})

const notReady = (text: string) => new Refusal.Refusal({ status: 503, text, headers: { "retry-after": "1" } })

/** Whoever calls one that is scaled to zero wakes it up, and may come again. */
const awake = (id: string) =>
  Effect.gen(function* () {
    const store = yield* EndpointStore
    const now = yield* Clock.currentTimeMillis
    return yield* store.change(id, (endpoint) => {
      const state = stateAt(endpoint, now)
      return Effect.succeed(
        state === "scaledToZero"
          ? { next: { phase: "waking" as const, since: now, usedAt: now }, result: "initializing" as const }
          : { next: { usedAt: now }, result: state }
      )
    })
  })

const said = Effect.fnUntraced(function* (call: Call, model: string) {
  const body = yield* Effect.mapError(call.request.text, () => Refusal.badRequest("The body cannot be read"))
  const parsed = body === "" ? Either.right({}) : parse(body)
  if (Either.isLeft(parsed)) return Http.text(body)
  const answer = echo(parsed.right, model)
  return "events" in answer
    ? HttpServerResponse.text(answer.events, { contentType: "text/event-stream" })
    : Http.json(answer.json)
})

export const handle = Effect.fnUntraced(function* (call: Call) {
  const [, , id = "", ...rest] = Target.segments(call.request.url) ?? []
  const found = yield* (yield* EndpointStore).byId(id)
  if (found === undefined) return yield* Refusal.noRoute()
  yield* mayCall(call, found)
  const called = yield* awake(id)
  switch (called?.result) {
    case undefined:
      return yield* Refusal.noRoute()
    case "paused":
      return yield* Refusal.badRequest("Endpoint is paused, ask a maintainer to resume it")
    case "failed":
      return yield* notReady(`Endpoint failed to start: ${found.failure}`)
    case "pending":
    case "initializing":
      return yield* notReady("Endpoint is starting")
  }
  if (`/${rest.join("/")}` === healthRoute) return Http.json({ status: "ok" })
  if (call.request.method === "GET") return Http.json({ model: found.spec.model.repository })
  return yield* said(call, found.spec.model.repository)
})
