/** Whether the shell may go to another folder of this disk. */
import * as Effect from "effect/Effect"
import { Misuse } from "../../Misuse.ts"
import { Background } from "./Background.ts"

/** Not while a program in the background depends on this one without a name for it. */
export const mayLeave = Effect.gen(function* () {
  const held = (yield* Background).held()
  if (held === undefined) return
  const reason = `[${held.number}] ${held.command} reads this folder: wait ${held.number}, or start it with the folder's name`
  yield* new Misuse({ reason })
})
