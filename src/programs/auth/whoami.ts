import * as Effect from "effect/Effect"
import { Auth } from "../../services/Auth.ts"

/** Who the current token belongs to. `Unauthorized` with reason `missing` when there is no token: the Hub is not asked then. */
export const whoami = Effect.flatMap(Auth, (auth) => auth.whoami)
