/** Changes of the text, and moves in it that need nothing but the text. */
import { columnsOf } from "./cells.ts"
import { blankStart, lineEnd, lineStart, next, previous, snap, wordEnd, wordStart } from "./graphemes.ts"
import type { Deed, Line, State } from "./State.ts"

const mostKills = 60

export const at = (text: string, cursor: number): Line => ({ text, cursor: snap(text, cursor) })

/** `line` with what stands between `from` and `to` replaced, the cursor behind it. */
export const replace = ({ text }: Line, from: number, to: number, by: string): Line =>
  at(text.slice(0, from) + by + text.slice(to), from + by.length)

/** The same state with another line; a changed text can be undone. Keys of one kind in a row are one change where `joined`. */
export const change = (state: State, line: Line, deed: Deed, joined = false): State => ({
  ...state,
  line,
  last: deed,
  goal: undefined,
  yanked: undefined,
  walk: deed === "walk" ? state.walk : line.text === state.line.text ? state.walk : undefined,
  past:
    line.text === state.line.text || (joined && state.last === deed && state.past !== undefined)
      ? state.past
      : { line: state.line, before: state.past }
})

export const move = (state: State, cursor: number): State => change(state, { text: state.line.text, cursor }, "other")

/** Typed characters of one word are undone together. */
export const insert = (state: State, text: string): State => {
  const { cursor } = state.line
  return change(state, replace(state.line, cursor, cursor, text), "insert", !/^\s/.test(text))
}

/** A paste is one change of its own. */
export const pasteIn = (state: State, text: string): State => ({
  ...insert({ ...state, last: "other" }, text),
  last: "other"
})

const remove = (state: State, from: number, to: number): State =>
  change(state, replace(state.line, from, to, ""), "other")

/** Removes and keeps for a yank; kills in a row are one. */
const kill = (state: State, from: number, to: number): State => {
  if (from === to) return { ...state, last: "kill" }
  const killed = state.line.text.slice(from, to)
  const [newest = "", ...older] = state.kills
  const kills =
    state.last === "kill" && state.kills.length > 0
      ? [from < state.line.cursor ? killed + newest : newest + killed, ...older]
      : [killed, ...state.kills].slice(0, mostKills)
  return { ...change(state, replace(state.line, from, to, ""), "kill"), kills }
}

/** A change of the text by its place alone: what a key does, by its name. */
export const edits: Readonly<Record<string, (state: State) => State>> = {
  backspace: (state) => remove(state, previous(state.line.text, state.line.cursor), state.line.cursor),
  delete: (state) => remove(state, state.line.cursor, next(state.line.text, state.line.cursor)),
  killWord: (state) => kill(state, state.line.cursor, wordEnd(state.line.text, state.line.cursor)),
  killWordBack: (state) => kill(state, wordStart(state.line.text, state.line.cursor), state.line.cursor),
  killBlankBack: (state) => kill(state, blankStart(state.line.text, state.line.cursor), state.line.cursor),
  /** To the end of the line, or the newline itself at its end. */
  killToEnd: (state) => {
    const { cursor, text } = state.line
    const end = lineEnd(text, cursor)
    return kill(state, cursor, end === cursor ? Math.min(cursor + 1, text.length) : end)
  },
  killToStart: (state) => kill(state, lineStart(state.line.text, state.line.cursor), state.line.cursor),
  transpose: (state) => {
    const { cursor, text } = state.line
    const end = cursor >= text.length ? text.length : next(text, cursor)
    const middle = previous(text, end)
    const start = previous(text, middle)
    if (start === middle) return state
    const swapped = text.slice(middle, end) + text.slice(start, middle)
    return change(state, replace(state.line, start, end, swapped), "other")
  },
  yank: (state) => {
    const [newest] = state.kills
    if (newest === undefined) return state
    const from = state.line.cursor
    return { ...change(state, replace(state.line, from, from, newest), "yank"), yanked: { from, index: 0 } }
  },
  /** What was yanked becomes the kill before it. */
  yankOlder: (state) => {
    const { kills, line, yanked } = state
    if (yanked === undefined || kills.length < 2) return state
    const index = (yanked.index + 1) % kills.length
    const to = Math.min(yanked.from + (kills[yanked.index] ?? "").length, line.text.length)
    return {
      ...change(state, replace(line, yanked.from, to, kills[index] ?? ""), "yank"),
      yanked: { from: yanked.from, index }
    }
  },
  undo: (state) =>
    state.past === undefined
      ? state
      : { ...change(state, state.past.line, "other"), past: state.past.before, walk: undefined }
}

export const moves: Readonly<Record<string, (line: Line) => number>> = {
  left: ({ cursor, text }) => previous(text, cursor),
  right: ({ cursor, text }) => next(text, cursor),
  wordLeft: ({ cursor, text }) => wordStart(text, cursor),
  wordRight: ({ cursor, text }) => wordEnd(text, cursor),
  lineStart: ({ cursor, text }) => lineStart(text, cursor),
  lineEnd: ({ cursor, text }) => lineEnd(text, cursor),
  start: () => 0,
  end: ({ text }) => text.length
}

/** One line up (-1) or down (1) in a text of several, keeping the column; `undefined` where there is none. */
export const vertical = (state: State, direction: -1 | 1): State | undefined => {
  const { cursor, text } = state.line
  const start = lineStart(text, cursor)
  const goal = state.last === "vertical" && state.goal !== undefined ? state.goal : columnsOf(text.slice(start, cursor))
  const target = direction === -1 ? (start === 0 ? -1 : lineStart(text, start - 1)) : lineEnd(text, cursor) + 1
  if (target < 0 || target > text.length) return undefined
  const end = lineEnd(text, target)
  let place = target
  for (let columns = 0; place < end; ) {
    const to = next(text, place)
    columns += columnsOf(text.slice(place, to))
    if (columns > goal) break
    place = to
  }
  return { ...move(state, place), last: "vertical", goal }
}
