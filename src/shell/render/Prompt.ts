/** Answers {@link Prompt} from standard input, terminal or pipe. */
import { isatty } from "node:tty"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { Output } from "../../services/Output.ts"
import { Aborted, ConfirmationNeeded, Prompt } from "../../services/Prompt.ts"
import { harmless } from "./paint.ts"
import { Screen } from "./Screen.ts"
import * as Stdin from "./Stdin.ts"
import { standardInput } from "./standardInput.ts"

const yes = /^y(es)?$/i
const no = /^no?$/i

export const layer: Layer.Layer<Prompt, never, Output | Screen> = Layer.effect(
  Prompt,
  Effect.gen(function* () {
    const { mode } = yield* Output
    const screen = yield* Screen
    // Opened by the first question only: a command that asks nothing leaves standard input alone.
    const opened = yield* Effect.cached(Effect.suspend(() => Stdin.make(standardInput)))
    const interactive = isatty(0)

    const ask = (question: string, initial: boolean, colon: string): Effect.Effect<void, Aborted> =>
      Effect.gen(function* () {
        yield* screen.out(`${harmless(question)} ${initial ? "[Y/n]" : "[y/N]"}${colon} `)
        const stdin = yield* opened
        const line = yield* stdin.line
        if (Option.isNone(line)) {
          yield* screen.out("\n")
          return yield* new Aborted()
        }
        const answer = line.value.trim()
        if (yes.test(answer) || (answer === "" && initial)) return
        if (no.test(answer) || answer === "") return yield* new Aborted()
        yield* screen.out("Error: invalid input\n")
        yield* ask(question, initial, colon)
      })

    const choose = (choices: readonly [string, ...ReadonlyArray<string>]): Effect.Effect<string, Aborted> =>
      Effect.gen(function* () {
        yield* screen.out("Choice [1]: ")
        const line = yield* (yield* opened).line
        if (Option.isNone(line)) {
          yield* screen.out("\n")
          return yield* new Aborted()
        }
        const answer = line.value.trim()
        if (answer === "") return choices[0]
        const chosen = choices.find((choice, i) => choice === answer || String(i + 1) === answer)
        if (chosen !== undefined) return chosen
        yield* screen.out("Error: invalid input\n")
        return yield* choose(choices)
      })

    return {
      interactive,
      choose: (question, choices, flag) =>
        mode === "guide" || mode === "human"
          ? Effect.zipRight(
              screen.out(
                `${[question, ...choices.map((choice, i) => `  ${i + 1}. ${choice}`)].map(harmless).join("\n")}\n`
              ),
              choose(choices)
            )
          : Effect.fail(new ConfirmationNeeded({ question, flag })),
      confirm: (question, options) =>
        mode === "guide" || mode === "human"
          ? ask(question, options?.initial ?? false, options?.colon === false ? "" : ":")
          : Effect.fail(new ConfirmationNeeded({ question, flag: options?.flag ?? "--yes" })),
      secret: (question) =>
        Effect.gen(function* () {
          const stdin = yield* opened
          if (!interactive) return Option.map(yield* stdin.line, (line) => Redacted.make(line.trim()))
          const line = yield* stdin.hidden(screen.err(question))
          yield* screen.err("\n")
          return Option.map(line, (text) => Redacted.make(text.trim()))
        })
    }
  })
)
