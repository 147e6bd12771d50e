/** What Ctrl-C ends while it runs: the line that was typed, and nothing else. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Shutdown } from "../Shutdown.ts"

/** Runs the line so that Ctrl-C ends it alone: its fiber, its requests, its child processes. */
export const inForeground = <A, E, R>(line: Effect.Effect<A, E, R>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const shutdown = yield* Shutdown
      const fiber = yield* Effect.fork(line)
      yield* shutdown.onInterrupt(() => fiber.unsafeInterruptAsFork(fiber.id()))
      return yield* Fiber.await(fiber)
    })
  )
