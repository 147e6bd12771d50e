/** Everything the editor knows between two keys. Plain immutable data. */
import type { Candidate, Offer, Question } from "./Ports.ts"

export interface Line {
  readonly text: string
  /** A UTF-16 offset between two graphemes. */
  readonly cursor: number
}

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** Texts before the changes, the newest first. */
export interface Past {
  readonly line: Line
  readonly before: Past | undefined
}

/** What the former key did: some keys go on with it. */
export type Deed = "insert" | "kill" | "yank" | "vertical" | "walk" | "other"

export interface Walk {
  /** Place in the history. */
  readonly at: number
  /** What the lines must begin with. */
  readonly prefix: string
  /** What was typed before. */
  readonly draft: Line
}

export interface Menu {
  readonly _tag: "menu"
  /** The question whose answer is awaited, or was the last. */
  readonly id: number
  readonly offer: Offer | undefined
  /** The offer's candidates that still fit, with the widest label's columns. */
  readonly list: ReadonlyArray<Candidate>
  readonly widest: number
  /** Whether the answer is complete. */
  readonly done: boolean
  /** Whether it is on the screen: only then keys are its own. */
  readonly open: boolean
  /** Nothing but Tab was pressed since: a common beginning may be filled in. */
  readonly eager: boolean
  /** -1: none. */
  readonly selected: number
}

export interface Search {
  readonly _tag: "search"
  readonly query: string
  /** Lines that match, the best first. */
  readonly hits: ReadonlyArray<string>
  readonly selected: number
}

export type Mode = { readonly _tag: "typing" } | Menu | Search

export const typing: Mode = { _tag: "typing" }

export interface State {
  readonly line: Line
  readonly size: Size
  readonly mode: Mode
  readonly past: Past | undefined
  readonly last: Deed
  /** Killed texts, newest first. */
  readonly kills: ReadonlyArray<string>
  /** What the last yank put in, and which kill it was. */
  readonly yanked: { readonly from: number; readonly index: number } | undefined
  /** The column that moving up and down tries to keep. */
  readonly goal: number | undefined
  readonly walk: Walk | undefined
  /** The rest of the newest line of the history that begins with the text. */
  readonly suggestion: string
  /** How many questions for candidates were asked. */
  readonly asked: number
}

export const empty: Line = { text: "", cursor: 0 }

export const initial = (size: Size, kills: ReadonlyArray<string> = []): State => ({
  line: empty,
  size,
  mode: typing,
  past: undefined,
  last: "other",
  kills,
  yanked: undefined,
  goal: undefined,
  walk: undefined,
  suggestion: "",
  asked: 0
})

/** What the driver has to do. */
export type Task =
  | { readonly _tag: "submit"; readonly text: string }
  /** C-c: the text is given up. */
  | { readonly _tag: "cancel"; readonly text: string }
  /** C-d on nothing: the person leaves. */
  | { readonly _tag: "leave" }
  /** C-l: an empty screen. */
  | { readonly _tag: "clear" }
  | { readonly _tag: "bell" }
  /** Ask for candidates; a former question is void. */
  | { readonly _tag: "ask"; readonly question: Question }
  /** Nobody waits for candidates any more. */
  | { readonly _tag: "forget" }

export interface Step {
  readonly state: State
  readonly tasks: ReadonlyArray<Task>
}

export const step = (state: State, ...tasks: ReadonlyArray<Task>): Step => ({ state, tasks })

export const bell = (state: State): Step => step(state, { _tag: "bell" })
