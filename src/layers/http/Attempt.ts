/** One hop: a request sent, an answer's headers received. Knows nothing of credentials, redirects or retries. */
import * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TimedOut, type TransportError } from "../../domain/errors.ts"
import type { BodyError, GatewayBody, GatewayRequest } from "../../services/Gateway.ts"
import * as Body from "./Body.ts"
import { networkError } from "./TransportErrors.ts"
import { presentable } from "./Urls.ts"
import type { Watchdog } from "./Watchdog.ts"

export interface Outgoing {
  readonly method: GatewayRequest["method"]
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: GatewayBody | undefined
  /** For the answer's headers; counted from the last byte sent. `undefined`: no limit. */
  readonly answerLimit: Duration.Duration | undefined
  /** What is waited for until then. */
  readonly awaited: TimedOut["phase"]
  /** Without a byte of the answer's body. */
  readonly bodyLimit: Duration.Duration
}

export interface Incoming {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Stream.Stream<Uint8Array, TransportError>
}

/** What requests are sent with. Aborting a request must make its pending answer or body fail: that is how a stall ends. */
export interface Transport {
  readonly client: HttpClient.HttpClient.With<HttpClientError, Scope.Scope>
  readonly watchdog: Watchdog
  /** The proxy that requests to this URL go through. */
  readonly proxyOf: (url: string) => string | undefined
}

const timedOut = (url: string, phase: TimedOut["phase"], limit: Duration.Duration) =>
  new TimedOut({ url: presentable(url), phase, seconds: Duration.toSeconds(limit) })

/** The body in the transport's words. What goes wrong while it is read from disk is kept for {@link send}. */
const encode = (body: GatewayBody, onChunk: () => void, onFailure: (error: BodyError) => void): HttpBody.HttpBody => {
  switch (body._tag) {
    case "Json":
      return HttpBody.text(JSON.stringify(body.value), body.contentType ?? "application/json")
    case "Text":
      return HttpBody.text(body.text, body.contentType)
    case "Bytes": {
      const watched = Stream.mapChunks(body.stream(), (chunk) => {
        onChunk()
        return chunk
      })
      const kept = Stream.tapError(watched, (error) => Effect.sync(() => onFailure(error)))
      return HttpBody.stream(kept, body.contentType, body.length)
    }
  }
}

/** Sends one request. Closing the scope aborts it, or lets go of its answer; so does a stall. */
export const send = (
  transport: Transport,
  scope: Scope.CloseableScope,
  outgoing: Outgoing
): Effect.Effect<Incoming, TransportError | BodyError> =>
  Effect.suspend(() => {
    const { answerLimit, awaited, body, bodyLimit, headers, method, url } = outgoing
    let broken: BodyError | undefined
    const exchange = Effect.flatMap(transport.watchdog.watch(answerLimit, Scope.close(scope, Exit.void)), (watch) => {
      const keep = (error: BodyError) => {
        broken = error
      }
      const bare = HttpClientRequest.make(method)(url, { headers })
      const request = body === undefined ? bare : HttpClientRequest.setBody(bare, encode(body, watch.mark, keep))
      return Effect.mapBoth(transport.client.execute(request), {
        onFailure: (failure) => {
          if (watch.hasStalled() && answerLimit !== undefined) return timedOut(url, awaited, answerLimit)
          return broken ?? networkError(url, failure, transport.proxyOf(url))
        },
        onSuccess: (response): Incoming => {
          watch.limit(bodyLimit)
          watch.pause()
          const failed = (error: HttpClientError): Option.Option<TransportError> => {
            if (watch.hasStalled()) return Option.some(timedOut(url, "body", bodyLimit))
            // Some transports call a body of no bytes an error.
            return error.reason === "EmptyBody"
              ? Option.none()
              : Option.some(networkError(url, error, transport.proxyOf(url)))
          }
          const { headers, status } = response
          const bytes = method === "HEAD" ? Stream.empty : response.stream
          return { status, headers, body: Body.watched(bytes, watch, failed) }
        }
      })
    })
    return Scope.extend(exchange, scope)
  })
