/** How long ago, for people: `2 days ago` (wording: huggingface_hub 2.0.0). */
import { round } from "./HalfEven.ts"

const units: ReadonlyArray<readonly [name: string, seconds: number, cap: number]> = [
  ["second", 1, 59],
  ["minute", 60, 59],
  ["hour", 3600, 23],
  ["day", 86_400, 6],
  ["week", 604_800, 6],
  ["month", 2_592_000, 11],
  ["year", 31_536_000, Number.POSITIVE_INFINITY]
]

/** `seconds` since then; under 20 (and in the future) it was `a few seconds ago`. */
export const format = (seconds: number): string => {
  if (seconds < 20) return "a few seconds ago"
  for (const [name, length, cap] of units) {
    const value = round(seconds / length)
    if (value <= cap) return `${value} ${name}${value > 1 ? "s" : ""} ago`
  }
  return "a few seconds ago"
}
