/**
 * Tab: candidates for the word at the cursor. What all of them begin with is filled in first; then they are a menu below the text.
 * They arrive when they arrive: until then, and while the menu is open, every key does what it does, and what is typed narrows.
 */
import { columnsOf } from "./cells.ts"
import { change, replace } from "./edit.ts"
import { previous, snap } from "./graphemes.ts"
import { grid } from "./grid.ts"
import type { Key } from "./Key.ts"
import type { Candidate, Offer } from "./Ports.ts"
import { bell, type Menu, type State, type Step, step, typing } from "./State.ts"

export const label = (candidate: Candidate): string => candidate.label ?? candidate.value

/** Asks anew for the text as it is. */
const ask = (state: State, menu: Omit<Menu, "id" | "done">): Step => {
  const id = state.asked + 1
  const { cursor, text } = state.line
  return step(
    { ...state, asked: id, mode: { ...menu, id, done: false } },
    { _tag: "ask", question: { id, text, cursor } }
  )
}

export const begin = (state: State): Step =>
  ask(state, { _tag: "menu", offer: undefined, list: [], widest: 0, open: false, eager: true, selected: -1 })

const word = ({ line: { cursor, text } }: State, offer: Offer): string => text.slice(offer.from, cursor)

/** The beginning that all candidates share. */
const common = (list: ReadonlyArray<Candidate>): string => {
  let shared = list[0]?.value ?? ""
  for (const { value } of list) {
    let length = 0
    while (length < shared.length && shared.charCodeAt(length) === value.charCodeAt(length)) length++
    shared = shared.slice(0, length)
  }
  const first = list[0]?.value ?? ""
  // Not half of a character.
  return snap(first, shared.length) === shared.length
    ? shared
    : shared.slice(0, previous(first, snap(first, shared.length)))
}

const fill = (state: State, offer: Offer, text: string): State =>
  change(state, replace(state.line, Math.min(offer.from, state.line.cursor), state.line.cursor, text), "other")

const choose = (state: State, offer: Offer, candidate: Candidate, suffix = candidate.suffix ?? ""): State => {
  const { cursor, text } = state.line
  // The blank that is to follow may be there already.
  const add = suffix !== "" && text.startsWith(suffix, cursor) ? "" : suffix
  const filled = fill({ ...state, mode: typing }, offer, candidate.value + add)
  return add === suffix
    ? filled
    : change(filled, { text: filled.line.text, cursor: filled.line.cursor + suffix.length }, "other")
}

const widestOf = (list: ReadonlyArray<Candidate>): number =>
  list.reduce((most, candidate) => Math.max(most, columnsOf(label(candidate))), 0)

/** The same menu over other candidates; the selected one stays selected while it is there. */
const over = (menu: Menu, offer: Offer, list: ReadonlyArray<Candidate>): Menu => {
  const value = menu.list[menu.selected]?.value
  return {
    ...menu,
    offer,
    list,
    widest: widestOf(list),
    selected: value === undefined ? -1 : list.findIndex((candidate) => candidate.value === value)
  }
}

/** Fills in what is certain: the only candidate, or the common beginning; otherwise the menu opens. */
const settle = (state: State, menu: Menu): Step => {
  const { list, offer } = menu
  const [only] = list
  if (offer === undefined || only === undefined) {
    const closed = { ...state, mode: typing }
    return menu.eager ? bell(closed) : step(closed)
  }
  if (menu.eager && menu.selected === -1) {
    if (list.length === 1) return step(choose(state, offer, only))
    const shared = common(list)
    const typed = word(state, offer)
    if (shared.length > typed.length && shared.startsWith(typed)) {
      const filled = fill(state, offer, shared)
      return step({ ...filled, mode: menu.open ? { ...menu, eager: false } : typing })
    }
  }
  return step({ ...state, mode: { ...menu, open: true, eager: false } })
}

/** Candidates came. */
export const offered = (state: State, id: number, offer: Offer): Step => {
  const menu = state.mode
  if (menu._tag !== "menu" || menu.id !== id) return step(state)
  const valid = offer.from >= 0 && offer.from <= state.line.cursor
  const mode = over(menu, offer, valid ? offer.candidates : [])
  return step({ ...state, mode })
}

/** No more will come for this question; before that, a menu may show what there is. */
export const answered = (state: State, id: number): Step => {
  const menu = state.mode
  return menu._tag === "menu" && menu.id === id ? settle(state, { ...menu, done: true }) : step(state)
}

/** The screen is about to be drawn and the answer is not complete: what is there shows. */
export const reveal = (state: State): State =>
  state.mode._tag === "menu" && !state.mode.open && state.mode.list.length > 0
    ? { ...state, mode: { ...state.mode, open: true } }
    : state

/** The text changed under an open menu: what still fits stays until the answer comes. */
export const narrow = (state: State, menu: Menu): Step => {
  const { offer } = menu
  if (offer === undefined || state.line.cursor < offer.from) return step({ ...state, mode: typing })
  const typed = word(state, offer)
  const list = offer.candidates.filter(({ value }) => value.startsWith(typed))
  return ask(state, { ...over(menu, offer, list), eager: false })
}

const select = (state: State, menu: Menu, selected: number): Step =>
  step({ ...state, mode: { ...menu, selected, eager: false } })

/** Where a key of the menu leads from `selected`; `undefined`: not a key of the menu. */
const target = (name: string, menu: Menu, columns: number, page: number): number | undefined => {
  const { list, selected } = menu
  const last = list.length - 1
  if (last < 0) return undefined
  const around = (place: number): number => (place < 0 ? last : place > last ? 0 : place)
  const within = (place: number): number => Math.min(Math.max(place, 0), last)
  switch (name) {
    case "tab":
      return around(selected + 1)
    case "S-tab":
      return around(selected === -1 ? last : selected - 1)
    case "down":
    case "C-n":
      // Below the last row comes the next column's top.
      return selected === -1
        ? 0
        : selected + columns <= last
          ? selected + columns
          : within(((selected % columns) + 1) % columns)
    case "up":
    case "C-p": {
      if (selected === -1) return last
      if (selected >= columns) return selected - columns
      const column = (selected + columns - 1) % columns
      return column > last ? last : last - ((last - column) % columns)
    }
    case "pagedown":
      return within(selected + page * columns)
    case "pageup":
      return within(selected - page * columns)
    case "left":
      return selected === -1 ? undefined : around(selected - 1)
    case "right":
      return selected === -1 ? undefined : around(selected + 1)
    default:
      return undefined
  }
}

/** `undefined`: not a key of the menu. */
export const press = (state: State, menu: Menu, key: Key): Step | undefined => {
  const { offer } = menu
  if (!menu.open || offer === undefined) {
    // Still waiting: another Tab asks nothing new.
    return key._tag === "key" && key.name === "tab" ? step(state) : undefined
  }
  const chosen = menu.list[menu.selected]
  if (key._tag !== "key") return undefined
  if (key.name === "escape" || key.name === "C-g") return step({ ...state, mode: typing })
  if (key.name === "enter") return chosen === undefined ? undefined : step(choose(state, offer, chosen))
  if (key.name === "tab" && menu.selected === -1 && menu.done) {
    const again = settle(state, { ...menu, eager: true })
    if (again.state.line !== state.line) return again
  }
  const { columns, rows } = grid(menu, state.size)
  const to = target(key.name, menu, columns, rows)
  return to === undefined ? undefined : select(state, menu, to)
}

/** Typing a blank or a slash behind a selected candidate takes it. */
export const takeBefore = (state: State, menu: Menu, typed: string): State => {
  const chosen = menu.list[menu.selected]
  if (menu.offer === undefined || chosen === undefined || !/^[\s/]/.test(typed)) return state
  const value = chosen.value.endsWith(typed) ? chosen.value.slice(0, -typed.length) : chosen.value
  return choose(state, menu.offer, { value }, "")
}
