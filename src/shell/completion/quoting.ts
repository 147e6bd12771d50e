/** Words as a shell's user types them, and back: what a stranger named must be one harmless word on the command line. */
import { harmless } from "../render/paint.ts"

/** The word without its quotes and backslashes; a quote that is still open counts as closed at the end. */
export const unquote = (word: string): string =>
  word.replace(
    /\\(.)|"((?:[^"\\]|\\.)*)"?|'([^']*)'?/g,
    (_, escaped?: string, double?: string, single?: string) =>
      escaped ?? double?.replace(/\\(["\\$`])/g, "$1") ?? single ?? ""
  )

/** The quote that the word begins with and is still open. */
export const openQuote = (word: string): "" | "'" | '"' => {
  if (/^'[^']*$/.test(word)) return "'"
  return /^"(?:[^"\\]|\\.)*$/.test(word) ? '"' : ""
}

/** Can it be shown and typed at all? No control characters, no writing-direction overrides, nothing that reads as an option. */
export const isFit = (name: string): boolean =>
  name !== "" && !name.startsWith("-") && !/[\n\t]/.test(name) && harmless(name) === name

/**
 * `value` as bash has to read it behind the open quote, `undefined` when it cannot be said there. Bash puts candidates on the
 * line as they are: without this, a file named `$(…)` would be run.
 */
export const forBash = (value: string, open: "" | "'" | '"'): string | undefined => {
  if (open === "'") return value.includes("'") ? undefined : value
  // Inside double quotes a `!` recalls an older command, and no backslash stops it.
  if (open === '"') return value.includes("!") ? undefined : value.replace(/["\\$`]/g, "\\$&")
  return value.replace(/[^\w./,:=@%+^\u0080-\u{10ffff}-]/gu, "\\$&")
}
