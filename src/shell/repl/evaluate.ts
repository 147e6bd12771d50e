/** Does what a statement says. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { Commands } from "../Commands.ts"
import { Misuse } from "../Misuse.ts"
import { foregroundOnly } from "./background/commands.ts"
import { launch } from "./background/detached.ts"
import { notBound } from "./binding.ts"
import { meant } from "./builtins.ts"
import { asCommand } from "./Command.ts"
import { call, grasp } from "./calling.ts"
import { change } from "./choices.ts"
import { expand, kept, valueOf } from "./expand.ts"
import { pipe, stream } from "./external.ts"
import type { Failure, Needs } from "./Failure.ts"
import { told } from "./failing.ts"
import { apply } from "./filters.ts"
import { Gathered } from "./Gathered.ts"
import { type Given, isLiteral } from "./language/filterWords.ts"
import { parse, valueIn, withWords } from "./language/parse.ts"
import type { Call, Let, Pipeline, Span, Stage, Statement, Word } from "./language/syntax.ts"
import { caught, gathering } from "./listening.ts"
import { CurrentSession, choosing, remember, type Session } from "./Session.ts"
import { at, say } from "./saying.ts"
import { show } from "./show.ts"
import { sieveOf } from "./sieves.ts"
import { asRows, asText, type Value } from "./values.ts"

type Filter = Extract<Stage, { readonly _tag: "filter" }>

type Doing<A> = Effect.Effect<A, Failure, Needs>

const failedAt = (span: Span | undefined) =>
  Effect.map(CurrentSession, (session) => {
    session.fault = span
  })

/** The inside of a `$(…)`: its statements' output, caught. */
const substitute = (source: string): Doing<string> =>
  Effect.gen(function* () {
    const statements = parse(source, false)
    // The line was read with what is inside it; only a variable could not be known then.
    if (Either.isLeft(statements)) return yield* new Misuse({ reason: statements.left.reason })
    const session = yield* CurrentSession
    const { name } = session
    // Where it stands in there says nothing about the line around it.
    session.name = undefined
    const { text } = yield* caught(evaluateAll(statements.right)).pipe(
      Effect.tapErrorCause(() => failedAt(undefined)),
      Effect.ensuring(
        Effect.sync(() => {
          session.name = name
        })
      )
    )
    return asText(text)
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

interface Held {
  /** The value behind what was printed, if there is one. */
  readonly answer: Value | undefined
  readonly value: Value
}

const held = (words: ReadonlyArray<string>): Doing<Held> =>
  Effect.gen(function* () {
    const builtin = yield* own(words)
    if (builtin === undefined) return yield* grasp(words)
    const { answer, text } = yield* caught(builtin.run(words.slice(1)))
    return { answer, value: answer ?? text }
  })

/** The words of a filter, with what stands in them. */
const givenOf = (name: string, words: ReadonlyArray<Word>): Doing<ReadonlyArray<Given>> =>
  Effect.map(
    Effect.forEach(words, (word) =>
      Effect.map(worded([word]), (texts): ReadonlyArray<Given> => {
        const quoted = isLiteral(word)
        // A list names columns; a value to compare with is one.
        const given = name === "where" ? [texts.join(" ")] : texts
        return given.map((text) => ({ text, quoted }))
      })
    ),
    (all) => all.flat()
  )

const filterFailed = ({ name }: Filter, reason: string) => new Misuse({ reason: `${name}: ${reason}` })

/** `waited`: somebody takes what comes out of it. */
const staged = (stage: Stage, value: Value, waited: boolean): Doing<Value | undefined> =>
  Effect.gen(function* () {
    switch (stage._tag) {
      case "filter": {
        const result = apply(stage.name, yield* givenOf(stage.name, stage.words), value)
        return Either.isRight(result) ? result.right : yield* filterFailed(stage, result.left)
      }
      case "external":
        return yield* pipe(yield* worded(stage.words), `${asText(value)}\n`)
      case "each":
        return yield* each(stage.body, value, waited)
    }
  })

/** The block for each row. What it answers is printed; waited for, it goes on when all of them have run. */
const each = (body: ReadonlyArray<Statement>, value: Value, waited: boolean): Doing<Value | undefined> =>
  Effect.gen(function* () {
    const { variables } = yield* CurrentSession
    const gathered = waited ? new Gathered() : undefined
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
        return block(body, gathered)
      },
      { discard: true }
    )
    yield* Effect.ensuring(rows, restore)
    return gathered?.value()
  })

/** What prints bytes of files, of any size and kind: nobody holds them on their way to a program. */
const streaming = (words: ReadonlyArray<string>): Doing<Doing<unknown> | undefined> =>
  Effect.gen(function* () {
    const builtin = yield* own(words)
    if (builtin?.bytes === true) return builtin.run(words.slice(1))
    return builtin === undefined && words[0] === "cp" && words.includes("-") ? call(words) : undefined
  })

/** The first stage, where it takes the bytes of `work` while they come: a program, or a filter that needs few of them. */
const takenBy = (stage: Stage, work: Doing<unknown>): Doing<Value | undefined> =>
  Effect.gen(function* () {
    if (stage._tag === "external") return yield* stream(yield* worded(stage.words), work)
    if (stage._tag === "each") return undefined
    const sieve = sieveOf(stage.name, yield* givenOf(stage.name, stage.words))
    if (Either.isLeft(sieve)) return yield* filterFailed(stage, sieve.left)
    if (sieve.right === undefined) return undefined
    yield* gathering(sieve.right, work)
    return sieve.right.value()
  })

/** What a pipe begins with, and the stages that are still to come. */
const begun = ({ call: source, stages }: Pipeline, bound?: Let): Doing<readonly [Value, ReadonlyArray<Stage>]> =>
  Effect.gen(function* () {
    const part = valueIn(source)
    if (part !== undefined) return [yield* valueOf(part), stages]
    const words = yield* commandOf(source)
    const reason = bound && notBound((yield* Commands).table, bound, words[0])
    if (reason !== undefined) return yield* new Misuse({ reason })
    const [first, ...others] = stages
    const work = first === undefined ? undefined : yield* streaming(words)
    const value = first === undefined || work === undefined ? undefined : yield* takenBy(first, work)
    return value === undefined ? [(yield* held(words)).value, stages] : [value, others]
  })

/** A stage in a line of its own fails there. */
const located = <A>({ start }: Pipeline, stage: Stage, work: Doing<A>): Doing<A> =>
  Effect.tapErrorCause(work, () =>
    Effect.flatMap(CurrentSession, ({ fault, source }) =>
      failedAt(fault ?? (source.slice(start, stage.start).includes("\n") ? stage : undefined))
    )
  )

/** Who takes the value at the end of a pipe; nobody: it is printed. */
interface Taker {
  readonly waited: boolean
  /** The `let` it is for. */
  readonly bound?: Let
}

/** The value at the end of a pipe; none behind an `each` that nobody waits for, which has printed already. */
const piped = (pipeline: Pipeline, { bound, waited }: Taker): Doing<Value | undefined> =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const [first, stages] = yield* begun(pipeline, bound)
    let value: Value | undefined = first
    for (const [at, stage] of stages.entries()) {
      const isWaited = waited || at < stages.length - 1
      const before: Value = value ?? { _tag: "text", text: "" }
      value = yield* located(pipeline, stage, staged(stage, before, isWaited))
      if (session.ended !== undefined) return undefined
    }
    return value
  })

/** What it answers is printed, or kept by `gathered`. */
const evaluate = (statement: Statement, gathered?: Gathered): Doing<void> =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    switch (statement._tag) {
      case "pipeline": {
        if (statement.background) return yield* launch(statement.text, evaluate({ ...statement, background: false }))
        const isCommand = statement.stages.length === 0 && valueIn(statement.call) === undefined
        if (isCommand && gathered === undefined) return yield* printed(yield* commandOf(statement.call))
        if (isCommand) {
          const { answer, value } = yield* held(yield* commandOf(statement.call))
          if (answer !== undefined) remember(session, answer)
          return yield* gathered?.add(value) ?? Effect.void
        }
        const value = yield* piped(statement, { waited: gathered !== undefined })
        if (value === undefined) return
        remember(session, value)
        return yield* gathered?.add(value) ?? show(value, session.choices.format ?? "guide")
      }
      case "let": {
        const value = yield* piped(statement.value, { waited: true, bound: statement })
        session.variables.set(statement.name, value ?? { _tag: "text", text: "" })
        return
      }
      case "with": {
        const [name = "", text = "", more] = yield* worded(statement.words)
        if (more !== undefined) return yield* new Misuse({ reason: withWords })
        const changed = change(session.choices, name, text)
        if (Either.isLeft(changed)) return yield* new Misuse({ reason: changed.left })
        yield* choosing(changed.right, block(statement.body, gathered))
      }
    }
  })

const run = (session: Session, statement: Statement, gathered?: Gathered): Doing<void> =>
  session.ended === undefined
    ? Effect.tapErrorCause(asCommand(statement, evaluate(statement, gathered)), () =>
        failedAt(session.fault ?? statement)
      )
    : Effect.void

/** One after the other, until one fails or `exit` is called. */
export const evaluateAll = (statements: ReadonlyArray<Statement>): Doing<void> =>
  Effect.flatMap(CurrentSession, (session) =>
    Effect.forEach(statements, (statement) => run(session, statement), { discard: true })
  )

/** With `set -e off` a failure in a block is said, and what is behind it goes on. */
const passOver = (session: Session, cause: Cause.Cause<Failure>): Doing<void> =>
  Effect.gen(function* () {
    if (session.choices.stopAtFailure !== false || Cause.isInterruptedOnly(cause)) return yield* Effect.failCause(cause)
    const { code, lines } = told(cause)
    const { fault, name, source } = session
    yield* say([...lines, ...(fault === undefined || name === undefined ? [] : [`  ${at(source, name, fault)}`])])
    session.missed = code
    session.fault = undefined
  })

/** The statements of a block. */
const block = (statements: ReadonlyArray<Statement>, gathered?: Gathered): Doing<void> =>
  Effect.flatMap(CurrentSession, (session) =>
    Effect.forEach(
      statements,
      (statement) => Effect.catchAllCause(run(session, statement, gathered), (cause) => passOver(session, cause)),
      { discard: true }
    )
  )
