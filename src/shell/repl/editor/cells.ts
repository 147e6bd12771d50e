/** Text as cells of a terminal: one grapheme each, one or two columns wide, with nothing in it that a terminal would obey. */
import stringWidth from "string-width"
import { harmless } from "../../render/paint.ts"
import { split } from "./graphemes.ts"

/** What a style looks like is decided where it is painted. */
export type Style =
  | "plain"
  | "bold"
  | "grey"
  | "red"
  | "green"
  | "yellow"
  | "blue"
  | "magenta"
  | "cyan"
  | "ghost"
  | "selected"
  | "selectedGrey"

export interface Span {
  readonly text: string
  readonly style: Style
}

export const span = (text: string, style: Style = "plain"): Span => ({ text, style })

export interface Cell {
  readonly text: string
  /** Columns; 0 for the right half of a wide one. */
  readonly width: number
  readonly style: Style
  /** Terminals may disagree about its width: whoever paints it must not count on where the cursor is afterwards. */
  readonly unsure: boolean
}

export type Row = ReadonlyArray<Cell>

export const half: Cell = { text: "", width: 0, style: "plain", unsure: false }

const widths = new Map<string, number>()
const mostWidths = 20_000

/** Columns of one grapheme; ambiguous ones take one. */
const widthOf = (grapheme: string): number => {
  if (grapheme.length === 1 && grapheme >= " " && grapheme <= "~") return 1
  const known = widths.get(grapheme)
  if (known !== undefined) return known
  if (widths.size > mostWidths) widths.clear()
  const width = stringWidth(grapheme)
  widths.set(grapheme, width)
  return width
}

const lone = /[\ud800-\udfff]/u

/** Characters that a terminal would obey, or that nobody would see, written out. */
const visible = (grapheme: string): string => {
  if (grapheme === "\t") return "    "
  const safe = grapheme === "\n" ? "\\n" : harmless(grapheme)
  if (safe !== grapheme || (!lone.test(grapheme) && widthOf(grapheme) > 0)) return safe
  return [...grapheme].map((char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`).join("")
}

/** Han, kana and Hangul syllables are two columns everywhere. */
const agreed = /^[\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]$/

const interned = new Map<string, Cell>()

const cell = (grapheme: string, style: Style): Cell => {
  const name = style + grapheme
  const known = interned.get(name)
  if (known !== undefined) return known
  if (interned.size > mostWidths) interned.clear()
  const made: Cell = {
    text: grapheme,
    width: widthOf(grapheme),
    style,
    unsure: !(grapheme.length === 1 && (grapheme < "\u0300" || agreed.test(grapheme)))
  }
  interned.set(name, made)
  return made
}

/** The cells of one grapheme: several when it has to be written out. */
const cellsOfGrapheme = (grapheme: string, style: Style): ReadonlyArray<Cell> => {
  const shown = grapheme.length === 1 && grapheme >= " " && grapheme <= "~" ? grapheme : visible(grapheme)
  return shown === grapheme ? [cell(grapheme, style)] : [...shown].map((char) => cell(char, style))
}

/** Cells of a text on one line, newlines written out. */
export const cells = (text: string, style: Style = "plain"): ReadonlyArray<Cell> =>
  split(text).flatMap((grapheme) => cellsOfGrapheme(grapheme, style))

/** {@link cells}, one list for each grapheme. */
export const groups = (
  text: string,
  styleAt: (offset: number) => Style
): ReadonlyArray<readonly [grapheme: string, cells: ReadonlyArray<Cell>]> => {
  let offset = 0
  return split(text).map((grapheme) => {
    const style = styleAt(offset)
    offset += grapheme.length
    return [grapheme, grapheme === "\n" ? [] : cellsOfGrapheme(grapheme, style)]
  })
}

const ascii = /^[ -~]*$/

/** Columns a text takes on one line. */
export const columnsOf = (text: string): number =>
  ascii.test(text) ? text.length : cells(text).reduce((sum, { width }) => sum + width, 0)

/** As many of `list` as fit into `columns`, an ellipsis for the rest; a row with its right halves. */
export const cut = (list: ReadonlyArray<Cell>, columns: number): Row => {
  const row: Array<Cell> = []
  const all = list.reduce((sum, { width }) => sum + width, 0)
  const room = all <= columns ? columns : columns - 1
  for (const each of list) {
    if (row.length + each.width > room) break
    push(row, each)
  }
  if (all > columns && columns > 0) row.push(cell("…", list[0]?.style ?? "plain"))
  return row
}

/** Adds a cell and its right halves. */
export const push = (row: Array<Cell>, each: Cell): void => {
  row.push(each)
  for (let column = 1; column < each.width; column++) row.push(half)
}

/** `row` filled up with blanks. */
export const padded = (row: Row, columns: number, style: Style = "plain"): Row =>
  row.length >= columns ? row : [...row, ...Array.from({ length: columns - row.length }, () => cell(" ", style))]
