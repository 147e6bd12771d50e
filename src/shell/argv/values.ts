/** Checks values against what an option or positional takes, and spells numbers the one way the parser behind reads. */
import type { ArgRow, OptionRow } from "../spec/Row.ts"

export type Checked = { readonly value: string } | { readonly problem: string }

const integer = /^[+-]?\d+(_\d+)*$/
const decimal = /^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?$/i

const toNumber = (text: string): number => Number(text.trim().replaceAll("_", ""))

const int = (text: string, min: number | undefined): Checked => {
  const value = toNumber(text)
  if (!integer.test(text.trim()) || !Number.isSafeInteger(value)) {
    return { problem: `'${text}' is not a valid integer${min === undefined ? "" : " range"}.` }
  }
  if (min !== undefined && value < min) return { problem: `${value} is not in the range x>=${min}.` }
  return { value: String(value) }
}

const float = (text: string): Checked => {
  const value = toNumber(text)
  return decimal.test(text.trim()) && Number.isFinite(value)
    ? { value: String(value) }
    : { problem: `'${text}' is not a valid float.` }
}

/** The canonical spelling of `text` as a value of `row`, or why it cannot be one. */
export const check = (row: OptionRow | ArgRow, text: string): Checked => {
  if (row.kind === "int") return int(text, "min" in row ? row.min : undefined)
  if (row.kind === "float") return float(text)
  if (row.kind === "choice" && row.choices !== undefined && !row.choices.includes(text)) {
    return { problem: `'${text}' is not one of ${row.choices.map((each) => `'${each}'`).join(", ")}.` }
  }
  return { value: text }
}
