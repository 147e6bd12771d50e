/** One try of a request, from origin to origin: credentials, redirects, refusals (services/Gateway.ts has the rules). */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { NetworkError, Offline } from "../../domain/errors.ts"
import { Credentials } from "../../services/Credentials.ts"
import type { GatewayError, GatewayRequest, GatewayResponse } from "../../services/Gateway.ts"
import { Policies } from "../../services/Policies.ts"
import { Requests } from "../../services/Requests.ts"
import { Settings } from "../../services/Settings.ts"
import { announce } from "./Announcements.ts"
import * as Answers from "./Answers.ts"
import * as Attempt from "./Attempt.ts"
import * as Body from "./Body.ts"
import * as Proxy from "./Proxy.ts"
import * as RateLimit from "./RateLimit.ts"
import * as Redirects from "./Redirects.ts"
import { type Failure, failure, hopeless, Tried } from "./Retries.ts"
import { origin, presentable, withQuery } from "./Urls.ts"
import { userAgent } from "./UserAgent.ts"
import * as Watchdog from "./Watchdog.ts"
import { witnessed } from "./Witnessed.ts"

/** An error's or redirect's body beyond this is not read. */
const shortBody = 64 * 1024

/** Headers of the caller that are for the first origin alone. */
const personal = /^(authorization|cookie|proxy-authorization|x-hf-.*|x-amzn-trace-id)$/i

const withoutPersonal = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !personal.test(name)))

/** There is no such host, or nothing listens there: as a rule a misspelt address or no network at all. */
const isNobody = (error: GatewayError): boolean =>
  error._tag === "NetworkError" &&
  (error.reason === "dns" || error.reason === "refused" || error.reason === "unreachable")

/** A refusal that the caller wants to read. One that a later try may not meet is none. */
const isAnswer = ({ refusals }: GatewayRequest, status: number): boolean =>
  refusals === "return" && status < 500 && status !== 408 && status !== 429

interface Leg extends Redirects.Current {
  readonly body: GatewayRequest["body"]
  readonly headers: Readonly<Record<string, string>>
  /** Gone for good after the first hop to another origin. */
  readonly token: Redacted.Redacted | undefined
  readonly hops: number
}

/** The whole URL of a request, query and all. */
export const absolute = (endpoint: string, { query, url }: GatewayRequest): string =>
  withQuery(url.startsWith("/") ? endpoint + url : url, query)

/** Builds the function that makes one try. What the try opened closes with the scope, or at once when it fails. */
export const make = Effect.gen(function* () {
  const settings = yield* Settings
  const credentials = yield* Credentials
  const announced = new Set<string>()
  /** Origins that have answered before: when one of them is gone it may be back in a moment. */
  const known = new Set<string>()
  const client = (yield* HttpClient.HttpClient).pipe(
    // Spans are ours: the transport's would carry signed queries. Without them no trace headers go to strangers either.
    HttpClient.withTracerDisabledWhen(() => true),
    HttpClient.withScope
  )
  const proxyOf = (url: string) => Option.getOrUndefined(Proxy.choose(settings.proxy, url))
  const transport: Attempt.Transport = { client, watchdog: yield* Watchdog.make, proxyOf }
  const home = origin(settings.endpoint)
  const agent = userAgent(settings.userAgentOrigin)

  /** A token named by the caller belongs to the origin of the URL it was named with; the current one to the endpoint. */
  const tokenFor = ({ auth = "current" }: GatewayRequest, target: string) => {
    if (auth !== "current") return Effect.succeed(auth === "none" ? undefined : auth)
    if (target !== home) return Effect.succeed(undefined)
    return Effect.map(credentials.current, (current) => Option.getOrUndefined(current)?.token)
  }

  const headersOf = (leg: Leg): Readonly<Record<string, string>> => ({
    "user-agent": agent,
    // Nothing here decodes bodies, and hashes are over what was stored.
    "accept-encoding": "identity",
    ...(leg.origin === home ? { "x-amzn-trace-id": crypto.randomUUID() } : {}),
    ...leg.headers,
    ...(leg.token === undefined ? {} : { authorization: `Bearer ${Redacted.value(leg.token)}` })
  })

  const refuse = Effect.fnUntraced(function* (request: GatewayRequest, leg: Leg, answer: Attempt.Incoming) {
    const body = yield* Body.collect(answer.body, shortBody).pipe(
      Effect.map(({ text }) => text),
      // The status is the news; a body that breaks off only takes the explanation with it.
      Effect.orElseSucceed(() => "")
    )
    const { headers, status } = answer
    const refusal = { method: leg.method, url: leg.url, status, headers, body }
    const error = Answers.toError({ ...refusal, subject: request.subject ?? {}, authorized: leg.token !== undefined })
    return yield* Effect.fail(failure(error, RateLimit.wait(status, headers)))
  })

  const follow = (leg: Leg, { keepsBody, method, origin, url }: Redirects.Hop): Leg => ({
    url,
    origin,
    method,
    body: keepsBody ? leg.body : undefined,
    headers: origin === leg.origin ? leg.headers : withoutPersonal(leg.headers),
    token: origin === leg.origin ? leg.token : undefined,
    hops: leg.hops + 1
  })

  const walk = Effect.fnUntraced(function* (request: GatewayRequest, first: Leg, scope: Scope.CloseableScope) {
    const policies = yield* Policies
    const { begin } = yield* Requests
    const attempt = (yield* Tried) + 1
    const bodyLimit = policies.inactivityTimeout ?? settings.inactivityTimeout
    const { timeout = policies.metadataTimeout ?? settings.metadataTimeout } = request
    const answerLimit = timeout === null ? undefined : timeout === "body" ? bodyLimit : timeout
    const awaited = timeout === "body" ? "body" : "answer"
    let leg = first
    while (true) {
      const { body, method, url } = leg
      const outgoing = { method, url, body, headers: headersOf(leg), answerLimit, awaited, bodyLimit } as const
      const witness = begin?.({ method, url: presentable(url), attempt, hop: leg.hops })
      const answer = yield* Effect.mapError(witnessed(witness, Attempt.send(transport, scope, outgoing)), (error) =>
        isNobody(error) && !known.has(leg.origin) ? hopeless<GatewayError>(error) : failure<GatewayError>(error)
      )
      known.add(leg.origin)
      yield* announce(announced, answer.headers["x-hf-warning"])
      if (answer.status >= 400 && !isAnswer(request, answer.status)) return yield* refuse(request, leg, answer)
      const hop = Redirects.next(leg, answer.status, answer.headers["location"])
      if (hop === undefined || (hop.origin !== leg.origin && request.redirects === "return")) {
        const { body, headers, status } = answer
        return { status, headers, url, requestId: Answers.requestId(headers), body } satisfies GatewayResponse
      }
      if (leg.hops >= Redirects.maxHops) {
        const detail = `more than ${Redirects.maxHops} redirects`
        return yield* Effect.fail(hopeless(new NetworkError({ url: presentable(url), reason: "other", detail })))
      }
      // Read to its (short) end, so that the connection can be used again.
      yield* Effect.ignore(Body.collect(answer.body, shortBody))
      leg = follow(leg, hop)
    }
  })

  return (request: GatewayRequest): Effect.Effect<GatewayResponse, Failure, Scope.Scope> => {
    const url = absolute(settings.endpoint, request)
    const { body, headers = {}, method } = request
    const target = origin(url)
    if (settings.offline) return Effect.fail(failure(new Offline({ url: presentable(url) })))
    if (target === undefined) {
      const detail = "it is not an http:// or https:// URL"
      return Effect.fail(hopeless(new NetworkError({ url: presentable(url), reason: "other", detail })))
    }
    const start = (scope: Scope.CloseableScope) =>
      Effect.matchEffect(tokenFor(request, target), {
        onFailure: (error) => Effect.fail(failure<GatewayError>(error)),
        onSuccess: (token) => walk(request, { url, origin: target, method, body, headers, token, hops: 0 }, scope)
      })
    return Effect.scopeWith((parent) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(Scope.fork(parent, parent.strategy), (scope) =>
          Effect.onError(restore(start(scope)), (cause) => Scope.close(scope, Exit.failCause(cause)))
        )
      )
    )
  }
})
