/**
 * The gateway: credentials bound to one origin, redirects, retries, time-outs, errors, request ids. See `services/Gateway.ts` for
 * the contract and the files beside this one for each rule.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { InvalidAnswer, NetworkError, Offline, type TransportError } from "../../domain/errors.ts"
import { Credentials } from "../../services/Credentials.ts"
import {
  Gateway,
  type GatewayError,
  type GatewayRequest,
  type GatewayResponse,
  type GatewayShape
} from "../../services/Gateway.ts"
import { Policies } from "../../services/Policies.ts"
import { Settings } from "../../services/Settings.ts"
import { announce } from "./Announcements.ts"
import * as Answers from "./Answers.ts"
import * as Attempt from "./Attempt.ts"
import * as Body from "./Body.ts"
import { link } from "./Links.ts"
import * as RateLimit from "./RateLimit.ts"
import * as Redirects from "./Redirects.ts"
import { type Failure, retrying } from "./Retries.ts"
import { origin, presentable, sameOrigin, withQuery } from "./Urls.ts"
import { userAgent } from "./UserAgent.ts"
import * as Watchdog from "./Watchdog.ts"

/** An error's body beyond this is not read. */
const errorBodyLimit = 64 * 1024

/** No JSON answer of the Hub comes near this; a larger one is not kept in memory. */
const jsonLimit = 64 * 1024 * 1024

/** Headers of the caller that are for the first origin alone. */
const personal = /^(authorization|cookie|proxy-authorization|x-hf-.*|x-amzn-trace-id)$/i

const withoutPersonal = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !personal.test(name)))

interface Leg {
  readonly url: string
  readonly method: GatewayRequest["method"]
  readonly body: GatewayRequest["body"]
  readonly headers: Readonly<Record<string, string>>
  /** Gone for good after the first hop to another origin. */
  readonly token: Redacted.Redacted | undefined
  readonly hops: number
}

const failure = <E>(error: E, wait?: number): Failure<E> => ({ error, wait })

/** No wait is long enough for this to get better: ends the tries. */
const hopeless = <E>(error: E): Failure<E> => failure(error, Number.POSITIVE_INFINITY)

const make = Effect.gen(function* () {
  const settings = yield* Settings
  const credentials = yield* Credentials
  const announced = new Set<string>()
  const client = (yield* HttpClient.HttpClient).pipe(
    // Spans are ours: the transport's would carry signed queries, and its headers would tell strangers about our traces.
    HttpClient.withTracerPropagation(false),
    HttpClient.withTracerDisabledWhen(() => true),
    HttpClient.withScope
  )
  const transport: Attempt.Transport = { client, watchdog: yield* Watchdog.make }
  const agent = userAgent(settings.userAgentOrigin)

  const absolute = (request: GatewayRequest): string =>
    withQuery(request.url.startsWith("/") ? settings.endpoint + request.url : request.url, request.query)

  /** A token named by the caller belongs to the origin of the URL it was named with; the current one to the endpoint. */
  const tokenFor = Effect.fnUntraced(function* (request: GatewayRequest, url: string) {
    const auth = request.auth ?? "current"
    if (auth === "none") return undefined
    if (auth !== "current") return auth
    if (!sameOrigin(url, settings.endpoint)) return undefined
    const current = yield* credentials.current
    return Option.getOrUndefined(current)?.token
  })

  const headersOf = (leg: Leg): Readonly<Record<string, string>> => ({
    "user-agent": agent,
    // Nothing here decodes bodies, and hashes are over what was stored.
    "accept-encoding": "identity",
    ...(sameOrigin(leg.url, settings.endpoint) ? { "x-amzn-trace-id": crypto.randomUUID() } : {}),
    ...leg.headers,
    ...(leg.token === undefined ? {} : { authorization: `Bearer ${Redacted.value(leg.token)}` })
  })

  const refuse = Effect.fnUntraced(function* (request: GatewayRequest, leg: Leg, answer: Attempt.Incoming) {
    const body =
      leg.method === "HEAD"
        ? ""
        : yield* Body.collect(answer.body, errorBodyLimit).pipe(
            Effect.map(({ text }) => text),
            // The status is the news; a body that breaks off only takes the explanation with it.
            Effect.orElseSucceed(() => "")
          )
    const { headers, status } = answer
    const refusal = { method: leg.method, url: leg.url, status, headers, body }
    const error = Answers.toError({ ...refusal, subject: request.subject ?? {}, authorized: leg.token !== undefined })
    return yield* Effect.fail(failure(error, RateLimit.wait(status, headers)))
  })

  const follow = (leg: Leg, hop: Redirects.Hop): Leg => ({
    url: hop.url,
    method: hop.method,
    body: hop.keepsBody ? leg.body : undefined,
    headers: hop.sameOrigin ? leg.headers : withoutPersonal(leg.headers),
    token: hop.sameOrigin ? leg.token : undefined,
    hops: leg.hops + 1
  })

  const walk = Effect.fnUntraced(function* (request: GatewayRequest, first: Leg, scope: Scope.CloseableScope) {
    const policies = yield* Policies
    const answerLimit =
      request.timeout === null ? undefined : (request.timeout ?? policies.metadataTimeout ?? settings.metadataTimeout)
    const bodyLimit = policies.inactivityTimeout ?? settings.inactivityTimeout
    let leg = first
    while (true) {
      const { body, method, url } = leg
      const outgoing = { method, url, body, headers: headersOf(leg), answerLimit, bodyLimit }
      const answer = yield* Effect.mapError(Attempt.send(transport, scope, outgoing), (error) =>
        failure<GatewayError>(error)
      )
      yield* announce(announced, answer.headers["x-hf-warning"])
      if (answer.status >= 400) return yield* refuse(request, leg, answer)
      const hop = Redirects.next(leg, answer.status, answer.headers["location"])
      if (hop === undefined || (!hop.sameOrigin && request.redirects === "return")) {
        const { body, headers, status } = answer
        return { status, headers, url, requestId: Answers.requestId(headers), body } satisfies GatewayResponse
      }
      if (leg.hops >= Redirects.maxHops) {
        const detail = `more than ${Redirects.maxHops} redirects`
        return yield* Effect.fail(hopeless(new NetworkError({ url: presentable(url), reason: "other", detail })))
      }
      // Read to its (short) end, so that the connection can be used again.
      if (method !== "HEAD") yield* Effect.ignore(Body.collect(answer.body, errorBodyLimit))
      leg = follow(leg, hop)
    }
  })

  /** One try, redirects and all. What it opened closes with the scope, or at once when it fails. */
  const attempt = (request: GatewayRequest): Effect.Effect<GatewayResponse, Failure, Scope.Scope> =>
    Effect.gen(function* () {
      const url = absolute(request)
      if (settings.offline) return yield* Effect.fail(failure(new Offline({ url: presentable(url) })))
      if (origin(url) === undefined) {
        const detail = "it is not an http:// or https:// URL"
        return yield* Effect.fail(hopeless(new NetworkError({ url: presentable(url), reason: "other", detail })))
      }
      const token = yield* Effect.mapError(tokenFor(request, url), (error) => failure<GatewayError>(error))
      const { body, headers = {}, method } = request
      const parent = yield* Effect.scope
      return yield* Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(Scope.fork(parent, parent.strategy), (scope) =>
          restore(walk(request, { url, method, body, headers, token, hops: 0 }, scope)).pipe(
            Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
          )
        )
      )
    })

  const span =
    (name: string, request: GatewayRequest) =>
    <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.withSpan(effect, `Gateway.${name}`, {
        captureStackTrace: false,
        attributes: { "http.request.method": request.method, "url.full": presentable(absolute(request)) }
      })

  const execute: GatewayShape["execute"] = (request) =>
    retrying(request, attempt(request)).pipe(span("execute", request))

  const drain: GatewayShape["drain"] = (request) =>
    retrying(
      request,
      Effect.scoped(
        Effect.flatMap(attempt(request), ({ body }) =>
          Effect.mapError(Stream.runDrain(body), (error: TransportError) => failure<GatewayError>(error))
        )
      )
    ).pipe(span("drain", request))

  const text = (request: GatewayRequest) =>
    retrying(
      request,
      Effect.scoped(
        Effect.flatMap(attempt(request), (response) =>
          Body.collect(response.body, jsonLimit).pipe(
            Effect.mapBoth({
              onSuccess: (body) => ({ ...response, ...body }),
              onFailure: (error: TransportError) => failure<GatewayError>(error)
            })
          )
        )
      )
    )

  const decoded = <A, I>(request: GatewayRequest, schema: Schema.Schema<A, I>) => {
    const decode = Schema.decodeUnknown(Schema.parseJson(schema))
    return Effect.flatMap(text(request), (response) => {
      const { complete, requestId } = response
      const url = presentable(response.url)
      const invalid = (detail: string) =>
        new InvalidAnswer({ url, detail: detail.slice(0, 500), ...(requestId === undefined ? {} : { requestId }) })
      if (!complete) return Effect.fail(invalid(`it is larger than ${jsonLimit} bytes`))
      return Effect.mapBoth(decode(response.text), {
        onFailure: (error) => invalid(error.message),
        onSuccess: (value) => ({ value, response })
      })
    })
  }

  const json: GatewayShape["json"] = (request, schema) =>
    Effect.map(decoded(request, schema), ({ value }) => value).pipe(span("json", request))

  const pages: GatewayShape["pages"] = (request, page) =>
    Stream.paginateChunkEffect(request, (current) =>
      Effect.map(decoded(current, page), ({ response, value }) => {
        const next = link(response.headers["link"], "next")
        const url =
          next !== undefined && URL.canParse(next, response.url) ? new URL(next, response.url).href : undefined
        // The link repeats every parameter of the first request.
        const { query: _, ...rest } = current
        const more = url !== undefined && url !== response.url
        return [Chunk.unsafeFromArray(value), more ? Option.some({ ...rest, url }) : Option.none()] as const
      }).pipe(span("page", current))
    )

  return { execute, json, drain, pages } satisfies GatewayShape
})

export const layer: Layer.Layer<Gateway, never, Settings | Credentials | HttpClient.HttpClient> = Layer.scoped(
  Gateway,
  make
)
