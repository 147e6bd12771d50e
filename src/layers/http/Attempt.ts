/** One hop: a request sent, an answer's headers received. Knows nothing of credentials, redirects or retries. */
import * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TimedOut, type TransportError } from "../../domain/errors.ts"
import type { BodyError, GatewayBody, GatewayRequest } from "../../services/Gateway.ts"
import * as Activity from "./Activity.ts"
import { networkError } from "./TransportErrors.ts"
import { presentable } from "./Urls.ts"

export interface Outgoing {
  readonly method: GatewayRequest["method"]
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: GatewayBody | undefined
  /** For the answer's headers; counted from the last byte sent. `undefined`: no limit. */
  readonly answerLimit: Duration.Duration | undefined
  /** Without a byte of the answer's body. */
  readonly bodyLimit: Duration.Duration
}

export interface Incoming {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Stream.Stream<Uint8Array, TransportError>
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

const incoming = (url: string, response: HttpClientResponse, limit: Duration.Duration, cut: Effect.Effect<void>) => ({
  status: response.status,
  headers: response.headers,
  body: Activity.watch(response.stream, {
    limit,
    cut,
    stalled: (): TransportError => timedOut(url, "body", limit),
    // Some transports call a body of no bytes an error.
    failed: (error: HttpClientError) =>
      error.reason === "EmptyBody" ? Option.none() : Option.some(networkError(url, error))
  })
})

/** Sends one request. Closing the scope aborts it, or lets go of its answer. */
export const send = (
  client: HttpClient.HttpClient.With<HttpClientError, Scope.Scope>,
  outgoing: Outgoing
): Effect.Effect<Incoming, TransportError | BodyError, Scope.Scope> =>
  Effect.gen(function* () {
    const { answerLimit, body, bodyLimit, headers, method, url } = outgoing
    const scope = yield* Effect.flatMap(Effect.scope, (parent) => Scope.fork(parent, parent.strategy))
    const activity = answerLimit === undefined ? undefined : yield* Activity.make(answerLimit)
    let broken: BodyError | undefined
    const bare = HttpClientRequest.make(method)(url, { headers })
    const request =
      body === undefined
        ? bare
        : HttpClientRequest.setBody(
            bare,
            encode(
              body,
              () => activity?.mark(),
              (error) => {
                broken = error
              }
            )
          )
    const answer = client.execute(request).pipe(
      Scope.extend(scope),
      Effect.mapError((failure) => broken ?? networkError(url, failure))
    )
    const response = yield* activity === undefined || answerLimit === undefined
      ? answer
      : Effect.raceFirst(
          answer,
          Effect.flatMap(activity.stalled, () => Effect.fail(timedOut(url, "answer", answerLimit)))
        )
    return incoming(url, response, bodyLimit, Scope.close(scope, Exit.void))
  })
