/** The words of a command of the shell: its options, and the rest. */
import * as Effect from "effect/Effect"
import { Misuse } from "../../Misuse.ts"

export const misuse = (reason: string) => new Misuse({ reason })

export interface Grammar {
  /** As `help` shows it. */
  readonly usage: string
  /** Options that stand alone: `-r`. */
  readonly flags?: ReadonlyArray<string>
  /** Options with a value: `-n 10`, `-n10`, `--message=…`. */
  readonly texts?: ReadonlyArray<string>
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

export const read = (words: ReadonlyArray<string>, grammar: Grammar): Effect.Effect<Given, Misuse> =>
  Effect.gen(function* () {
    const { least = 0, most = Number.POSITIVE_INFINITY, texts = [], usage } = grammar
    const found = new Map<string, string>()
    const rest: Array<string> = []
    let literal = false
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? ""
      if (literal || !word.startsWith("-") || word === "-") {
        rest.push(word)
        continue
      }
      if (word === "--") {
        literal = true
        continue
      }
      const option = optionOf(word, grammar)
      if (option === undefined) return yield* misuse(`'${word}' is no option here: ${usage}`)
      const value = texts.includes(option.name) ? (option.value ?? words[++at]) : ""
      if (value === undefined) return yield* misuse(`a value is expected behind ${word}: ${usage}`)
      found.set(option.name, value)
    }
    if (rest.length < least) return yield* misuse(`something is missing: ${usage}`)
    if (rest.length > most) return yield* misuse(`'${rest[most]}' does not belong here: ${usage}`)
    return { has: (flag) => found.has(flag), text: (option) => found.get(option), rest }
  })

/** A whole number from 0 on. */
export const count = (text: string): Effect.Effect<number, Misuse> =>
  /^\d{1,9}$/.test(text) ? Effect.succeed(Number(text)) : Effect.fail(misuse(`'${text}' is no number of lines`))
