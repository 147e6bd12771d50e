/** What commands say, heard by the shell: printed as ever, kept as a value for `$_` and pipes, or caught instead of printed. */
import * as Effect from "effect/Effect"
import type { OutputShape } from "../../services/Output.ts"
import type { ScreenShape } from "../render/Screen.ts"
import { rowsOf, type Value } from "./values.ts"

/** Tells `hear` of the values behind what is printed. */
export const heard = (output: OutputShape, hear: (value: Value) => void): OutputShape => ({
  ...output,
  table: (columns, rows, id) => {
    hear(rowsOf(rows, columns, id))
    return output.table(columns, rows, id)
  },
  dict: (value, id) => {
    hear({ _tag: "value", value })
    return output.dict(value, id)
  },
  result: (guide, label, entries) => {
    if (entries.length > 0) hear({ _tag: "value", value: Object.fromEntries(entries) })
    return output.result(guide, label, entries)
  }
})

export interface Caught {
  readonly screen: ScreenShape
  readonly text: () => string
}

/** A screen whose stdout is kept; stderr stays the terminal's. */
export const caught = (screen: ScreenShape): Caught => {
  const decoder = new TextDecoder()
  let text = ""
  return {
    screen: {
      ...screen,
      stdout: { isTTY: false, columns: undefined },
      out: (piece) =>
        Effect.sync(() => {
          text += typeof piece === "string" ? piece : decoder.decode(piece, { stream: true })
        })
    },
    text: () => text
  }
}
