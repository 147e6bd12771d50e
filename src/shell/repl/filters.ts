/** The filters of a pipe: rows in, rows, a number or text out. Pure. */
import * as Either from "effect/Either"
import type { OutputValue } from "../../services/Output.ts"
import { similar } from "../argv/similar.ts"
import { csv } from "../render/listing.ts"
import { json } from "../render/python.ts"
import { asRows, asValue, compare, contains, equals, type Row, truthy, type Value } from "./values.ts"

/** A word as the filter sees it: its text, and whether it was quoted. */
export interface Given {
  readonly text: string
  readonly quoted: boolean
}

type Filtered = Either.Either<Value, string>

type Test = (row: Row) => boolean

type Rows = Extract<Value, { readonly _tag: "rows" }>

const keysOf = ({ columns, rows }: Rows): ReadonlyArray<string> => [
  ...new Set([...columns.map(({ key }) => key), ...rows.flatMap((row) => Object.keys(row))])
]

/** A key as typed, whatever its case. */
const keyOf = (value: Rows, name: string): Either.Either<string, string> => {
  const keys = keysOf(value)
  const found = keys.find((key) => key === name) ?? keys.find((key) => key.toLowerCase() === name.toLowerCase())
  if (found !== undefined || value.rows.length === 0) return Either.right(found ?? name)
  const [near] = similar(name, keys)
  return Either.left(
    `there is no column '${name}'${near === undefined ? "" : `; did you mean '${near}'?`} There are ${keys.join(", ")}`
  )
}

const operators: Readonly<Record<string, (cell: OutputValue, text: string) => boolean>> = {
  "=": equals,
  "==": equals,
  "!=": (cell, text) => !equals(cell, text),
  "~": contains,
  "!~": (cell, text) => !contains(cell, text),
  ">": (cell, text) => cell !== null && compare(cell, text) > 0,
  ">=": (cell, text) => cell !== null && compare(cell, text) >= 0,
  "<": (cell, text) => cell !== null && compare(cell, text) < 0,
  "<=": (cell, text) => cell !== null && compare(cell, text) <= 0
}

const glued = /^([A-Za-z_][\w-]*)(==|!=|!~|>=|<=|=|~|>|<)(.*)$/s

/** `size>1GB` is three words; `size >1GB` too. */
const separated = (words: ReadonlyArray<Given>): ReadonlyArray<Given> =>
  words.flatMap((word) => {
    if (word.quoted || /^[=!~<>]+$/.test(word.text)) return [word]
    const [, key, operator = "", rest = ""] = glued.exec(word.text) ?? []
    const parts =
      key === undefined ? (/^(==|!=|!~|>=|<=|=|~|>|<)(.+)$/s.exec(word.text)?.slice(1) ?? []) : [key, operator, rest]
    return parts.length === 0 ? [word] : parts.filter((part) => part !== "").map((text) => ({ text, quoted: false }))
  })

const condition = (value: Rows, words: ReadonlyArray<Given>): Either.Either<Test, string> => {
  const [key, operator, wanted, ...more] = words
  if (key === undefined) return Either.left("a condition is expected, as in: where size > 1GB")
  return Either.flatMap(keyOf(value, key.text), (name): Either.Either<Test, string> => {
    if (operator === undefined) return Either.right((row) => truthy(row[name]))
    const test = Object.hasOwn(operators, operator.text) ? operators[operator.text] : undefined
    if (test === undefined) return Either.left(`'${operator.text}' is none of ${Object.keys(operators).join(" ")}`)
    if (wanted === undefined) return Either.left(`a value is expected behind ${operator.text}`)
    if (more[0] !== undefined) return Either.left(`'${more[0].text}' does not belong here; write and, or, or quotes`)
    return Either.right((row) => test(row[name] ?? null, wanted.text))
  })
}

const split = (words: ReadonlyArray<Given>, by: string): ReadonlyArray<ReadonlyArray<Given>> => {
  const groups: Array<Array<Given>> = [[]]
  for (const word of words) {
    if (!word.quoted && word.text === by) groups.push([])
    else groups[groups.length - 1]?.push(word)
  }
  return groups
}

/** `a and b or c`: `and` binds tighter. */
const where = (value: Rows, words: ReadonlyArray<Given>): Filtered => {
  const either = split(separated(words), "or").map((all) =>
    Either.map(
      Either.all(split(all, "and").map((each) => condition(value, each))),
      (tests): Test =>
        (row) =>
          tests.every((test) => test(row))
    )
  )
  return Either.map(Either.all(either), (tests) => ({
    ...value,
    rows: value.rows.filter((row) => tests.some((test) => test(row)))
  }))
}

const sort = (value: Rows, words: ReadonlyArray<Given>): Filtered => {
  const reversed = words.some(({ text }) => text === "-r" || text === "--reverse")
  const names = words.filter(({ text }) => text !== "-r" && text !== "--reverse").map(({ text }) => text)
  if (names.length === 0) names.push(value.id)
  const keys = names.map((text) => {
    const [, name = text, order = "asc"] = /^(.*?):(asc|desc)$/.exec(text) ?? []
    return Either.map(keyOf(value, name), (key) => ({ key, sign: (order === "desc" ? -1 : 1) * (reversed ? -1 : 1) }))
  })
  return Either.map(Either.all(keys), (order) => ({
    ...value,
    rows: [...value.rows].sort((a, b) => {
      for (const { key, sign } of order) {
        const [left, right] = [a[key] ?? null, b[key] ?? null]
        // Nothing comes last, whichever way.
        const by = left === null || right === null ? compare(left, right) : sign * compare(left, right)
        if (by !== 0) return by
      }
      return 0
    })
  }))
}

const number = (words: ReadonlyArray<Given>): Either.Either<number, string> => {
  const [word, more] = words
  if (word === undefined) return Either.right(1)
  return more === undefined && /^\d+$/.test(word.text)
    ? Either.right(Number(word.text))
    : Either.left(`'${(more ?? word).text}' is no number of rows`)
}

const select = (value: Rows, words: ReadonlyArray<Given>): Filtered => {
  const names = words.flatMap(({ text }) => text.split(",")).filter((name) => name !== "")
  const [first] = names
  if (first === undefined) return Either.left("columns are expected, as in: select id size")
  return Either.map(Either.all(names.map((name) => keyOf(value, name))), (keys) => ({
    ...value,
    id: keys[0] ?? first,
    columns: keys.map((key) => value.columns.find((column) => column.key === key) ?? { key }),
    rows: value.rows.map((row) => Object.fromEntries(keys.map((key) => [key, row[key] ?? null])))
  }))
}

const noWords = (words: ReadonlyArray<Given>, value: Value): Filtered =>
  words[0] === undefined ? Either.right(value) : Either.left(`'${words[0].text}' does not belong here`)

/** What filter `name` makes of `value`, or why it cannot. */
export const apply = (name: string, words: ReadonlyArray<Given>, value: Value): Filtered => {
  switch (name) {
    case "where":
      return where(asRows(value), words)
    case "sort":
      return sort(asRows(value), words)
    case "first":
      return Either.map(number(words), (count) => ({ ...asRows(value), rows: asRows(value).rows.slice(0, count) }))
    case "last":
      return Either.map(number(words), (count) => ({
        ...asRows(value),
        rows: count === 0 ? [] : asRows(value).rows.slice(-count)
      }))
    case "select":
      return select(asRows(value), words)
    case "count":
      return noWords(words, { _tag: "value", value: asRows(value).rows.length })
    case "json":
      return noWords(words, { _tag: "text", text: json(asValue(value), 2) })
    case "csv": {
      const { rows } = asRows(value)
      return noWords(words, { _tag: "text", text: csv(rows, keysOf(asRows(value))) })
    }
    default:
      return Either.left(`there is no filter '${name}'`)
  }
}
