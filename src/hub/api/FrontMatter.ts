/** The metadata block at the top of a card (README.md), checked as the Hub checks it before a commit. Pure. */
import { parseDocument } from "yaml"

export interface Findings {
  /** Nothing is committed with one of these. */
  readonly errors: ReadonlyArray<string>
  readonly warnings: ReadonlyArray<string>
}

const missing: Findings = { errors: [], warnings: ["empty or missing yaml metadata in repo card"] }
const wrong = (...errors: ReadonlyArray<string>): Findings => ({ errors, warnings: [] })

const opening = /^---[ \t]*\r?\n/
const block = /^---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n|$)/

const isText = (value: unknown): boolean => typeof value === "string"

/** Keys whose type the Hub insists on. */
const mistyped = (metadata: object): ReadonlyArray<string> => {
  const { license, "model-index": index } = metadata as Readonly<Record<string, unknown>>
  const licensed = license == null || isText(license) || (Array.isArray(license) && license.every(isText))
  return [
    ...(index == null || Array.isArray(index) ? [] : [`"model-index" must be an array`]),
    ...(licensed ? [] : [`"license" must be a string`])
  ]
}

const checked = (text: string): Findings => {
  const document = parseDocument(text, { logLevel: "silent", prettyErrors: false })
  if (document.errors.length > 0) return wrong(...document.errors.map((error) => error.message))
  let metadata: unknown
  try {
    metadata = document.toJS()
  } catch (error) {
    // Aliases without an anchor, or so many that they would fill the memory.
    return wrong(error instanceof Error ? error.message : String(error))
  }
  if (metadata == null) return missing
  if (typeof metadata !== "object" || Array.isArray(metadata)) return wrong("The metadata must be keys with values")
  return wrong(...mistyped(metadata))
}

/** What is wrong with the card's metadata. */
export const check = (card: string): Findings => {
  if (!opening.test(card)) return missing
  const match = block.exec(card)
  return match === null
    ? wrong("The metadata block is not closed: a line with --- is missing")
    : checked(match[1] ?? "")
}
