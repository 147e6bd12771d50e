/** A state as rows of cells: what the terminal is to show, from the first row of the prompt on. */

import { below } from "./below.ts"
import { cells, columnsOf, cut, padded, type Row, type Span, span } from "./cells.ts"
import { layout, type Place } from "./layout.ts"
import type { Ports } from "./Ports.ts"
import type { Search, State } from "./State.ts"

export interface Frame {
  readonly rows: ReadonlyArray<Row>
  readonly cursor: Place
}

/** The text alone, as it stays on the screen once it was sent (`end` behind it: `^C`). */
export const last = (ports: Ports, state: State, end: string): Frame => {
  const text = state.line.text
  const body = layout(ports, text, text.length, state.size.columns, ports.highlight(text), end)
  return window(body.rows, { row: body.rows.length - 1, column: body.rows.at(-1)?.length ?? 0 }, state.size.rows)
}

/** What fits into `room` rows: the end, or what begins with the cursor's row when that is further up. */
const window = (rows: ReadonlyArray<Row>, cursor: Place, room: number): Frame => {
  const start = Math.max(0, Math.min(rows.length - room, cursor.row))
  return { rows: rows.slice(start, start + room), cursor: { row: cursor.row - start, column: cursor.column } }
}

const searching = (search: Search): ReadonlyArray<Span> => [span("search: ", "grey"), span(search.query)]

/** The first row with the status at its right end, when a blank stays between. */
const withStatus = (row: Row, status: ReadonlyArray<Span>, columns: number): Row => {
  const width = status.reduce((sum, { text }) => sum + columnsOf(text), 0)
  // The last column stays free: some terminals wrap there.
  if (width === 0 || row.length + 2 + width > columns - 1) return row
  const right = cut(
    status.flatMap(({ style, text }) => cells(text, style)),
    width
  )
  return [...padded(row, columns - 1 - right.length), ...right]
}

export const frame = (ports: Ports, state: State): Frame => {
  const { line, mode, size, suggestion } = state
  const search = mode._tag === "search" ? mode : undefined
  const body =
    search === undefined
      ? layout(ports, line.text, line.cursor, size.columns, ports.highlight(line.text), suggestion)
      : layout({ prompt: searching(search), more: [] }, "", 0, size.columns, [], "")
  const [first = [], ...others] = body.rows
  const rows = [withStatus(first, ports.status(), size.columns), ...others]
  const under = below(ports, state)
  const shown = window(rows, body.cursor, Math.max(1, size.rows - under.length))
  return { rows: [...shown.rows, ...under], cursor: shown.cursor }
}
