/** For commands that run until they are told to stop: the first signal tells them, instead of interrupting them. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

export interface ShutdownShape {
  /** Waits for SIGINT or SIGTERM; from then on, until it is over, the first signal only ends this wait. */
  readonly requested: Effect.Effect<void>
}

export class Shutdown extends Context.Tag("hf/shell/Shutdown")<Shutdown, ShutdownShape>() {}
