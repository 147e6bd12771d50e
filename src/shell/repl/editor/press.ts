/**
 * The editor as a function: a state and what happened → the next state and what is to be done. Nothing here waits, reads or writes.
 *
 * ```ts
 * let state = initial({ columns: 80, rows: 24 })
 * const { state: next, tasks } = on(ports, state, { _tag: "key", key: text("ls") })
 * ```
 */
import { change, edits, insert, move, moves, pasteIn, vertical } from "./edit.ts"
import { wordEnd } from "./graphemes.ts"
import type { Key } from "./Key.ts"
import * as menus from "./menu.ts"
import type { Offer, Ports } from "./Ports.ts"
import { suggest, walk } from "./past.ts"
import { bell, type Size, type State, type Step, step, typing } from "./State.ts"
import * as searches from "./search.ts"

/** What can happen to an editor. */
export type Event =
  | { readonly _tag: "key"; readonly key: Key }
  | { readonly _tag: "offered"; readonly id: number; readonly offer: Offer }
  | { readonly _tag: "answered"; readonly id: number }
  | { readonly _tag: "resized"; readonly size: Size }
  /** Something that the ports tell has changed. */
  | { readonly _tag: "refresh" }

const editNames: Readonly<Record<string, string>> = {
  backspace: "backspace",
  delete: "delete",
  "C-k": "killToEnd",
  "C-u": "killToStart",
  "C-w": "killBlankBack",
  "M-d": "killWord",
  "M-backspace": "killWordBack",
  "C-backspace": "killWordBack",
  "C-delete": "killWord",
  "M-delete": "killWord",
  "C-y": "yank",
  "M-y": "yankOlder",
  "C-t": "transpose",
  "C-_": "undo"
}

const moveNames: Readonly<Record<string, string>> = {
  "C-a": "lineStart",
  home: "lineStart",
  "C-e": "lineEnd",
  end: "lineEnd",
  "C-b": "left",
  left: "left",
  "C-f": "right",
  right: "right",
  "M-b": "wordLeft",
  "C-left": "wordLeft",
  "M-left": "wordLeft",
  "M-f": "wordRight",
  "C-right": "wordRight",
  "M-right": "wordRight",
  "M-<": "start",
  "C-home": "start",
  "M->": "end",
  "C-end": "end"
}

const acceptAll: ReadonlySet<string> = new Set(["right", "C-f", "C-e", "end"])
const acceptWord: ReadonlySet<string> = new Set(["M-f", "C-right", "M-right"])

/** The grey rest becomes text: all of it, or its first word. */
const accept = (state: State, name: string): State | undefined => {
  const { line, suggestion } = state
  if (suggestion === "" || line.cursor !== line.text.length) return undefined
  if (!acceptAll.has(name) && !acceptWord.has(name)) return undefined
  const whole = line.text + suggestion
  const text = acceptAll.has(name) ? whole : whole.slice(0, wordEnd(whole, line.text.length))
  return change(state, { text, cursor: text.length }, "other")
}

const orBell = (before: State, after: State | undefined): Step =>
  after === undefined || after === before ? bell(before) : step(after)

/** Up and down: through the lines of the text, then through the history. */
const upDown = (ports: Ports, state: State, direction: -1 | 1): State | undefined =>
  // A line that was walked to is walked over, however many lines it has.
  (state.walk !== undefined && state.last === "walk" ? undefined : vertical(state, direction)) ??
  walk(ports.history, state, direction)

const enter = (ports: Ports, state: State): Step =>
  ports.complete(state.line.text)
    ? step({ ...state, suggestion: "" }, { _tag: "submit", text: state.line.text })
    : step(insert({ ...state, last: "other" }, "\n"))

const named = (ports: Ports, state: State, name: string): Step => {
  const accepted = accept(state, name)
  if (accepted !== undefined) return step(accepted)
  const edit = edits[editNames[name] ?? ""]
  if (edit !== undefined) return orBell(state, edit(state))
  const place = moves[moveNames[name] ?? ""]
  if (place !== undefined) return step(move(state, place(state.line)))
  switch (name) {
    case "enter":
      return enter(ports, state)
    case "M-enter":
      return step(insert({ ...state, last: "other" }, "\n"))
    case "up":
    case "C-p":
      return orBell(state, upDown(ports, state, -1))
    case "down":
    case "C-n":
      return orBell(state, upDown(ports, state, 1))
    case "pageup":
      return orBell(state, walk(ports.history, state, -1))
    case "pagedown":
      return orBell(state, walk(ports.history, state, 1))
    case "tab":
      return menus.begin(state)
    case "C-r":
      return step(searches.open(ports, state))
    case "C-l":
      return step(state, { _tag: "clear" })
    case "C-d":
      return state.line.text === "" ? step(state, { _tag: "leave" }) : named(ports, state, "delete")
    default:
      return step(state)
  }
}

const pressTyping = (ports: Ports, state: State, key: Key): Step => {
  if (key._tag === "text") return step(insert(state, key.text))
  if (key._tag === "paste") return step(pasteIn(state, key.text))
  return named(ports, state, key.name)
}

const pressed = (ports: Ports, state: State, key: Key): Step => {
  // A search is left for the line it began with; anything else is ended with the line.
  if (key._tag === "key" && key.name === "C-c" && state.mode._tag !== "search")
    return step({ ...state, mode: typing, suggestion: "" }, { _tag: "cancel", text: state.line.text })
  const mode = state.mode
  if (mode._tag === "search") {
    const taken = searches.press(ports, state, mode, key)
    return taken ?? pressTyping(ports, { ...state, mode: typing }, key)
  }
  if (mode._tag === "menu") {
    const taken = menus.press(state, mode, key)
    if (taken !== undefined) return taken
    const narrows = key._tag === "text" || (key._tag === "key" && key.name === "backspace")
    if (!mode.open || !narrows) return pressTyping(ports, { ...state, mode: typing }, key)
    const before = key._tag === "text" ? menus.takeBefore(state, mode, key.text) : state
    const after = pressTyping(ports, before, key)
    return before === state && after.state.line !== state.line ? menus.narrow(after.state, mode) : after
  }
  return pressTyping(ports, state, key)
}

/** The suggestion belongs to the text, and a question to its menu. */
const settled = (ports: Ports, before: State, { tasks, state }: Step): Step => {
  const sent = tasks.some(({ _tag }) => _tag === "submit" || _tag === "cancel")
  const suggestion = sent
    ? ""
    : state.line === before.line && before.mode === state.mode
      ? state.suggestion
      : state.mode._tag === "typing" && state.walk === undefined
        ? suggest(ports.history, state.line)
        : ""
  const forgotten = before.mode._tag === "menu" && state.mode._tag !== "menu" && !before.mode.done
  return {
    state: suggestion === state.suggestion ? state : { ...state, suggestion },
    tasks: forgotten ? [...tasks, { _tag: "forget" }] : tasks
  }
}

/** One thing happens. */
export const on = (ports: Ports, state: State, event: Event): Step => {
  switch (event._tag) {
    case "key":
      return settled(ports, state, pressed(ports, state, event.key))
    case "offered":
      return settled(ports, state, menus.offered(state, event.id, event.offer))
    case "answered":
      return settled(ports, state, menus.answered(state, event.id))
    case "resized":
      return step({ ...state, size: event.size })
    case "refresh":
      return step(state)
  }
}
