/** Frames → what to send to the terminal: only the cells that changed, and the ways between them. */
import { type Cell, half, type Row, type Style } from "./cells.ts"
import type { Frame } from "./frame.ts"

const csi = "\u001b["

const colors: Readonly<Record<Style, string>> = {
  plain: "",
  bold: "1",
  grey: "90",
  red: "31",
  green: "32",
  yellow: "33",
  blue: "34",
  magenta: "35",
  cyan: "36",
  ghost: "90",
  selected: "7",
  selectedGrey: "7"
}

/** Without colour, what must be told apart still is. */
const plains: Readonly<Record<Style, string>> = {
  plain: "",
  bold: "",
  grey: "",
  red: "",
  green: "",
  yellow: "",
  blue: "",
  magenta: "",
  cyan: "",
  ghost: "2",
  selected: "7",
  selectedGrey: "7"
}

/** Where the terminal's cursor is, counted from the frame's first column; `undefined`: only the terminal knows. */
interface Pen {
  row: number
  column: number | undefined
  style: Style
  out: string
}

const toRow = (pen: Pen, row: number): void => {
  if (row > pen.row) pen.out += `${csi}${row - pen.row}B`
  if (row < pen.row) pen.out += `${csi}${pen.row - row}A`
  pen.row = row
}

const goTo = (pen: Pen, row: number, column: number): void => {
  toRow(pen, row)
  if (column === pen.column) return
  pen.out += column === 0 ? "\r" : `${csi}${column + 1}G`
  pen.column = column
}

const setStyle = (pen: Pen, style: Style, looks: Readonly<Record<Style, string>>): void => {
  if (looks[style] !== looks[pen.style]) pen.out += looks[style] === "" ? `${csi}0m` : `${csi}0;${looks[style]}m`
  pen.style = style
}

const same = (a: Cell | undefined, b: Cell | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.text === b.text && a.style === b.style && a.width === b.width)

/** At the right edge the terminal's cursor is where nobody can tell: the next way starts from the left. */
const put = (pen: Pen, cell: Cell, columns: number): void => {
  const column = pen.column ?? 0
  const after = column + cell.width
  if (cell.unsure && cell.width > 1 && after <= columns) {
    // Should the terminal draw it narrower, nothing old shows beside it.
    pen.out += `${" ".repeat(cell.width)}${csi}${column + 1}G`
  }
  // Nor does it run over the edge into the next row, should it be drawn wider.
  pen.out += cell.unsure ? `${csi}?7l${cell.text}${csi}?7h` : cell.text
  pen.column = cell.unsure || after >= columns ? undefined : after
}

const writeRow = (
  pen: Pen,
  index: number,
  before: Row,
  after: Row,
  columns: number,
  looks: Readonly<Record<Style, string>>
): void => {
  let first = 0
  while (first < after.length && first < before.length && same(before[first], after[first])) first++
  if (first === after.length && first === before.length) return
  let last = after.length - 1
  while (last >= first && last < before.length && same(before[last], after[last])) last--
  while (first > 0 && after[first]?.width === 0) first--
  // Where a terminal draws a character wider than we think, it lies on what follows: that is painted again.
  const spills = after.slice(first, last + 1).some((cell) => cell.unsure)
  if (spills) last = after.length - 1
  for (let column = first; column <= last; column++) {
    const cell = after[column] ?? half
    if (cell.width === 0) continue
    if (pen.row !== index || pen.column !== column) goTo(pen, index, column)
    setStyle(pen, cell.style, looks)
    put(pen, cell, columns)
  }
  if (before.length > after.length || (spills && after.length < columns)) {
    goTo(pen, index, after.length)
    setStyle(pen, "plain", looks)
    pen.out += `${csi}K`
  }
}

/**
 * What turns the terminal from showing `before` into showing `after`. Without `before` it starts in the first column of a row of
 * which nothing is to be kept, and of everything below.
 */
export const paint = (before: Frame | undefined, after: Frame, columns: number, color: boolean): string => {
  const looks = color ? colors : plains
  const old = before?.rows ?? []
  const pen: Pen = { row: before?.cursor.row ?? 0, column: before?.cursor.column ?? 0, style: "plain", out: "" }
  if (before === undefined) pen.out += `\r${csi}J`
  let exist = Math.max(1, old.length)
  for (const [index, row] of after.rows.entries()) {
    if (index >= exist) {
      // A new row is made by a newline, which also scrolls.
      toRow(pen, exist - 1)
      setStyle(pen, "plain", looks)
      pen.out += "\r\n"
      pen.row = index
      pen.column = 0
      exist = index + 1
    }
    writeRow(pen, index, old[index] ?? [], row, columns, looks)
  }
  setStyle(pen, "plain", looks)
  if (old.length > after.rows.length) {
    goTo(pen, after.rows.length, 0)
    pen.out += `${csi}J`
  }
  goTo(pen, after.cursor.row, after.cursor.column)
  return pen.out
}

/** From the cursor of `frame` to its first column, when the terminal has `columns` now: rows above may have been wrapped anew. */
export const toTop = (frame: Frame, columns: number): string => {
  const rise = frame.rows
    .slice(0, frame.cursor.row)
    .reduce((sum, row) => sum + Math.max(1, Math.ceil(row.length / columns)), 0)
  return `\r${rise > 0 ? `${csi}${rise}A` : ""}`
}

/** Below the frame, on a row of its own. */
export const toEnd = (frame: Frame): string => {
  const down = frame.rows.length - 1 - frame.cursor.row
  return `${down > 0 ? `${csi}${down}B` : ""}\r\n`
}
