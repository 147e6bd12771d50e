/** How the words of filters are read, and what is wrong with them whatever rows there are. */
import * as Either from "effect/Either"
import type { Word } from "./syntax.ts"

/** A word as the filter sees it. */
export interface Given {
  readonly text: string
  /** Written with quotes, or a value: never an operator. */
  readonly quoted: boolean
  /** Part of its text is known only when it runs. */
  readonly open?: true
}

/** Stands for what is not known yet. */
const blank = "\0"

/** Is it a value from its beginning, or in quotes? What a value holds is never read as a condition. */
export const isLiteral = ({ parts, quoted }: Word): boolean => quoted || parts[0]?._tag !== "text"

/** A word before anything runs. */
export const worded = (word: Word): Given => ({
  text: word.parts.map((part) => (part._tag === "text" ? part.text : blank)).join(""),
  quoted: isLiteral(word),
  ...(word.parts.some(({ _tag }) => _tag !== "text") ? { open: true } : {})
})

const operators = ["=", "==", "!=", "~", "!~", ">", ">=", "<", "<="] as const

export type Operator = (typeof operators)[number]

const isOperator = (text: string): text is Operator => operators.some((each) => each === text)

/** `wanted` is missing where the column alone is asked for: does it hold anything? */
export interface Condition {
  readonly key: string
  readonly wanted: { readonly operator: Operator; readonly value: Given } | undefined
}

/** One of these, each of them all of its own. */
export type Conditions = ReadonlyArray<ReadonlyArray<Condition>>

const glued = /^([A-Za-z_][\w-]*)(==|!=|!~|>=|<=|=|~|>|<)(.*)$/s
const begun = /^(==|!=|!~|>=|<=|=|~|>|<)(.+)$/s

/** `size>1GB` is three words; `size >1GB` too. */
const separated = (words: ReadonlyArray<Given>): ReadonlyArray<Given> =>
  words.flatMap((word) => {
    if (word.quoted || /^[=!~<>]+$/.test(word.text)) return [word]
    const parts = (glued.exec(word.text) ?? begun.exec(word.text) ?? []).slice(1)
    return parts.length === 0 ? [word] : parts.filter((part) => part !== "").map((text) => ({ text, quoted: false }))
  })

const split = (words: ReadonlyArray<Given>, by: string): ReadonlyArray<ReadonlyArray<Given>> => {
  const groups: Array<Array<Given>> = [[]]
  for (const word of words) {
    if (!word.quoted && word.text === by) groups.push([])
    else groups[groups.length - 1]?.push(word)
  }
  return groups
}

const condition = (words: ReadonlyArray<Given>): Either.Either<Condition, string> => {
  const [key, operator, value, ...more] = words
  if (key === undefined) return Either.left("a condition is expected, as in: where size > 1GB")
  if (operator === undefined) return Either.right({ key: key.text, wanted: undefined })
  // What a value will say is seen when it is there.
  const known = operator.open === true ? "=" : operator.text
  if (!isOperator(known)) return Either.left(`'${operator.text}' is none of ${operators.join(" ")}`)
  if (value === undefined) return Either.left(`a value is expected behind ${operator.text}`)
  if (more[0] !== undefined) return Either.left(`'${more[0].text}' does not belong here; write and, or, or quotes`)
  return Either.right({ key: key.text, wanted: { operator: known, value } })
}

/** `a and b or c`: `and` binds tighter. */
export const conditions = (words: ReadonlyArray<Given>): Either.Either<Conditions, string> =>
  Either.all(
    split(separated(words), "or").map((each) => Either.all(split(each, "and").map((words) => condition(words))))
  )

/** How many rows; one without a word. */
export const numberOfRows = (words: ReadonlyArray<Given>): Either.Either<number, string> => {
  const [word, more] = words
  if (more !== undefined) return Either.left(`'${more.text}' does not belong here`)
  if (word === undefined || word.open === true) return Either.right(1)
  return /^\d+$/.test(word.text) ? Either.right(Number(word.text)) : Either.left(`'${word.text}' is no number of rows`)
}

const reverses = ["-r", "--reverse"]

export const isReverse = ({ text }: Given): boolean => reverses.includes(text)

export const columnNames = (words: ReadonlyArray<Given>): Either.Either<ReadonlyArray<string>, string> => {
  const names = words.flatMap(({ text }) => text.split(",")).filter((name) => name !== "")
  return names.length === 0 ? Either.left("columns are expected, as in: select id size") : Either.right(names)
}

const problem = (read: Either.Either<unknown, string>): string | undefined =>
  Either.isLeft(read) ? read.left : undefined

/** What is wrong with the words of filter `name`. */
export const mistaken = (name: string, words: ReadonlyArray<Given>): string | undefined => {
  if (name === "where") return problem(conditions(words))
  if (name === "first" || name === "last") return problem(numberOfRows(words))
  if (name === "select") return problem(columnNames(words))
  if (name === "sort") {
    const option = words.find((word) => !word.quoted && /^-/.test(word.text) && !isReverse(word))
    return option === undefined ? undefined : `'${option.text}' is no option here: sort [-r] COLUMN[:desc] …`
  }
  return words[0] === undefined ? undefined : `'${words[0].text}' does not belong here`
}
