/** A text with its prompts, wrapped at the terminal's edge, and where the cursor is in it. */
import { type Cell, cells, cellsOf, push, type Row, type Span, type Style } from "./cells.ts"
import { split } from "./graphemes.ts"
import type { Ports, Stretch } from "./Ports.ts"

export interface Layout {
  readonly rows: ReadonlyArray<Row>
  readonly cursor: Place
}

export interface Place {
  readonly row: number
  readonly column: number
}

/** Asked for rising offsets only: walks along the stretches. */
const styles = (stretches: ReadonlyArray<Stretch>, plainUntil: number): ((offset: number) => Style) => {
  let at = 0
  return (offset) => {
    if (offset >= plainUntil) return "ghost"
    while (at < stretches.length && (stretches[at]?.to ?? 0) <= offset) at++
    const stretch = stretches[at]
    return stretch !== undefined && stretch.from <= offset ? stretch.style : "plain"
  }
}

/** Rows are never wider than the terminal; a row that is full is followed by another one where the cursor can stand. */
export const layout = (
  ports: Pick<Ports, "prompt" | "more">,
  text: string,
  cursor: number,
  columns: number,
  stretches: ReadonlyArray<Stretch>,
  ghost: string
): Layout => {
  const rows: Array<Array<Cell>> = [[]]
  let row = rows[0] ?? []
  let place: Place | undefined
  const newRow = () => {
    row = []
    rows.push(row)
  }
  const add = (each: Cell) => {
    // Wider than the whole terminal: nothing of it can be shown.
    const shown = each.width > columns ? (cells("?", each.style)[0] ?? each) : each
    if (row.length + shown.width > columns) newRow()
    push(row, shown)
  }
  const addSpans = (spans: ReadonlyArray<Span>) => {
    for (const each of spans) {
      for (const [i, line] of each.text.split("\n").entries()) {
        if (i > 0) newRow()
        for (const cell of cells(line, each.style)) add(cell)
      }
    }
  }
  const mark = () => {
    if (row.length >= columns) newRow()
    place = { row: rows.length - 1, column: row.length }
  }
  addSpans(ports.prompt)
  const styleAt = styles(stretches, text.length)
  let offset = 0
  for (const grapheme of split(text + ghost)) {
    const list = grapheme === "\n" ? [] : cellsOf(grapheme, styleAt(offset))
    if (offset >= cursor && place === undefined) {
      // The cursor stands where the next character will be: on the next row when that one does not fit.
      if (row.length + (list[0]?.width ?? 0) > columns) newRow()
      mark()
    }
    if (grapheme === "\n") {
      newRow()
      addSpans(ports.more)
    } else for (const each of list) add(each)
    offset += grapheme.length
  }
  if (place === undefined) mark()
  return { rows, cursor: place ?? { row: 0, column: 0 } }
}
