/** Checks values against what an option or positional takes, and spells numbers the one way the parser behind reads. */
import type { ArgRow, OptionRow } from "../spec/Row.ts"

export type Checked = { readonly value: string } | { readonly problem: string }

const integer = /^[+-]?\d+(_\d+)*$/
const decimal = /^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?$/i

const toNumber = (text: string): number => Number(text.trim().replaceAll("_", ""))

/** What a number may be, as help and refusals say it. */
export const bounds = ({ max, min }: { readonly min?: number; readonly max?: number }): string | undefined =>
  min === undefined ? undefined : max === undefined ? `x>=${min}` : `${min}<=x<=${max}`

const int = (text: string, row: { readonly min?: number; readonly max?: number }): Checked => {
  const range = bounds(row)
  const value = toNumber(text)
  if (!integer.test(text.trim()) || !Number.isSafeInteger(value)) {
    return { problem: `'${text}' is not a valid integer${range === undefined ? "" : " range"}.` }
  }
  const { max = Number.POSITIVE_INFINITY, min = Number.NEGATIVE_INFINITY } = row
  if (value < min || value > max) return { problem: `${value} is not in the range ${range}.` }
  return { value: String(value) }
}

const float = (text: string): Checked => {
  const value = toNumber(text)
  return decimal.test(text.trim()) && Number.isFinite(value)
    ? { value: String(value) }
    : { problem: `'${text}' is not a valid float.` }
}

/** A variable that is not set, as in `--local-dir "$DIR"`: the current folder is not what was meant. Words for a program may be empty. */
const isNoPlace = (row: OptionRow | ArgRow, text: string): boolean =>
  text === "" && (row.completes === "dir" || row.completes === "file") && !("arity" in row && row.arity === "any")

/** The canonical spelling of `text` as a value of `row`, or why it cannot be one. */
export const check = (row: OptionRow | ArgRow, text: string): Checked => {
  if (row.kind === "int") return int(text, "min" in row ? row : {})
  if (row.kind === "float") return float(text)
  if (row.kind === "choice" && row.choices !== undefined && !row.choices.includes(text)) {
    return { problem: `'${text}' is not one of ${row.choices.map((each) => `'${each}'`).join(", ")}.` }
  }
  return isNoPlace(row, text) ? { problem: "it is empty." } : { value: text }
}
