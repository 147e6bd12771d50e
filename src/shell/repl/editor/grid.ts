/** How a menu lies below the text: one candidate a row when there is something to say about them, else as many as fit. */
import type { Menu, Size } from "./State.ts"

export interface Grid {
  readonly columns: number
  /** Shown at once, without the count below them. */
  readonly rows: number
  /** Columns of the terminal for one candidate, its gap included. */
  readonly width: number
}

const mostRows = 10
const gap = 2

/** Half of the screen at most belongs to what is below the text. */
export const roomBelow = ({ rows }: Size): number => Math.max(0, Math.min(mostRows + 1, Math.floor(rows / 2)))

export const described = ({ offer }: Menu): boolean =>
  offer?.candidates.some(({ help }) => help !== undefined && help !== "") === true

export const grid = (menu: Menu, size: Size): Grid => {
  const room = Math.max(1, roomBelow(size))
  const width = Math.min(menu.widest + gap, size.columns)
  const columns = described(menu) ? 1 : Math.max(1, Math.floor((size.columns + gap) / (menu.widest + gap)))
  const needed = Math.ceil(menu.list.length / columns)
  return { columns, width, rows: needed <= room ? needed : Math.max(1, room - 1) }
}
