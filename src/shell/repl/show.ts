/** Prints what comes out of a pipe, as a command would have printed it. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { OutputMode } from "../../services/Output.ts"
import { Settings } from "../../services/Settings.ts"
import { harmlessText } from "../render/paint.ts"
import { isRecord, json, str } from "../render/python.ts"
import { Screen } from "../render/Screen.ts"
import { table } from "../render/table.ts"
import { asRows, asValue, type Value } from "./values.ts"

const textOf = (value: Value, mode: OutputMode, width: number | undefined): string => {
  if (value._tag === "text") return value.text
  if (mode === "json") return json(asValue(value))
  if (value._tag === "value" && !Array.isArray(value.value))
    return isRecord(value.value) ? json(value.value, 2) : str(value.value)
  const { columns, id, rows } = asRows(value)
  // Lines of text that went through a filter are lines of text.
  if (columns.every(({ key }) => key === "value") && rows.every((row) => typeof row["value"] !== "object"))
    return rows.map((row) => str(row["value"] ?? null)).join("\n")
  return table(mode === "guide" ? "human" : mode, columns, rows, id, width).text
}

/** Whole cells where nobody looks at a terminal. */
export const show = (value: Value, mode: OutputMode) =>
  Effect.gen(function* () {
    const screen = yield* Screen
    const { columns } = yield* Settings
    const { isTTY } = screen.stdout
    const width = isTTY ? (screen.stdout.columns ?? Option.getOrElse(columns, () => 80)) : undefined
    const text = textOf(value, mode, width)
    if (text === "") return
    const safe = isTTY ? harmlessText(text) : text
    yield* screen.out(safe.endsWith("\n") ? safe : `${safe}\n`)
  })
