/** Values spelled as Python spells them: `str`, `repr` and `json.dumps`. */
import type { OutputValue } from "../../services/Output.ts"

type OutputRecord = { readonly [key: string]: OutputValue }

export const isList = (value: OutputValue): value is ReadonlyArray<OutputValue> => Array.isArray(value)

export const isRecord = (value: OutputValue): value is OutputRecord =>
  typeof value === "object" && value !== null && !isList(value)

const quote = (text: string): string => {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll(mark, `\\${mark}`)
  return `${mark}${body}${mark}`
}

const repr = (value: OutputValue): string => (typeof value === "string" ? quote(value) : str(value))

/** `str(value)`: `None`, `True`, `['a', 'b']`, `{'k': 'v'}`. */
export const str = (value: OutputValue): string => {
  if (value === null) return "None"
  if (typeof value === "boolean") return value ? "True" : "False"
  if (typeof value !== "object") return String(value)
  if (isList(value)) return `[${value.map(repr).join(", ")}]`
  return isRecord(value)
    ? `{${Object.entries(value)
        .map(([key, each]) => `${quote(key)}: ${repr(each)}`)
        .join(", ")}}`
    : ""
}

const ascii = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

const encode = (value: OutputValue, indent: number, depth: number): string => {
  if (typeof value === "string") return ascii(value)
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const inner = indent === 0 ? "" : `\n${" ".repeat(indent * (depth + 1))}`
  const outer = indent === 0 ? "" : `\n${" ".repeat(indent * depth)}`
  const comma = indent === 0 ? ", " : ","
  const [open, close, items] = isList(value)
    ? ["[", "]", value.map((each) => encode(each, indent, depth + 1))]
    : ["{", "}", Object.entries(value).map(([key, each]) => `${ascii(key)}: ${encode(each, indent, depth + 1)}`)]
  return items.length === 0 ? open + close : open + inner + items.join(comma + inner) + outer + close
}

/** `json.dumps(value)`: `", "` and `": "`, everything outside ASCII escaped; `indent` as there. */
export const json = (value: OutputValue, indent = 0): string => encode(value, indent, 0)
