/** What flows through a pipe: rows, one value, or lines of text. */
import { bytesWithFraction } from "../../domain/CacheQuery.ts"
import type { Column, OutputValue } from "../../services/Output.ts"
import { isList, isRecord, str } from "../render/python.ts"

export type Row = Readonly<Record<string, OutputValue>>

export type Value =
  /** A table: `columns` in the order in which people see them, `id` the one that stands for a row in text. */
  | {
      readonly _tag: "rows"
      readonly rows: ReadonlyArray<Row>
      readonly columns: ReadonlyArray<Column>
      readonly id: string
    }
  | { readonly _tag: "value"; readonly value: OutputValue }
  | { readonly _tag: "text"; readonly text: string }

export const rowsOf = (rows: ReadonlyArray<Row>, columns: ReadonlyArray<Column>, id: string): Value => ({
  _tag: "rows",
  rows,
  columns,
  id
})

/** Columns of rows nobody described: every key, in the order of its first appearance. */
const columnsFor = (rows: ReadonlyArray<Row>): ReadonlyArray<Column> =>
  [...new Set(rows.flatMap((row) => Object.keys(row)))].map((key) => ({ key }))

const listOf = (value: Value): ReadonlyArray<OutputValue> => {
  if (value._tag === "rows") return value.rows
  if (value._tag === "value") return isList(value.value) ? value.value : [value.value]
  return value.text.split(/\r?\n/).filter((line, at, all) => line !== "" || at < all.length - 1)
}

/** A list of records is a table; text is its lines. */
export const asRows = (value: Value): Extract<Value, { readonly _tag: "rows" }> => {
  if (value._tag === "rows") return value
  const rows = listOf(value).map((each): Row => (isRecord(each) ? each : { value: each }))
  const columns = columnsFor(rows)
  return { _tag: "rows", rows, columns, id: columns[0]?.key ?? "value" }
}

/** All of them as one table: of tables the rows, of text the lines. */
export const joined = (values: ReadonlyArray<Value>): Value => {
  const tables = values.flatMap((value) => (value._tag === "rows" ? [value] : []))
  const [first] = tables
  if (first === undefined || tables.length < values.length)
    return asRows({ _tag: "value", value: values.flatMap(listOf) })
  const columns = new Map(tables.flatMap((table) => table.columns.map((column) => [column.key, column])))
  return rowsOf(
    tables.flatMap(({ rows }) => rows),
    [...columns.values()],
    first.id
  )
}

/** The same as one JSON value. */
export const asValue = (value: Value): OutputValue => {
  if (value._tag === "rows") return value.rows.map((row) => ({ ...row }))
  return value._tag === "text" ? value.text.replace(/\n$/, "") : value.value
}

/** As a word of a command: of a row what stands for it, of a table one line a row. */
export const asText = (value: Value): string => {
  if (value._tag === "text") return value.text.replace(/\n$/, "")
  if (value._tag === "rows") return value.rows.map((row) => str(row[value.id] ?? null)).join("\n")
  return isRecord(value.value) ? str(Object.values(value.value)[0] ?? null) : str(value.value)
}

/** `$x.field`, `@1.field`; `undefined` when there is no such field. */
export const field = (value: OutputValue, fields: ReadonlyArray<string>): OutputValue | undefined => {
  let found: OutputValue = value
  for (const name of fields) {
    const next: OutputValue | undefined = isRecord(found) && Object.hasOwn(found, name) ? found[name] : undefined
    if (next === undefined) return undefined
    found = next
  }
  return found
}

/** The number in a cell: `12`, `1.5GB`, `157.4K`, `512 B`, `7.5%`; `undefined` for other text. */
export const numberIn = (value: OutputValue): number | undefined => {
  if (typeof value === "number") return value
  if (typeof value !== "string") return undefined
  // No other spelling of a number: `12e5` and `0x10` are hashes and names.
  const [, sign, digits = ""] = /^([+-]?)\s*(\S+?(?: [kmgtp]b?)?)(?: b|%)?$/i.exec(value.trim()) ?? []
  const size = bytesWithFraction(digits.replace(" ", "").replace(/^\./, "0."))
  return size === undefined ? undefined : sign === "-" ? -size : size
}

const texts = (value: OutputValue): string =>
  isList(value) ? value.map(str).join(" ") : value === null ? "" : str(value)

/** Below 0: `a` comes first. Numbers and sizes by what they are worth, then everything else as text; nothing comes last. */
export const compare = (a: OutputValue, b: OutputValue): number => {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0)
  const [left, right] = [numberIn(a), numberIn(b)]
  if (left !== undefined && right !== undefined) return left - right
  if (left !== undefined || right !== undefined) return left === undefined ? 1 : -1
  const [one, other] = [texts(a).toLowerCase(), texts(b).toLowerCase()]
  return one < other ? -1 : one > other ? 1 : 0
}

/** Does the cell hold the text, in whatever case? */
export const contains = (cell: OutputValue, text: string): boolean =>
  texts(cell).toLowerCase().includes(text.toLowerCase())

/** Equal: as numbers, as text, or one of a list's entries. */
export const equals = (cell: OutputValue, text: string): boolean =>
  isList(cell) ? cell.some((each) => equals(each, text)) : cell !== null && compare(cell, text) === 0

export const truthy = (cell: OutputValue | undefined): boolean =>
  cell !== undefined &&
  cell !== null &&
  cell !== false &&
  cell !== "" &&
  cell !== 0 &&
  !(isList(cell) && cell.length === 0)
