import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Unauthorized } from "../../domain/errors.ts"
import { Auth } from "../../services/Auth.ts"
import { Settings } from "../../services/Settings.ts"

/** The token in use and where it came from; `Unauthorized` when there is none. */
export const currentToken = Effect.gen(function* () {
  const auth = yield* Auth
  const { endpoint } = yield* Settings
  const credential = yield* auth.current
  if (Option.isNone(credential)) return yield* new Unauthorized({ url: endpoint, reason: "missing" })
  return credential.value
})
