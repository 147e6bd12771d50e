/** Does what a statement says. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { Misuse } from "../Misuse.ts"
import { Screen } from "../render/Screen.ts"
import { foregroundOnly } from "./background/commands.ts"
import { launch } from "./background/detached.ts"
import { meant } from "./builtins.ts"
import { asCommand } from "./Command.ts"
import { call, grasp } from "./calling.ts"
import { change } from "./choices.ts"
import { expand, kept } from "./expand.ts"
import { pipe, stream } from "./external.ts"
import type { Failure, Needs } from "./Failure.ts"
import { apply } from "./filters.ts"
import { parse } from "./language/parse.ts"
import type { Call, Pipeline, Stage, Statement, Word } from "./language/syntax.ts"
import { caught } from "./listening.ts"
import { CurrentSession, choosing, remember } from "./Session.ts"
import { show } from "./show.ts"
import { asRows, asText, type Value } from "./values.ts"

type Doing<A> = Effect.Effect<A, Failure, Needs>

/** The inside of a `$(…)`: its statements' output, caught. */
const substitute = (source: string): Doing<string> =>
  Effect.gen(function* () {
    const statements = parse(source, false)
    // The line was read with what is inside it; only a variable could not be known then.
    if (Either.isLeft(statements)) return yield* new Misuse({ reason: statements.left.reason })
    const screen = yield* Screen
    const { screen: kept, text } = caught(screen)
    yield* Effect.provideService(evaluateAll(statements.right), Screen, kept)
    return text()
  })

const worded = (words: ReadonlyArray<Word>): Doing<ReadonlyArray<string>> => expand(words, substitute)

/** The words of a command; a pasted `hf` before them is left out. */
const commandOf = ({ words }: Call): Doing<ReadonlyArray<string>> =>
  Effect.map(worded(words), (all) => (all[0] === "hf" && all.length > 1 ? all.slice(1) : all))

/** The shell's own command of that name, if there is one. */
const own = (words: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const [name = ""] = words
    const builtin = meant(words, session)
    if (builtin !== undefined && session.detached !== undefined && foregroundOnly.has(name))
      return yield* new Misuse({ reason: `${name} cannot be run in the background` })
    return builtin
  })

const printed = (words: ReadonlyArray<string>): Doing<void> =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const builtin = yield* own(words)
    if (builtin === undefined) {
      const value = yield* call(words)
      if (value) remember(session, value)
      return
    }
    const value = yield* builtin.run(words.slice(1))
    if (value === undefined) return
    remember(session, value)
    if (builtin.answered !== true) yield* show(value, session.choices.format ?? "guide")
  })

const held = (words: ReadonlyArray<string>): Doing<Value> =>
  Effect.gen(function* () {
    const builtin = yield* own(words)
    if (builtin === undefined) return yield* grasp(words)
    const { screen, text } = caught(yield* Screen)
    const value = yield* Effect.provideService(builtin.run(words.slice(1)), Screen, screen)
    return value ?? { _tag: "text", text: text() }
  })

const staged = (stage: Stage, value: Value): Doing<Value | undefined> =>
  Effect.gen(function* () {
    switch (stage._tag) {
      case "filter": {
        const texts = yield* Effect.forEach(stage.words, (word) => Effect.map(worded([word]), (all) => all.join(" ")))
        const given = stage.words.map((word, at) => ({ text: texts[at] ?? "", quoted: word.quoted }))
        const result = apply(stage.name, given, value)
        return Either.isRight(result) ? result.right : yield* new Misuse({ reason: `${stage.name}: ${result.left}` })
      }
      case "external":
        return { _tag: "text", text: yield* pipe(yield* worded(stage.words), `${asText(value)}\n`) }
      case "each": {
        const { variables } = yield* CurrentSession
        const before = variables.get("it")
        const restore = Effect.sync(() => {
          if (before === undefined) variables.delete("it")
          else variables.set("it", before)
        })
        const rows = Effect.forEach(
          asRows(value).rows,
          (row) => {
            const only = Object.keys(row).length === 1 ? row["value"] : undefined
            variables.set("it", kept(only ?? row))
            return evaluateAll(stage.body)
          },
          { discard: true }
        )
        yield* Effect.ensuring(rows, restore)
        return undefined
      }
    }
  })

/** What prints bytes of files, of any size and kind: nobody holds them on their way to a program. */
const streaming = (words: ReadonlyArray<string>): Doing<Doing<unknown> | undefined> =>
  Effect.gen(function* () {
    const builtin = yield* own(words)
    if (builtin?.bytes === true) return builtin.run(words.slice(1))
    return builtin === undefined && words[0] === "cp" && words.includes("-") ? call(words) : undefined
  })

/** The value at the end of a pipe; none behind an `each`, which has printed already. */
const piped = ({ call: source, stages }: Pipeline): Doing<Value | undefined> =>
  Effect.gen(function* () {
    const words = yield* commandOf(source)
    const [first, ...others] = stages
    const work = first?._tag === "external" ? yield* streaming(words) : undefined
    let value: Value | undefined
    if (work === undefined || first?._tag !== "external") value = yield* held(words)
    else value = { _tag: "text", text: yield* stream(yield* worded(first.words), work) }
    for (const stage of work === undefined ? stages : others)
      value = yield* staged(stage, value ?? { _tag: "text", text: "" })
    return value
  })

const evaluate = (statement: Statement): Doing<void> =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    switch (statement._tag) {
      case "pipeline": {
        if (statement.background) return yield* launch(statement.text, evaluate({ ...statement, background: false }))
        if (statement.stages.length === 0) return yield* printed(yield* commandOf(statement.call))
        const value = yield* piped(statement)
        if (value === undefined) return
        remember(session, value)
        return yield* show(value, session.choices.format ?? "guide")
      }
      case "let": {
        const value = yield* piped(statement.value)
        session.variables.set(statement.name, value ?? { _tag: "text", text: "" })
        return
      }
      case "with": {
        const [name = "", text = ""] = yield* worded(statement.words)
        const changed = change(session.choices, name, text)
        if (Either.isLeft(changed)) return yield* new Misuse({ reason: changed.left })
        yield* choosing(changed.right, evaluateAll(statement.body))
      }
    }
  })

/** One after the other, until one fails or `exit` is called. */
export const evaluateAll = (statements: ReadonlyArray<Statement>): Doing<void> =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    for (const statement of statements) {
      if (session.ended !== undefined) return
      yield* asCommand(statement, evaluate(statement))
    }
  })
