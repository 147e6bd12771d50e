/** Rows in each of the five voices (layout: huggingface_hub 2.0.0). */
import type { Column, OutputMode, OutputValue } from "../../services/Output.ts"
import { size } from "../progress/line.ts"
import { harmless } from "./paint.ts"
import { isList, isRecord, json, str } from "./python.ts"

export type Rows = ReadonlyArray<Readonly<Record<string, OutputValue>>>

const oneLine = (text: string): string => harmless(text.replace(/\s+/g, " "))

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

/** A cell as people read it: dates without time, lists joined, `✔` for true, nothing for false and none. */
const cell = (value: OutputValue | undefined): string => {
  if (value === undefined || value === null || value === false) return ""
  if (value === true) return "✔"
  if (typeof value === "string") return isoTime.test(value) ? value.slice(0, 10) : oneLine(value)
  if (isList(value)) return value.map(cell).join(", ")
  if (!isRecord(value)) return str(value)
  const name = value["name"]
  return typeof name === "string" ? oneLine(name) : json(value)
}

const headerOf = ({ key, header }: Column): string => header ?? key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase()

/** Widths that fit into `budget`: the widest column gives way first, but none below its header or 4. */
const squeeze = (
  natural: ReadonlyArray<number>,
  least: ReadonlyArray<number>,
  budget: number
): ReadonlyArray<number> => {
  const widths = [...natural]
  let over = widths.reduce((sum, width) => sum + width, 0) - budget
  while (over > 0) {
    let widest = -1
    for (const [i, width] of widths.entries()) {
      if (width > (least[i] ?? 0) && (widest === -1 || width > (widths[widest] ?? 0))) widest = i
    }
    if (widest === -1) break
    widths[widest] = (widths[widest] ?? 0) - 1
    over--
  }
  return widths
}

const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(width - 3, 0))}...`

export interface Table {
  readonly text: string
  /** Some cell did not fit. */
  readonly truncated: boolean
}

/** Padded columns; `columns` is the terminal's width, undefined to keep every cell whole. */
export const human = (columns: ReadonlyArray<Column>, rows: Rows, width: number | undefined): Table => {
  const headers = columns.map(headerOf)
  const cells = rows.map((row) =>
    columns.map(({ bytes, key }) => {
      const value = row[key]
      return bytes === true && typeof value === "number" ? size(value) : cell(value)
    })
  )
  const natural = headers.map((header, i) => Math.max(header.length, ...cells.map((row) => (row[i] ?? "").length)))
  const widths =
    width === undefined
      ? natural
      : squeeze(
          natural,
          headers.map((header) => Math.max(header.length, 4)),
          width - (columns.length - 1)
        )
  const right = columns.map(
    ({ key, align }) =>
      align === "right" ||
      (align === undefined &&
        rows.some((row) => typeof row[key] === "number") &&
        rows.every((row) => typeof row[key] === "number" || row[key] === null || row[key] === undefined))
  )
  const line = (row: ReadonlyArray<string>): string =>
    row
      .map((text, i) => {
        const wide = widths[i] ?? 0
        return right[i] ? cut(text, wide).padStart(wide) : cut(text, wide).padEnd(wide)
      })
      .join(" ")
      .trimEnd()
  return {
    text: [line(headers), widths.map((wide) => "-".repeat(wide)).join(" "), ...cells.map(line)].join("\n"),
    truncated: cells.some((row) => row.some((text, i) => text.length > (widths[i] ?? 0)))
  }
}

const tsv = (columns: ReadonlyArray<Column>, rows: Rows): string =>
  [
    columns.map(({ key }) => key).join("\t"),
    ...rows.map((row) => columns.map(({ key }) => oneLine(str(row[key] ?? null))).join("\t"))
  ].join("\n")

/** Rows for `mode`, without the final newline; an empty text prints nothing. */
export const table = (
  mode: OutputMode,
  columns: ReadonlyArray<Column>,
  rows: Rows,
  id: string,
  width: number | undefined
): Table => {
  const whole = (text: string): Table => ({ text, truncated: false })
  if (mode === "json") return whole(json(rows.map((row) => ({ ...row }))))
  if (mode === "quiet") return whole(rows.map((row) => oneLine(str(row[id] ?? null))).join("\n"))
  if (rows.length === 0) return whole("No results found.")
  return mode === "agent" ? whole(tsv(columns, rows)) : human(columns, rows, width)
}
