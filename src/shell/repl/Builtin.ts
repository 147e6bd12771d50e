/** A command of the shell itself. */
import type * as Effect from "effect/Effect"
import type { Failure, Needs } from "./Failure.ts"
import type { Takes } from "./places/words.ts"
import type { Value } from "./values.ts"

export interface Builtin {
  readonly usage: string
  readonly help: string
  /** What comes back was printed already: it is only kept. */
  readonly answered?: true
  /** It is about the session: `explain` and `hf` go on telling of the command before it. */
  readonly aside?: true
  /** The command of `hf` that it runs says the same for a shell outside. */
  readonly stands?: true
  /** Where `hf` has a command of that name, too: is it this one that is meant? */
  readonly isMine?: (words: ReadonlyArray<string>, onDisk: boolean) => boolean
  /** What it says or does depends on what is staged. */
  readonly ofStage?: true
  /** It prints the bytes of files: an external program gets them as they are. */
  readonly bytes?: true
  /** The options it reads, and how many words: what else there is is known to be a mistake before it runs. Without this nobody knows. */
  readonly takes?: Takes
  /** What is wrong with its words, as far as they themselves tell. */
  readonly check?: (words: ReadonlyArray<string>) => string | undefined
  /** It is a word of the language, and a mistake wherever a command is expected: why. */
  readonly misplaced?: string
  /** What its words name; Tab offers that. */
  readonly completes?: "place" | "disk"
  /** A value that comes back is printed, and kept for `$_`. */
  readonly run: (words: ReadonlyArray<string>) => Effect.Effect<Value | undefined, Failure, Needs>
}
