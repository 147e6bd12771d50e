/** `where`: which rows fit a condition. Pure. */
import * as Either from "effect/Either"
import type { OutputValue } from "../../services/Output.ts"
import type { Condition, Conditions, Given, Operator } from "./language/filterWords.ts"
import { compare, contains, equals, numberIn, type Row, truthy } from "./values.ts"

type Test = (row: Row) => boolean

type CellTest = (cell: OutputValue) => boolean

type Order = Extract<Operator, ">" | ">=" | "<" | "<=">

/** Given how a cell compares with what is wanted. */
const orders: Readonly<Record<Order, (by: number) => boolean>> = {
  ">": (by) => by > 0,
  ">=": (by) => by >= 0,
  "<": (by) => by < 0,
  "<=": (by) => by <= 0
}

/** More than digits alone, which may be somebody's name: a number of JSON, or a size with its unit. */
const isWeighed = (cell: OutputValue): boolean =>
  typeof cell === "number" || (numberIn(cell) !== undefined && !/^[\d.+-]+$/.test(String(cell)))

const day = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?$/
const someday = /^\d{4}(?:-\d\d){0,2}$|^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/

/** Milliseconds; a time without a zone is UTC, as all that the Hub says. */
const moment = (text: string): number | undefined => {
  const time = text.replace(" ", "T")
  const millis = Date.parse(time.includes("T") && !/(?:Z|[+-]\d\d:?\d\d)$/i.test(time) ? `${time}Z` : time)
  return Number.isNaN(millis) ? undefined : millis
}

const dateIn = (cell: OutputValue): number | undefined =>
  typeof cell === "string" && day.test(cell) ? moment(cell) : undefined

/** `500B` is a number only where one is asked for: in a cell it may be the beginning of a hash. */
const limitIn = ({ text }: Given): number | undefined => numberIn(text.replace(/^(\d+)\s*b$/i, "$1"))

/** Cells that `measure` does not know do not fit. */
const measured =
  (measure: (cell: OutputValue) => number | undefined, limit: number, fits: (by: number) => boolean): CellTest =>
  (cell) => {
    const worth = measure(cell)
    return worth !== undefined && fits(worth < limit ? -1 : worth > limit ? 1 : 0)
  }

/** More or less than what is wanted: numbers, dates or text, as the column holds them. */
const ordered = (
  key: string,
  cells: ReadonlyArray<OutputValue>,
  operator: Order,
  wanted: Given
): Either.Either<CellTest, string> => {
  const fits = orders[operator]
  const limit = limitIn(wanted)
  const numbers = cells.filter((cell) => numberIn(cell) !== undefined)
  if (cells.length > 0 && numbers.length === cells.length && cells.some(isWeighed) && limit === undefined)
    return Either.left(`column '${key}' holds numbers, and '${wanted.text}' is none; write 12, 300k or 1.5GB`)
  if (cells.length > 0 && cells.every((cell) => dateIn(cell) !== undefined)) {
    const date = someday.test(wanted.text) ? moment(wanted.text) : undefined
    return date === undefined
      ? Either.left(`column '${key}' holds dates, and '${wanted.text}' is none; write 2026-01-31 or 2026-01-31T12:00`)
      : Either.right(measured(dateIn, date, fits))
  }
  if (limit !== undefined && numbers.length > 0) return Either.right(measured(numberIn, limit, fits))
  if (limit !== undefined && cells.length > 0 && !wanted.quoted)
    return Either.left(
      `column '${key}' holds no numbers to compare with ${wanted.text}; as text it is '${wanted.text}', in quotes`
    )
  return Either.right((cell) => cell !== null && fits(compare(cell, wanted.text)))
}

const cellTest = (
  key: string,
  cells: ReadonlyArray<OutputValue>,
  operator: Operator,
  wanted: Given
): Either.Either<CellTest, string> => {
  const { text } = wanted
  switch (operator) {
    case "=":
    case "==":
      return Either.right((cell) => equals(cell, text))
    case "!=":
      return Either.right((cell) => !equals(cell, text))
    case "~":
      return Either.right((cell) => contains(cell, text))
    case "!~":
      return Either.right((cell) => !contains(cell, text))
    default:
      return ordered(key, cells, operator, wanted)
  }
}

/** The test that `conditions` are for these rows; `keyOf` knows the columns. */
export const testOf = (
  conditions: Conditions,
  rows: ReadonlyArray<Row>,
  keyOf: (name: string) => Either.Either<string, string>
): Either.Either<Test, string> => {
  const one = ({ key, wanted }: Condition): Either.Either<Test, string> =>
    Either.flatMap(keyOf(key), (name): Either.Either<Test, string> => {
      if (wanted === undefined) return Either.right((row) => truthy(row[name]))
      const cells = rows.map((row) => row[name] ?? null).filter((cell) => cell !== null)
      const test = cellTest(name, cells, wanted.operator, wanted.value)
      return Either.map(test, (fits) => (row) => fits(row[name] ?? null))
    })
  const all = conditions.map((each) =>
    Either.map(
      Either.all(each.map(one)),
      (tests): Test =>
        (row) =>
          tests.every((test) => test(row))
    )
  )
  return Either.map(
    Either.all(all),
    (tests): Test =>
      (row) =>
        tests.some((test) => test(row))
  )
}
