/** C-r: the history's lines that a few letters mean, in a list that follows what is typed. */
import { change } from "./edit.ts"
import { rank } from "./fuzzy.ts"
import { previous } from "./graphemes.ts"
import type { Key } from "./Key.ts"
import type { Ports } from "./Ports.ts"
import { bell, type Search, type State, type Step, step, typing } from "./State.ts"

/** More are never looked through by hand. */
const most = 200

const found = (ports: Ports, query: string): Search => ({
  _tag: "search",
  query,
  hits: rank(query, ports.history, most),
  selected: 0
})

/** Begins with what is typed already. */
export const open = (ports: Ports, state: State): State => ({ ...state, mode: found(ports, state.line.text) })

const accept = (state: State, search: Search): State => {
  const line = search.hits[search.selected]
  const back = { ...state, mode: typing }
  return line === undefined ? back : change(back, { text: line, cursor: line.length }, "other")
}

const select = (state: State, search: Search, by: number): State => ({
  ...state,
  mode: { ...search, selected: Math.min(Math.max(search.selected + by, 0), Math.max(search.hits.length - 1, 0)) }
})

const steps: Readonly<Record<string, number>> = {
  "C-r": 1,
  "C-p": -1,
  "C-n": 1,
  "C-s": -1,
  up: -1,
  down: 1,
  tab: 1,
  "S-tab": -1,
  pageup: -8,
  pagedown: 8
}

/** Enter takes the line to look at it once more; it does not run. `undefined`: not a key of the search, which is over then. */
export const press = (ports: Ports, state: State, search: Search, key: Key): Step | undefined => {
  if (key._tag !== "key") return step({ ...state, mode: found(ports, search.query + key.text.replace(/\s+/g, " ")) })
  const by = steps[key.name]
  if (by !== undefined) return step(select(state, search, by))
  switch (key.name) {
    case "backspace": {
      if (search.query === "") return bell(state)
      return step({ ...state, mode: found(ports, search.query.slice(0, previous(search.query, search.query.length))) })
    }
    case "C-u":
    case "C-w":
      return step({ ...state, mode: found(ports, "") })
    case "enter":
    case "right":
    case "C-e":
    case "C-f":
    case "end":
      return step(accept(state, search))
    case "escape":
    case "C-c":
    case "C-g":
      return step({ ...state, mode: typing })
    default:
      return undefined
  }
}
