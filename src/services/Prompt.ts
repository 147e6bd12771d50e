/** Questions to the person at the keyboard, or to whoever pipes the answers. None of them waits for an answer that cannot come. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** The answer was no, or there was none (end of input). */
export class Aborted extends Schema.TaggedError<Aborted>()("Aborted", {}) {
  readonly kind = "general"
  override get message() {
    return "Aborted!"
  }
}

/** The output mode (agent, json, quiet) leaves no room for a question; `flag` answers it beforehand. */
export class ConfirmationNeeded extends Schema.TaggedError<ConfirmationNeeded>()("ConfirmationNeeded", {
  question: Schema.String,
  flag: Schema.String
}) {
  readonly kind = "general"
  override get message() {
    return `${this.question} Use ${this.flag} to skip confirmation.`
  }
}

export type PromptError = Aborted | ConfirmationNeeded

export interface PromptShape {
  /** Whether a person sits at the keyboard: standard input is a terminal. */
  readonly interactive: boolean
  /** Asks on stdout with `[y/N]` (`[Y/n]` when `initial`; `colon: false` leaves the colon behind it out); succeeds on yes, {@link Aborted} otherwise. `flag` is told where asking is impossible. */
  readonly confirm: (
    question: string,
    options?: { readonly initial?: boolean; readonly flag?: string; readonly colon?: boolean }
  ) => Effect.Effect<void, PromptError>
  /** One of `choices`, by its number or as it stands; the first when the answer is empty. {@link Aborted} at the end of input. */
  readonly choose: (
    question: string,
    choices: readonly [string, ...ReadonlyArray<string>],
    flag: string
  ) => Effect.Effect<string, PromptError>
  /** One line nobody sees being typed; none at the end of input. */
  readonly secret: (question: string) => Effect.Effect<Option.Option<Redacted.Redacted>>
}

export class Prompt extends Context.Tag("hf/Prompt")<Prompt, PromptShape>() {}
