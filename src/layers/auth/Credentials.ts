/** Where the current token comes from: argument, then a CI's exchange, environment, token file (huggingface_hub 2.0.0). */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { type Credential, Credentials, type CredentialsShape } from "../../services/Credentials.ts"
import { Gateway as GatewayService } from "../../services/Gateway.ts"
import { Settings } from "../../services/Settings.ts"
import { TokenStore } from "../../services/TokenStore.ts"
import * as Gateway from "../http/Gateway.ts"
import * as Renewal from "./Renewal.ts"
import * as TokenExchange from "./TokenExchange.ts"

/** The way to a token asks for none. */
const anonymous = Layer.provide(Gateway.layer, Layer.succeed(Credentials, { current: Effect.succeedNone }))

/** Made when it is needed first: most tokens are simply there. */
const gatewayLater = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const context = yield* Effect.context<Settings | HttpClient.HttpClient>()
  return yield* Effect.cached(
    // Its fibers end with the scope, even when what needs it first may not be interrupted.
    Effect.interruptible(Layer.buildWithScope(anonymous, scope)).pipe(
      Effect.map((built) => Context.get(built, GatewayService)),
      Effect.provide(context)
    )
  )
})

const make = Effect.gen(function* () {
  const settings = yield* Settings
  const gateway = yield* gatewayLater
  const exchange = Option.isNone(settings.oidc)
    ? undefined
    : yield* TokenExchange.make(settings.oidc.value, yield* gateway, settings.endpoint)
  const store = yield* TokenStore
  // Offline nothing is sent, and nothing can be renewed.
  const renewed = settings.offline ? Effect.succeed<Redacted.Redacted> : yield* Renewal.make(store, settings, gateway)
  const fromFile = Effect.flatMap(
    store.active,
    Option.match({
      onNone: () => Effect.succeedNone,
      onSome: (token) => Effect.map(renewed(token), (token) => Option.some<Credential>({ token, source: "file" }))
    })
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
