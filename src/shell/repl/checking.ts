/** What is wrong with a script, as far as its text tells: names of commands, of their options and of values. Pure. */
import * as Either from "effect/Either"
import type { Table } from "../argv/Plan.ts"
import { plan, slip } from "../argv/planner.ts"
import { help } from "../help/help.ts"
import type { Builtin } from "./Builtin.ts"
import { foregroundOnly } from "./background/commands.ts"
import { notBound } from "./binding.ts"
import { ownOf } from "./builtins.ts"
import { change } from "./choices.ts"
import { asksHelp } from "./helping.ts"
import { parse, valueIn } from "./language/parse.ts"
import type { Call, Let, Part, Pipeline, Span, Stage, Statement, Word } from "./language/syntax.ts"
import { mistaken } from "./places/words.ts"

/** Where it is, and how it is told: as if it had been run. */
export interface Mistake extends Span {
  readonly lines: ReadonlyArray<string>
}

interface Around {
  readonly table: Table
  /** Whether `$name` has a value, or may have one by then. */
  readonly isNamed: (name: string) => boolean
  /** In the block of an `each`: `$it` is there. */
  readonly inEach: boolean
}

/** `undefined`: known only when it runs. */
type Known = string | undefined

type Found = Mistake | undefined

const first = <A>(all: ReadonlyArray<A>, look: (each: A) => Found): Found => {
  for (const each of all) {
    const found = look(each)
    if (found !== undefined) return found
  }
  return undefined
}

const error = ({ end, start }: Span, reason: string): Mistake => ({ start, end, lines: [`Error: ${reason}`] })

const knownOf = ({ parts }: Word): Known => {
  const texts = parts.flatMap((part) => (part._tag === "text" ? [part.text] : []))
  return texts.length === parts.length ? texts.join("") : undefined
}

const inPart = (around: Around, span: Span, part: Part): Found => {
  if (part._tag === "command") {
    // It was read with the line around it.
    const inner = Either.getOrElse(parse(part.source, false), (): ReadonlyArray<Statement> => [])
    const found = first(inner, (each) => inStatement(around, each))
    return found && { ...found, start: found.start + part.start, end: found.end + part.start }
  }
  if (part._tag !== "variable" || part.name === "_" || around.isNamed(part.name)) return undefined
  return around.inEach && part.name === "it" ? undefined : error(span, `$${part.name} has no value`)
}

const inWords = (around: Around, span: Span, words: ReadonlyArray<Word>): Found =>
  first(words, ({ parts }) => first(parts, (part) => inPart(around, span, part)))

const isKnown = (words: ReadonlyArray<Known>): words is ReadonlyArray<string> =>
  words.every((word) => word !== undefined)

/** Of a command of `hf`. */
const unplanned = (table: Table, words: ReadonlyArray<Known>): ReadonlyArray<string> | undefined => {
  const planned = isKnown(words) ? plan(table, words) : slip(table, words)
  const text =
    planned?._tag === "UsageError"
      ? planned.text
      : planned?._tag === "Help" && !planned.asked
        ? help(planned.row, planned.typed, undefined)
        : undefined
  return text?.trimEnd().split("\n")
}

/** Of a command of the shell itself; `undefined` when nothing is wrong. */
const unread = ({ check, misplaced, takes, usage }: Builtin, words: ReadonlyArray<Known>): string | undefined => {
  if (asksHelp(words)) return undefined
  if (misplaced !== undefined) return misplaced
  const problem = check === undefined || !isKnown(words) ? undefined : check(words)
  return problem ?? (takes && mistaken(words, { ...takes, usage }))
}

/** Is it the command of the shell, wherever it stands, or is it that of `hf`? `undefined`: as the place has it, or a value. */
const isOurs = ({ isMine }: Builtin, words: ReadonlyArray<Known>): boolean | undefined => {
  if (isMine === undefined) return true
  if (!isKnown(words)) return undefined
  const onDisk = isMine(words, true)
  return onDisk === isMine(words, false) ? onDisk : undefined
}

const inCall = ({ table }: Around, call: Call): Found => {
  const all = call.words.map(knownOf)
  const words = all[0] === "hf" && all.length > 1 ? all.slice(1) : all
  const [name, ...rest] = words
  if (name === undefined || valueIn(call) !== undefined) return undefined
  const { end, start } = call
  const builtin = ownOf(name)
  const ours = builtin !== undefined && isOurs(builtin, rest)
  const lines = ours === true ? undefined : unplanned(table, words)
  const theirs = lines && { start, end, lines }
  if (builtin === undefined || ours === false) return theirs
  const reason = unread(builtin, rest)
  // Where both may be meant, both must be wrong.
  return reason === undefined ? undefined : ours === true ? error(call, reason) : theirs
}

const inStage = (around: Around, stage: Stage): Found =>
  stage._tag === "each"
    ? first(stage.body, (each) => inStatement({ ...around, inEach: true }, each))
    : inWords(around, stage, stage.words)

const inPipeline = (around: Around, { call, stages }: Pipeline): Found =>
  inWords(around, call, call.words) ?? inCall(around, call) ?? first(stages, (stage) => inStage(around, stage))

const inBackground = ({ background, call }: Pipeline): Found => {
  const [word] = call.words
  const name = word && knownOf(word)
  return background && name !== undefined && foregroundOnly.has(name)
    ? error(call, `${name} cannot be run in the background`)
    : undefined
}

const inBinding = ({ table }: Around, statement: Let): Found => {
  const [first, second] = statement.value.call.words.map(knownOf)
  const word = first === "hf" ? (second ?? first) : first
  const reason = word === undefined ? undefined : notBound(table, statement, word)
  return reason === undefined ? undefined : error(statement, reason)
}

const inStatement = (around: Around, statement: Statement): Found => {
  if (statement._tag === "pipeline") return inPipeline(around, statement) ?? inBackground(statement)
  if (statement._tag === "let") return inBinding(around, statement) ?? inPipeline(around, statement.value)
  const [name, value] = statement.words.map(knownOf)
  const changed = name === undefined || value === undefined ? undefined : change({}, name, value)
  if (changed !== undefined && Either.isLeft(changed)) return error(statement, changed.left)
  return inWords(around, statement, statement.words) ?? first(statement.body, (each) => inStatement(around, each))
}

/** `set -e off` goes on behind mistakes, too: whether it holds behind `statement`. */
const goesOn = (before: boolean, statement: Statement): boolean => {
  if (statement._tag !== "pipeline") return before
  const line = statement.call.words.map(knownOf).join(" ")
  return line === "set -e off" || (line !== "set -e on" && before)
}

/** Names that any `let` of the script gives. */
const letNames = (source: string): ReadonlySet<string> =>
  new Set([...source.matchAll(/\blet\s+([A-Za-z]\w*)\s+=/g)].map(([, name = ""]) => name))

export interface Circumstances {
  readonly table: Table
  /** Is it a name of the session, or of the environment? */
  readonly isNamed: (name: string) => boolean
  /** `set -e off` holds already. */
  readonly goesOn: boolean
}

/** The first mistake in the statements of `source`. */
export const check = (source: string, statements: ReadonlyArray<Statement>, given: Circumstances): Found => {
  const names = letNames(source)
  const isNamed = (name: string) => names.has(name) || given.isNamed(name)
  const around = { table: given.table, isNamed, inEach: false }
  let lenient = given.goesOn
  return first(statements, (statement) => {
    lenient = goesOn(lenient, statement)
    return lenient ? undefined : inStatement(around, statement)
  })
}
