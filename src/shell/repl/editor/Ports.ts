/** What the editor asks of its caller. Everything here is synchronous and quick, save the candidates: those come when they come. */
import type { Span, Style } from "./cells.ts"

export interface Ports {
  /** Lines of former days and of this one, newest last. The same array as long as nothing was added. */
  readonly history: ReadonlyArray<string>
  /** Whether Enter sends `text`; otherwise it adds a line (an open quote, a `\` at the end). */
  readonly complete: (text: string) => boolean
  /** Styled stretches of `text`, in order, not overlapping; what lies between is plain. */
  readonly highlight: Highlighter
  /** One line below the text, empty for none. */
  readonly hint: (text: string, cursor: number) => string
  /** At the right end of the first row, when there is room. */
  readonly status: () => ReadonlyArray<Span>
  /** The last line below everything, empty for none: what goes on meanwhile. */
  readonly foot: () => ReadonlyArray<Span>
  readonly prompt: ReadonlyArray<Span>
  /** Before every further line of a text. */
  readonly more: ReadonlyArray<Span>
}

export interface Stretch {
  readonly from: number
  readonly to: number
  readonly style: Style
}

export type Highlighter = (text: string) => ReadonlyArray<Stretch>

/** One thing that could stand at the cursor. */
export interface Candidate {
  /** What replaces the word, quoted as the line needs it. */
  readonly value: string
  /** What the menu shows; `value` when absent. */
  readonly label?: string
  readonly help?: string
  /** What follows once it is chosen: a blank where the word is finished, nothing after a folder's slash. */
  readonly suffix?: string
}

/** Candidates for what stands between `from` and the cursor. A later answer to the same question replaces an earlier one. */
export interface Offer {
  readonly from: number
  readonly candidates: ReadonlyArray<Candidate>
}

/** A question for candidates: what could stand at `cursor` in `text`. */
export interface Question {
  readonly id: number
  readonly text: string
  readonly cursor: number
}

export const none: Ports = {
  history: [],
  complete: () => true,
  highlight: () => [],
  hint: () => "",
  status: () => [],
  foot: () => [],
  prompt: [],
  more: []
}
