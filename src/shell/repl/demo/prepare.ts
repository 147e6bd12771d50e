/** Looks at the Hub in a box before somebody sits down at it: a new one gets something to try. */
import * as Effect from "effect/Effect"
import { Settings } from "../../../services/Settings.ts"
import { dataDir } from "../../Access.ts"
import { CurrentSession } from "../Session.ts"
import { Ways } from "../Ways.ts"
import { fillOnce } from "./fill.ts"

/** Nothing where the session is at another Hub. */
export const prepare = Effect.gen(function* () {
  const session = yield* CurrentSession
  const { access } = (yield* Ways).to(session.choices)
  if (!access.local) return
  const { home } = yield* Settings
  session.demo = yield* Effect.provide(fillOnce(dataDir(home)), access.layer(undefined))
})
