/** The answer of a command that did one thing, in each of the five voices (layout: huggingface_hub 2.0.0). */
import type { OutputMode, OutputValue } from "../../services/Output.ts"
import { harmless, type Paint } from "./paint.ts"
import { json, str } from "./python.ts"

export type Entries = ReadonlyArray<readonly [key: string, value: OutputValue]>

/** The `✓ Label` block of human mode. */
export const human = (label: string, entries: Entries, color: Paint): string =>
  [
    color("green", `✓ ${harmless(label)}`),
    ...entries.flatMap(([key, value]) => (value === null ? [] : [`  ${key}: ${harmless(str(value))}`]))
  ].join("\n")

const agent = (label: string, entries: Entries): string => {
  const pairs = entries.flatMap(([key, value]) => (value === null ? [] : [`${key}=${harmless(str(value))}`]))
  return pairs.length === 0 ? label : pairs.join(" ")
}

/**
 * What stdout gets, without the final newline; `undefined` when it gets nothing. An empty `guide` means that the guides
 * do not show this command: its default is the block.
 */
export const result = (
  mode: OutputMode,
  guide: string,
  label: string,
  entries: Entries,
  color: Paint
): string | undefined => {
  switch (mode) {
    case "guide":
      return guide === "" ? human(label, entries, color) : guide
    case "human":
      return human(label, entries, color)
    case "agent":
      return agent(label, entries)
    case "json":
      return entries.length === 0 ? "" : json(Object.fromEntries(entries))
    case "quiet": {
      const first = entries[0]
      return first === undefined ? undefined : str(first[1])
    }
  }
}
