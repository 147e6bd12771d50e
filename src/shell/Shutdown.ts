/** For commands that run until they are told to stop: the first signal tells them, instead of interrupting them. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface ShutdownShape {
  /** Waits for SIGINT or SIGTERM; from then on, until it is over, the first signal only ends this wait. */
  readonly requested: Effect.Effect<void>
  /** As long as the scope is open, Ctrl-C only calls `heard`, however often it comes; afterwards whoever heard it before. */
  readonly onInterrupt: (heard: () => void) => Effect.Effect<void, never, Scope.Scope>
}

export class Shutdown extends Context.Tag("hf/shell/Shutdown")<Shutdown, ShutdownShape>() {}
