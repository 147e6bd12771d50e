/** What is below the text: the menu, the lines that a search found, or a hint. */
import { type Cell, cells, cut, padded, type Row, type Style } from "./cells.ts"
import { grid, roomBelow } from "./grid.ts"
import { label } from "./menu.ts"
import type { Candidate, Ports } from "./Ports.ts"
import type { Menu, Search, Size, State } from "./State.ts"

/** The first of the rows to show, so that the selected one is among them. */
const scrolled = (selected: number, shown: number, all: number): number =>
  Math.max(0, Math.min(selected - Math.floor(shown / 2), all - shown))

const grey = (text: string, columns: number): Row => cut(cells(text, "grey"), columns)

const choice = (candidate: Candidate, selected: boolean, menu: Menu, size: Size): Row => {
  const style: Style = selected ? "selected" : "plain"
  const { columns, width } = grid(menu, size)
  if (columns > 1) return padded(cut(cells(label(candidate), style), width - 2), width - 2, style)
  const name = padded(cut(cells(label(candidate), style), size.columns), Math.min(menu.widest, size.columns), style)
  if (candidate.help === undefined || candidate.help === "") return name
  const help: ReadonlyArray<Cell> = cells(`  ${candidate.help}`, selected ? "selectedGrey" : "grey")
  return name.length + 4 > size.columns ? name : [...name, ...cut(help, size.columns - name.length)]
}

const menuRows = (menu: Menu, size: Size): ReadonlyArray<Row> => {
  const { columns, rows, width } = grid(menu, size)
  const all = Math.ceil(menu.list.length / columns)
  const start = scrolled(menu.selected === -1 ? 0 : Math.floor(menu.selected / columns), rows, all)
  const shown = Array.from({ length: Math.min(rows, all - start) }, (_, i) => {
    const from = (start + i) * columns
    return menu.list.slice(from, from + columns).reduce<Row>((row, candidate, column) => {
      const left = padded(row, column * width)
      return [...left, ...choice(candidate, from + column === menu.selected, menu, size)]
    }, [])
  })
  const foot = `${menu.selected === -1 ? "" : `${menu.selected + 1} of `}${menu.list.length}${menu.done ? "" : " …"}`
  return all > rows || !menu.done ? [...shown, grey(foot, size.columns)] : shown
}

const searchRows = (search: Search, size: Size): ReadonlyArray<Row> => {
  const room = roomBelow(size)
  if (search.hits.length === 0) return [grey("Nothing like that in the history.", size.columns)]
  const start = scrolled(search.selected, room, search.hits.length)
  return search.hits
    .slice(start, start + room)
    .map((line, i) => cut(cells(line, start + i === search.selected ? "selected" : "plain"), size.columns))
}

const rowsOf = (ports: Ports, state: State): ReadonlyArray<Row> => {
  const { line, mode, size } = state
  if (mode._tag === "menu" && mode.open) return menuRows(mode, size)
  if (mode._tag === "search") return searchRows(mode, size)
  if (mode._tag === "menu") return [grey("…", size.columns)]
  const hint = ports.hint(line.text, line.cursor)
  return hint === "" ? [] : [grey(hint, size.columns)]
}

const footRow = (ports: Ports, { columns }: Size): ReadonlyArray<Row> => {
  const row = cut(
    ports.foot().flatMap(({ style, text }) => cells(text, style)),
    columns
  )
  return row.length === 0 ? [] : [row]
}

export const below = (ports: Ports, state: State): ReadonlyArray<Row> => {
  const room = roomBelow(state.size)
  const foot = footRow(ports, state.size).slice(0, room)
  return [...rowsOf(ports, state).slice(0, room - foot.length), ...foot]
}
