/** A terminal without a window: what a person would see after the bytes that were sent. */
import unicode11 from "@xterm/addon-unicode11"
import xterm from "@xterm/headless"
import type { Size } from "../../../../src/shell/repl/editor/State.ts"

export interface Screen {
  /** Rows without trailing blanks, up to the last one that is not empty. */
  readonly rows: ReadonlyArray<string>
  readonly cursor: readonly [row: number, column: number]
}

export interface Emulator {
  readonly write: (text: string) => Promise<void>
  readonly resize: (size: Size) => void
  /** All rows, those that were scrolled away included; the cursor's row counts from their first. */
  readonly screen: () => Screen
  /** The same with each cell's look. */
  readonly looks: () => ReadonlyArray<string>
  readonly bracketedPaste: () => boolean
}

const trimmed = (rows: ReadonlyArray<string>): ReadonlyArray<string> => {
  let end = rows.length
  while (end > 0 && rows[end - 1] === "") end--
  return rows.slice(0, end)
}

/** `modern`: emoji are wide, as in most terminals of today; sequences of them are as wide as their parts. */
export const make = (size: Size, modern = true): Emulator => {
  const terminal = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true, scrollback: 1000 })
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
    bracketedPaste: () => terminal.modes.bracketedPasteMode
  }
}
