/** What becomes of programs in the background when the shell ends. */
import * as Effect from "effect/Effect"
import { Screen } from "../../render/Screen.ts"
import { attend } from "./attend.ts"
import { Background } from "./Background.ts"

/** Waits until nothing runs any more: what ends may have started others. */
export const waitForAll: Effect.Effect<void, never, Background | Screen> = Effect.gen(function* () {
  const { running } = yield* Background
  while (running().length > 0) yield* attend(running())
})

/** At the end of a script: waits for all; the code of the first that failed and that nobody waited for, or 0. */
export const settle = Effect.gen(function* () {
  yield* waitForAll
  return (yield* Background).failure() ?? 0
})

/** A script that failed waits for nobody. */
export const abandon = Effect.gen(function* () {
  const { running, stop } = yield* Background
  const { err } = yield* Screen
  const left = running()
  yield* stop(left)
  yield* err(left.map(({ command, number }) => `Interrupted: [${number}] ${command}\n`).join(""))
})
