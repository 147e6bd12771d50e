/** The words of a command of the shell: its options, and the rest. */
import * as Effect from "effect/Effect"
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

export interface Grammar extends Options {
  /** As `help` shows it. */
  readonly usage: string
  /** How many other words there must be, and may be. */
  readonly least?: number
  readonly most?: number
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
export const parted = (words: ReadonlyArray<string>, grammar: Grammar): Either.Either<Given, string> => {
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

export const read = (words: ReadonlyArray<string>, grammar: Grammar): Effect.Effect<Given, Misuse> =>
  Effect.gen(function* () {
    const { least = 0, most = Number.POSITIVE_INFINITY, usage } = grammar
    const given = yield* Either.mapLeft(parted(words, grammar), misuse)
    if (given.rest.length < least) return yield* misuse(`something is missing: ${usage}`)
    if (given.rest.length > most) return yield* misuse(`'${given.rest[most]}' does not belong here: ${usage}`)
    return given
  })

/** A whole number from 0 on. */
export const count = (text: string): Effect.Effect<number, Misuse> =>
  /^\d{1,9}$/.test(text) ? Effect.succeed(Number(text)) : Effect.fail(misuse(`'${text}' is no number of lines`))
