import * as Effect from "effect/Effect"
import { Auth } from "../../services/Auth.ts"

/** The stored tokens in the file's order, the one in use marked. */
export const listTokens = Effect.flatMap(Auth, (auth) => auth.list)
