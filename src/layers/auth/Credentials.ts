/** Where the current token comes from: argument, then environment, then token file (huggingface_hub 2.0.0). */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { DiskError } from "../../domain/errors.ts"
import { type Credential, Credentials } from "../../services/Credentials.ts"
import { Settings } from "../../services/Settings.ts"
import { TokenStore } from "../../services/TokenStore.ts"

const make = Effect.gen(function* () {
  const settings = yield* Settings
  const store = yield* TokenStore
  const fromFile = Effect.map(
    store.active,
    Option.map((token): Credential => ({ token, source: "file" }))
  )
  const resolve = (): Effect.Effect<Option.Option<Credential>, DiskError> => {
    if (settings.argumentToken !== undefined) {
      return Effect.succeedSome({ token: settings.argumentToken, source: "argument" })
    }
    if (settings.disableImplicitToken) return Effect.succeedNone
    if (Option.isSome(settings.environmentToken)) {
      return Effect.succeedSome({ token: settings.environmentToken.value.token, source: "environment" })
    }
    return fromFile
  }
  return { current: resolve() }
})

export const layer: Layer.Layer<Credentials, never, Settings | TokenStore> = Layer.effect(Credentials, make)
