/** The words of a command of the shell: its options, and the rest. */
import type * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { Misuse } from "../../Misuse.ts"

export const misuse = (reason: string) => new Misuse({ reason })

/** The options a command reads. */
export interface Options {
  /** Those that stand alone: `-r`. */
  readonly flags?: ReadonlyArray<string>
  /** Those with a value: `-n 10`, `-n10`, `--message=…`. */
  readonly texts?: ReadonlyArray<string>
}

/** Which words a command takes. */
export interface Takes extends Options {
  /** How many words beside options there must be, and may be. */
  readonly least?: number
  readonly most?: number
  /** What else is wrong with them, as far as they themselves tell. */
  readonly check?: (given: Given) => string | undefined
}

export interface Grammar extends Takes {
  /** As `help` shows it. */
  readonly usage: string
}

export interface Given {
  readonly has: (flag: string) => boolean
  readonly text: (option: string) => string | undefined
  readonly rest: ReadonlyArray<string>
}

interface Option {
  readonly name: string
  readonly value: string | undefined
}

/** `--message=x` and `-n5` carry their value with them. */
const optionOf = (word: string, { flags = [], texts = [] }: Grammar): Option | undefined => {
  if (flags.includes(word) || texts.includes(word)) return { name: word, value: undefined }
  const glued = texts.find((each) =>
    each.startsWith("--") ? word.startsWith(`${each}=`) : word.startsWith(each) && !word.startsWith("--")
  )
  if (glued === undefined) return undefined
  return { name: glued, value: word.slice(glued.length + (glued.startsWith("--") ? 1 : 0)) }
}

/** Options apart from the rest, or why that cannot be. */
const parted = (words: ReadonlyArray<string>, grammar: Grammar): Either.Either<Given, string> => {
  const { texts = [], usage } = grammar
  const found = new Map<string, string>()
  const rest: Array<string> = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ""
    if (word === "--") {
      rest.push(...words.slice(at + 1))
      break
    }
    if (!word.startsWith("-") || word === "-") {
      rest.push(word)
      continue
    }
    const option = optionOf(word, grammar)
    if (option === undefined) return Either.left(`'${word}' is no option here: ${usage}`)
    const value = texts.includes(option.name) ? (option.value ?? words[++at]) : ""
    if (value === undefined) return Either.left(`a value is expected behind ${word}: ${usage}`)
    found.set(option.name, value)
  }
  return Either.right({ has: (flag) => found.has(flag), text: (option) => found.get(option), rest })
}

const tooMany = ({ most = Number.POSITIVE_INFINITY, usage }: Grammar, { rest }: Given): string | undefined =>
  rest.length > most ? `'${rest[most]}' does not belong here: ${usage}` : undefined

/** Neither too few nor too many, or why not. */
const counted = (words: ReadonlyArray<string>, grammar: Grammar): Either.Either<Given, string> =>
  Either.flatMap(parted(words, grammar), (given) => {
    const { check, least = 0, usage } = grammar
    const problem =
      given.rest.length < least ? `something is missing: ${usage}` : (tooMany(grammar, given) ?? check?.(given))
    return problem === undefined ? Either.right(given) : Either.left(problem)
  })

/** What is known to be wrong with words of which some are there only when it runs: one word, many, or none. */
export const mistaken = (words: ReadonlyArray<string | undefined>, grammar: Grammar): string | undefined => {
  const known = words.slice(0, words.includes(undefined) ? words.indexOf(undefined) : undefined)
  const before = known.filter((word) => word !== undefined)
  if (before.length === words.length) return Either.match(counted(before, grammar), problemOnly)
  const all = parted(
    words.map((word) => word ?? "x"),
    grammar
  )
  const some = parted(before, grammar)
  return Either.isLeft(all) ? all.left : Either.isRight(some) ? tooMany(grammar, some.right) : undefined
}

const problemOnly = { onLeft: (problem: string) => problem, onRight: () => undefined }

export const read = (words: ReadonlyArray<string>, grammar: Grammar): Effect.Effect<Given, Misuse> =>
  Either.mapLeft(counted(words, grammar), misuse)

/** As the command of that usage takes them. */
export const taken = (words: ReadonlyArray<string>, { takes, usage }: Taking): Effect.Effect<Given, Misuse> =>
  read(words, { ...takes, usage })

interface Taking {
  readonly usage: string
  readonly takes?: Takes
}
