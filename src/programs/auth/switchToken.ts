import * as Effect from "effect/Effect"
import { Auth } from "../../services/Auth.ts"

/** Makes a stored token the active one. The result says whether an environment variable outranks it. */
export const switchToken = (name: string) => Effect.flatMap(Auth, (auth) => auth.switch(name))
