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

const isAscii = (grapheme: string): boolean => grapheme.length === 1 && grapheme >= " " && grapheme <= "~"

/** Ambiguous ones take one column. */
const widthOf = (grapheme: string): number => (isAscii(grapheme) ? 1 : stringWidth(grapheme))

const lone = /[\ud800-\udfff]/u

/** Characters that a terminal would obey, or that nobody would see, written out. */
const visible = (grapheme: string): string => {
  if (isAscii(grapheme)) return grapheme
  if (grapheme === "\t") return "    "
  const safe = grapheme === "\n" ? "\\n" : harmless(grapheme)
  if (safe !== grapheme || (!lone.test(grapheme) && widthOf(grapheme) > 0)) return safe
  return [...grapheme].map((char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`).join("")
}

/** Han, kana and Hangul syllables are two columns everywhere. */
const agreed = /^[\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]$/

const made = (text: string, style: Style): Cell => ({
  text,
  width: widthOf(text),
  style,
  unsure: !(text.length === 1 && (text < "\u0300" || agreed.test(text)))
})

/** The same cells for the same characters: frames of thousands of them are made for every key. */
const known = new Map<Style, Map<string, ReadonlyArray<Cell>>>()
const mostKnown = 10_000

/** The cells of one grapheme: several when it has to be written out. */
export const cellsOf = (grapheme: string, style: Style): ReadonlyArray<Cell> => {
  const ofStyle = known.get(style) ?? new Map<string, ReadonlyArray<Cell>>()
  const before = ofStyle.get(grapheme)
  if (before !== undefined) return before
  const shown = visible(grapheme)
  const list = (shown === grapheme ? [grapheme] : [...shown]).map((char) => made(char, style))
  if (ofStyle.size >= mostKnown) ofStyle.clear()
  known.set(style, ofStyle.set(grapheme, list))
  return list
}

/** Cells of a text on one line, newlines written out. */
export const cells = (text: string, style: Style = "plain"): ReadonlyArray<Cell> =>
  split(text).flatMap((grapheme) => cellsOf(grapheme, style))

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
  if (all > columns && columns > 0) row.push(...cellsOf("…", list[0]?.style ?? "plain"))
  return row
}

/** Adds a cell and its right halves. */
export const push = (row: Array<Cell>, each: Cell): void => {
  row.push(each)
  for (let column = 1; column < each.width; column++) row.push(half)
}

/** `row` filled up with blanks. */
export const padded = (row: Row, columns: number, style: Style = "plain"): Row =>
  row.length >= columns ? row : [...row, ...cells(" ".repeat(columns - row.length), style)]
