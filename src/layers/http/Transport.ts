/** Where the gateway's requests go: the network, unless another `HttpClient` stands in (the embedded Hub's, a test's). */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { InvalidInput } from "../../domain/errors.ts"
import type { Settings } from "../../services/Settings.ts"
import type { RawTransport } from "./RawTransport.ts"

/** Keep-alive pool, proxies and certificates from `Settings`. Loaded when built: whoever makes no request does not pay for it. */
export const layer: Layer.Layer<HttpClient.HttpClient | RawTransport, InvalidInput, Settings> = Layer.unwrapEffect(
  Effect.map(
    Effect.promise(() => import("./UndiciClient.ts")),
    ({ layer }) => layer
  )
)
