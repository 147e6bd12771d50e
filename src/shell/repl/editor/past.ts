/** Lines of the history: the one that is suggested, and walking through those that begin alike. */
import { change } from "./edit.ts"
import type { Line, State } from "./State.ts"

/** The rest of the newest line that begins with `text`; empty when there is none. */
export const suggest = (history: ReadonlyArray<string>, { cursor, text }: Line): string => {
  if (text === "" || cursor !== text.length) return ""
  for (let at = history.length - 1; at >= 0; at--) {
    const line = history[at] ?? ""
    if (line.length > text.length && line.startsWith(text)) return line.slice(text.length)
  }
  return ""
}

/**
 * The next line further back (-1) or forth (1) that begins with what was typed when the walk began, and differs from what is shown;
 * behind the newest comes the draft itself. `undefined` at either end.
 */
export const walk = (history: ReadonlyArray<string>, state: State, direction: -1 | 1): State | undefined => {
  const { line } = state
  const from = state.walk ?? { at: history.length, prefix: line.text, draft: line }
  for (let at = from.at + direction; at >= 0 && at < history.length; at += direction) {
    const text = history[at] ?? ""
    if (text === line.text || !text.startsWith(from.prefix)) continue
    return { ...change({ ...state, walk: { ...from, at } }, { text, cursor: text.length }, "walk", true) }
  }
  if (direction === -1 || state.walk === undefined) return undefined
  return { ...change(state, from.draft, "walk", true), walk: undefined }
}
