/** The filters of a pipe: rows in, rows, a number or text out. Pure. */
import * as Either from "effect/Either"
import { similar } from "../argv/similar.ts"
import { csv } from "../render/listing.ts"
import { json } from "../render/python.ts"
import { testOf } from "./conditions.ts"
import { columnNames, conditions, type Given, isReverse, numberOfRows } from "./language/filterWords.ts"
import { asRows, asValue, compare, type Value } from "./values.ts"

type Filtered = Either.Either<Value, string>

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
    `there is no column '${name}'${near === undefined ? "." : `; did you mean '${near}'?`} There are ${keys.join(", ")}.`
  )
}

const where = (value: Rows, words: ReadonlyArray<Given>): Filtered =>
  Either.gen(function* () {
    const test = yield* testOf(yield* conditions(words), value.rows, (name) => keyOf(value, name))
    return { ...value, rows: value.rows.filter(test) }
  })

const sort = (value: Rows, words: ReadonlyArray<Given>): Filtered => {
  const reversed = words.some(isReverse)
  const names = words.filter((word) => !isReverse(word)).map(({ text }) => text)
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

const select = (value: Rows, words: ReadonlyArray<Given>): Filtered =>
  Either.gen(function* () {
    const names = yield* columnNames(words)
    const keys = yield* Either.all(names.map((name) => keyOf(value, name)))
    return {
      ...value,
      id: keys[0] ?? value.id,
      columns: keys.map((key) => value.columns.find((column) => column.key === key) ?? { key }),
      rows: value.rows.map((row) => Object.fromEntries(keys.map((key) => [key, row[key] ?? null])))
    }
  })

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
      return Either.map(numberOfRows(words), (count) => ({
        ...asRows(value),
        rows: asRows(value).rows.slice(0, count)
      }))
    case "last":
      return Either.map(numberOfRows(words), (count) => ({
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
