/** Lists as the guides show them, and as spreadsheets read them. */
import type { Column, OutputValue } from "../../services/Output.ts"
import { harmless } from "./paint.ts"
import { isList, str } from "./python.ts"

type Row = Readonly<Record<string, OutputValue>>

const cell = (value: OutputValue | undefined): string => {
  if (value === undefined || value === null) return ""
  return harmless(isList(value) ? value.map(str).join(" ") : str(value))
}

/** The guides' numbers stand in a column of at least this width. */
const numbersWide = 8

/** Every column as wide as its content, headers on the left, nothing cut; every line ends with a blank. */
export const guideTable = (columns: ReadonlyArray<Column>, rows: ReadonlyArray<Row>): string => {
  const headers = columns.map(({ header, key }) => header ?? key.toUpperCase())
  const cells = rows.map((row) => columns.map(({ key }) => cell(row[key])))
  const widths = columns.map(({ align }, i) =>
    Math.max(
      align === "right" ? numbersWide : 0,
      (headers[i] ?? "").length,
      ...cells.map((row) => (row[i] ?? "").length)
    )
  )
  const line = (texts: ReadonlyArray<string>, right: boolean) =>
    texts
      .map((text, i) => {
        const width = widths[i] ?? 0
        return `${right && columns[i]?.align === "right" ? text.padStart(width) : text.padEnd(width)} `
      })
      .join("")
  return [
    line(headers, false),
    line(
      widths.map((width) => "-".repeat(width)),
      false
    ),
    ...cells.map((row) => line(row, true))
  ].join("\n")
}

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** RFC 4180 with a header of `keys`. */
export const csv = (rows: ReadonlyArray<Row>, keys: ReadonlyArray<string>): string =>
  [keys, ...rows.map((row) => keys.map((key) => cell(row[key])))]
    .map((texts) => texts.map(field).join(","))
    .join("\r\n")
