/** A command of the shell itself. */
import type * as Effect from "effect/Effect"
import type { Failure, Needs } from "./Failure.ts"
import type { Value } from "./values.ts"

export interface Builtin {
  readonly usage: string
  readonly help: string
  /** What comes back was printed already: it is only kept. */
  readonly answered?: true
  /** A value that comes back is printed, and kept for `$_`. */
  readonly run: (words: ReadonlyArray<string>) => Effect.Effect<Value | undefined, Failure, Needs>
}
