/**
 * Requests without a body by undici's handler, their answers' bodies in batches: whatever has come since the last look, in one
 * chunk. A Node stream and its trip through Effect for every 64 KiB cost more than receiving, hashing and writing them.
 */
import * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Dispatcher } from "undici"
import * as Inbox from "./Inbox.ts"

interface Head {
  readonly status: number
  readonly fields: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
}

const answer = (
  request: HttpClientRequest.HttpClientRequest,
  { fields, status }: Head,
  inbox: Inbox.Inbox
): HttpClientResponse.HttpClientResponse => {
  const undecoded = (cause: unknown): HttpClientError.ResponseError =>
    new HttpClientError.ResponseError({ request, response: self, reason: "Decode", cause })
  const stream = Stream.fromPull(Effect.succeed(Effect.mapError(inbox.pull, Option.map(undecoded))))
  const bytes = Effect.map(Stream.runCollect(stream), (pieces) => Buffer.concat(Chunk.toReadonlyArray(pieces)))
  const text = Effect.map(bytes, (all) => all.toString())
  const headers = Headers.fromInput(fields)
  const self: HttpClientResponse.HttpClientResponse = {
    ...Inspectable.BaseProto,
    [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId,
    [HttpClientResponse.TypeId]: HttpClientResponse.TypeId,
    request,
    status,
    headers,
    cookies: Cookies.fromSetCookie(fields["set-cookie"] ?? []),
    remoteAddress: Option.none(),
    stream,
    text,
    json: Effect.tryMap(text, {
      try: (body): unknown => (body === "" ? null : JSON.parse(body)),
      catch: undecoded
    }),
    arrayBuffer: Effect.map(bytes, (all) => new Uint8Array(all).buffer),
    urlParamsBody: Effect.map(text, (body) => UrlParams.fromInput(new URLSearchParams(body))),
    formData: Effect.flatMap(bytes, (all) =>
      Effect.tryPromise({ try: () => new Response(all, { headers }).formData(), catch: undecoded })
    ),
    toJSON: () => HttpIncomingMessage.inspect(self, { _id: "UndiciGet", request: request.toJSON(), status })
  }
  return self
}

/** Sends what has no body; hands everything else to `others`. */
export const make = (dispatcher: Pick<Dispatcher, "dispatch">, others: HttpClient.HttpClient): HttpClient.HttpClient =>
  HttpClient.make((request, url, signal) => {
    if (request.body._tag !== "Empty") return others.execute(request)
    return Effect.async((resume) => {
      let inbox: Inbox.Inbox | undefined
      let abort: (() => void) | undefined
      const forget = () => {
        if (abort !== undefined) signal.removeEventListener("abort", abort)
      }
      const failed = (cause: unknown) => {
        forget()
        if (inbox !== undefined) return inbox.close(Option.some(cause))
        resume(Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause })))
      }
      const options: Dispatcher.DispatchOptions = {
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method,
        headers: request.headers,
        // The gateway watches the time.
        headersTimeout: 0,
        bodyTimeout: 0
      }
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart: (controller) => {
          abort = () => controller.abort(new Error("aborted"))
          if (signal.aborted) abort()
          else signal.addEventListener("abort", abort, { once: true })
        },
        onResponseStart: (controller, status, fields) => {
          if (status < 200) return
          inbox = Inbox.make(controller)
          resume(Effect.succeed(answer(request, { status, fields }, inbox)))
        },
        onResponseData: (_, piece) => inbox?.put(piece),
        onResponseEnd: () => {
          forget()
          inbox?.close(Option.none())
        },
        onResponseError: (_, cause) => failed(cause)
      }
      try {
        dispatcher.dispatch(options, handler)
      } catch (cause) {
        // What cannot be a request at all: undici throws it instead of telling the handler.
        failed(cause)
      }
    })
  })
