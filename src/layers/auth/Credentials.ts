/** Where the current token comes from: argument, then a CI's exchange, environment, token file (huggingface_hub 2.0.0). */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type Credential, Credentials, type CredentialsShape } from "../../services/Credentials.ts"
import { Gateway as GatewayService } from "../../services/Gateway.ts"
import { Settings } from "../../services/Settings.ts"
import { TokenStore } from "../../services/TokenStore.ts"
import * as Gateway from "../http/Gateway.ts"
import * as TokenExchange from "./TokenExchange.ts"

/** The way to a token asks for none. */
const anonymous = Layer.provide(Gateway.layer, Layer.succeed(Credentials, { current: Effect.succeedNone }))

const exchanging = Effect.gen(function* () {
  const { endpoint, oidc } = yield* Settings
  if (Option.isNone(oidc)) return undefined
  const gateway = Context.get(yield* Layer.build(anonymous), GatewayService)
  return yield* TokenExchange.make(oidc.value, gateway, endpoint)
})

const make = Effect.gen(function* () {
  const settings = yield* Settings
  const exchange = yield* exchanging
  const store = yield* TokenStore
  const fromFile = Effect.map(
    store.active,
    Option.map((token): Credential => ({ token, source: "file" }))
  )
  const resolve = (): CredentialsShape["current"] => {
    if (settings.argumentToken !== undefined) {
      return Effect.succeedSome({ token: settings.argumentToken, source: "argument" })
    }
    if (settings.disableImplicitToken) return Effect.succeedNone
    if (exchange !== undefined) {
      return Effect.map(exchange, (token) => Option.some<Credential>({ token, source: "exchange" }))
    }
    if (Option.isSome(settings.environmentToken)) {
      return Effect.succeedSome({ token: settings.environmentToken.value.token, source: "environment" })
    }
    return fromFile
  }
  return { current: resolve() }
})

export const layer: Layer.Layer<Credentials, never, Settings | TokenStore | HttpClient.HttpClient> = Layer.scoped(
  Credentials,
  make
)
