import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { Auth } from "../../services/Auth.ts"

/** Checks a token with the Hub, stores it under its name and makes it the active one. */
export const login = (token: Redacted.Redacted) => Effect.flatMap(Auth, (auth) => auth.login(token))
