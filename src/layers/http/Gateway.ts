/**
 * The gateway: requests made with patience, answers read and decoded. See `services/Gateway.ts` for the contract and the files
 * beside this one for each rule.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { InvalidAnswer, type TransportError } from "../../domain/errors.ts"
import type { Credentials } from "../../services/Credentials.ts"
import {
  Gateway,
  type GatewayError,
  type GatewayRequest,
  type GatewayResponse,
  type GatewayShape
} from "../../services/Gateway.ts"
import { Settings } from "../../services/Settings.ts"
import * as Body from "./Body.ts"
import * as Journey from "./Journey.ts"
import { link } from "./Links.ts"
import { marked } from "./Lost.ts"
import { type Failure, failure, retrying } from "./Retries.ts"
import { presentable } from "./Urls.ts"

/** No JSON answer of the Hub comes near this; a larger one is not kept in memory. */
const jsonLimit = 64 * 1024 * 1024

const make = Effect.gen(function* () {
  const { endpoint } = yield* Settings
  const attempt = yield* Journey.make

  /** Retried by policy, in a span that is around the effect and not in its context: nothing below looks for it. */
  const patiently = <A, R>(name: string, request: GatewayRequest, once: Effect.Effect<A, Failure, R>) => {
    const attributes = {
      "http.request.method": request.method,
      "url.full": presentable(Journey.absolute(endpoint, request))
    }
    const told = Effect.mapError(once, marked(request))
    return Effect.useSpan(`Gateway.${name}`, { captureStackTrace: false, attributes }, () => retrying(request, told))
  }

  const execute: GatewayShape["execute"] = (request) => patiently("execute", request, attempt(request))

  /** One try whose body is consumed at once: a body that breaks off is a failed try. */
  const consuming = <A>(
    request: GatewayRequest,
    consume: (response: GatewayResponse) => Effect.Effect<A, TransportError>
  ) =>
    Effect.scoped(
      Effect.flatMap(attempt(request), (response) =>
        Effect.mapError(consume(response), (error) => failure<GatewayError>(error))
      )
    )

  const drain: GatewayShape["drain"] = (request) =>
    patiently(
      "drain",
      request,
      consuming(request, ({ body }) => Stream.runDrain(body))
    )

  const decoded = <A, I>(name: string, request: GatewayRequest, schema: Schema.Schema<A, I>) => {
    const decode = Schema.decodeUnknown(Schema.parseJson(schema))
    const read = consuming(request, (response) =>
      Effect.map(Body.collect(response.body, jsonLimit), (body) => ({ ...body, response }))
    )
    return Effect.flatMap(patiently(name, request, read), ({ complete, response, text }) => {
      const { requestId } = response
      const url = presentable(response.url)
      const invalid = (detail: string) => new InvalidAnswer({ url, detail: detail.slice(0, 500), requestId })
      if (!complete) return Effect.fail(invalid(`it is larger than ${jsonLimit} bytes`))
      return Effect.mapBoth(decode(text), {
        onFailure: (error) => invalid(error.message),
        onSuccess: (value) => ({ value, response })
      })
    })
  }

  const json: GatewayShape["json"] = (request, schema) =>
    Effect.map(decoded("json", request, schema), ({ value }) => value)

  const pages: GatewayShape["pages"] = (request, page) =>
    Stream.paginateChunkEffect(request, (current) =>
      Effect.map(decoded("page", current, page), ({ response, value }) => {
        const next = link(response.headers["link"], "next")
        const url =
          next !== undefined && URL.canParse(next, response.url) ? new URL(next, response.url).href : undefined
        // The link repeats every parameter of the first request.
        const { query: _, ...rest } = current
        const more = url !== undefined && url !== response.url
        return [Chunk.unsafeFromArray(value), more ? Option.some({ ...rest, url }) : Option.none()] as const
      })
    )

  return { execute, json, drain, pages } satisfies GatewayShape
})

export const layer: Layer.Layer<Gateway, never, Settings | Credentials | HttpClient.HttpClient> = Layer.scoped(
  Gateway,
  make
)
