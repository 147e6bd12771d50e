/** A terminal without a window: what a person would see after the bytes that were sent. */
import unicode11 from "@xterm/addon-unicode11"
import headless from "@xterm/headless"
import type { Size } from "../../../../src/shell/repl/editor/State.ts"

export interface Screen {
  /** Rows without trailing blanks, up to the last one that is not empty. */
  readonly rows: ReadonlyArray<string>
  readonly cursor: readonly [row: number, column: number]
}

/** Neighbouring cells of one look. */
export interface Run {
  readonly column: number
  readonly text: string
  /** Of the sixteen colours of a terminal; `undefined`: its own. */
  readonly color: number | undefined
  readonly bold: boolean
  readonly dim: boolean
  readonly inverse: boolean
}

export interface Emulator {
  readonly write: (text: string) => Promise<void>
  readonly resize: (size: Size) => void
  /** All rows, those that were scrolled away included; the cursor's row counts from their first. */
  readonly screen: () => Screen
  /** The same with each cell's look. */
  readonly looks: () => ReadonlyArray<string>
  /** What the window shows, blank ends left out. */
  readonly runs: () => ReadonlyArray<ReadonlyArray<Run>>
  readonly bracketedPaste: () => boolean
}

const trimmed = (rows: ReadonlyArray<string>): ReadonlyArray<string> => {
  let end = rows.length
  while (end > 0 && rows[end - 1] === "") end--
  return rows.slice(0, end)
}

/** `modern`: emoji are wide, as in most terminals of today; sequences of them are as wide as their parts. */
export const make = (size: Size, modern = true): Emulator => {
  const terminal = new headless.Terminal({
    cols: size.columns,
    rows: size.rows,
    allowProposedApi: true,
    scrollback: 1000
  })
  if (modern) {
    terminal.loadAddon(new unicode11.Unicode11Addon() as never)
    terminal.unicode.activeVersion = "11"
  }
  // A program such as tmux has a screen of its own.
  const buffer = () => terminal.buffer.active
  const every = <A>(of: (row: number) => A): ReadonlyArray<A> =>
    Array.from({ length: buffer().length }, (_, row) => of(row))
  return {
    write: (text) => new Promise((done) => terminal.write(text, done)),
    resize: ({ columns, rows }) => terminal.resize(columns, rows),
    screen: () => ({
      rows: trimmed(
        every((row) => buffer().getLine(row)?.translateToString(true, 0, terminal.cols) ?? "").map((row) =>
          row.trimEnd()
        )
      ),
      cursor: [buffer().baseY + buffer().cursorY, buffer().cursorX]
    }),
    looks: () =>
      every((row) => {
        const line = buffer().getLine(row)
        return Array.from({ length: terminal.cols }, (_, column) => {
          const cell = line?.getCell(column)
          if (cell === undefined) return ""
          const chars = cell.getChars() === " " ? "" : cell.getChars()
          return `${chars}${cell.isInverse() ? "i" : ""}${cell.isBold() ? "b" : ""}${cell.isDim() ? "d" : ""}${cell.isFgDefault() ? "" : cell.getFgColor()}`
        }).join("|")
      }),
    runs: () =>
      Array.from({ length: terminal.rows }, (_, row) => {
        const line = buffer().getLine(buffer().baseY + row)
        const found: Array<Run> = []
        for (let column = 0; column < terminal.cols; column++) {
          const cell = line?.getCell(column)
          if (cell === undefined || cell.getWidth() === 0) continue
          const run: Run = {
            column,
            text: cell.getChars() || " ",
            color: cell.isFgDefault() ? undefined : cell.getFgColor(),
            bold: cell.isBold() !== 0,
            dim: cell.isDim() !== 0,
            inverse: cell.isInverse() !== 0
          }
          const last = found[found.length - 1]
          const same =
            last !== undefined &&
            last.color === run.color &&
            last.bold === run.bold &&
            last.dim === run.dim &&
            last.inverse === run.inverse
          if (last !== undefined && same) found[found.length - 1] = { ...last, text: last.text + run.text }
          else found.push(run)
        }
        return found.filter(({ inverse, text }) => inverse || text.trim() !== "")
      }),
    bracketedPaste: () => terminal.modes.bracketedPasteMode
  }
}
