import * as Effect from "effect/Effect"
import { Auth } from "../../services/Auth.ts"

/** Forgets the token of that name, or all of them. The result says whether an environment variable keeps us logged in. */
export const logout = (name?: string) => Effect.flatMap(Auth, (auth) => auth.logout(name))
