/** The Hub without a socket: an HTTP client that calls the app itself. For tests, `hf --local` and `HF_ENDPOINT=embedded`. */

import { Readable } from "node:stream"
import * as HttpClient from "@effect/platform/HttpClient"
import { RequestError } from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import type { HubServices } from "./api/Call.ts"
import * as HubApp from "./HubApp.ts"
import type { HubOptions } from "./HubConfig.ts"
import type { HubStartError } from "./HubError.ts"

/** Where the embedded Hub is, as far as URLs are concerned. Nothing resolves this name. */
export const origin = "http://hub.embedded"

const bodyOf = (request: HttpClientRequest): string | Uint8Array | FormData | ReadableStream | undefined => {
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return undefined
    case "Stream":
      return Stream.toReadableStream(body.stream)
    case "FormData":
      return body.formData
    case "Uint8Array":
      return body.body
    case "Raw":
      return typeof body.body === "string" || body.body instanceof Uint8Array ? body.body : JSON.stringify(body.body)
  }
}

const toServer = (request: HttpClientRequest, url: URL): Request => {
  const body = bodyOf(request)
  const type = request.body.contentType
  const headers = { ...request.headers, ...(type === undefined ? {} : { "content-type": type }), host: url.host }
  return new Request(url, {
    method: request.method,
    headers,
    redirect: "manual",
    ...(body === undefined ? {} : { body, duplex: "half" })
  })
}

/** Files come as Node streams; nobody may be left holding one open when the client turns away. */
const toClient = (
  response: HttpServerResponse.HttpServerResponse,
  head: boolean,
  signal: AbortSignal,
  runtime: Runtime.Runtime<never>
): Response => {
  const { body } = response
  if (head || response.status === 204 || response.status === 304)
    return HttpServerResponse.toWeb(response, { withoutBody: true })
  const init = { status: response.status, headers: response.headers }
  if (body._tag === "Empty") return new Response(new Uint8Array(), init)
  if (body._tag !== "Raw" || !(body.body instanceof Readable)) return HttpServerResponse.toWeb(response, { runtime })
  const file = body.body
  signal.addEventListener("abort", () => file.destroy(), { once: true })
  return new Response(ReadableStream.from<Uint8Array>(file), init)
}

const make = Effect.gen(function* () {
  const runtime = yield* Effect.runtime<HubServices>()
  return HttpClient.make((request, url, signal) =>
    Effect.suspend(() => {
      if (url.origin !== origin) {
        const description = `the embedded Hub is the only one in reach, and it is not at ${url.origin}`
        return Effect.fail(new RequestError({ request, reason: "Transport", description }))
      }
      const incoming = HttpServerRequest.fromWeb(toServer(request, url))
      return HubApp.app.pipe(
        Effect.scoped,
        Effect.provideService(HttpServerRequest.HttpServerRequest, incoming),
        Effect.provide(runtime),
        Effect.map((response) =>
          HttpClientResponse.fromWeb(request, toClient(response, request.method === "HEAD", signal, runtime))
        )
      )
    })
  )
})

/** The client over a Hub that is there already. */
export const layerClient: Layer.Layer<HttpClient.HttpClient, never, HubServices> = Layer.effect(
  HttpClient.HttpClient,
  make
)

/** A Hub of its own over `options.dataDir`, and the only client that reaches it. */
export const layer = (options: HubOptions): Layer.Layer<HttpClient.HttpClient | HubServices, HubStartError> =>
  Layer.provideMerge(layerClient, HubApp.layer(options))
