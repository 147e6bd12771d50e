/** In the foreground until it is over: progress is drawn, and what programs in the background print is printed. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Progress } from "../../../services/Progress.ts"
import { Screen } from "../../render/Screen.ts"
import { Background } from "./Background.ts"
import type { Transfer } from "./Transfer.ts"

const over = ({ fiber }: Transfer): Effect.Effect<void> =>
  fiber === undefined ? Effect.void : Effect.asVoid(Fiber.await(fiber))

/** What is to be told of those that ended. */
const report = Effect.gen(function* () {
  const { reports } = yield* Background
  const { err } = yield* Screen
  yield* err(reports())
})

/** Waits for all of them, and tells of each as it ends where that was not told before. Interrupted, it leaves them alone. */
export const attend = (transfers: ReadonlyArray<Transfer>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const progress = yield* Progress
      yield* Effect.forEach(transfers, ({ tally }) => tally.mirror(progress), { discard: true })
      yield* Effect.forEach(
        transfers,
        (transfer) => Effect.zipRight(over(transfer), transfer.said === undefined ? Effect.void : report),
        { concurrency: "unbounded", discard: true }
      )
    })
  )

/** As if it had been started there: what it prints is printed at once, and Ctrl-C ends it. */
export const adopt = (transfer: Transfer) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { stop } = yield* Background
      const { said, tally } = transfer
      // Whatever it says from now on, and its end, is seen here.
      transfer.heard = true
      if (said !== undefined) {
        yield* said.to(yield* Screen)
        yield* Effect.addFinalizer(() => said.to(undefined))
      }
      yield* tally.mirror(yield* Progress)
      yield* over(transfer).pipe(Effect.onInterrupt(() => stop([transfer])))
    })
  )
