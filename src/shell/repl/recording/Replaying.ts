/** How `replay` runs lines: a command of the shell cannot import what runs commands. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Failure, Needs } from "../Failure.ts"

export class Replaying extends Context.Tag("hf/shell/Replaying")<
  Replaying,
  (file: string, codesOnly: boolean) => Effect.Effect<void, Failure, Needs>
>() {}
