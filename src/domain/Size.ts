/** Sizes for people: powers of 1000, one decimal, `1.6K`; bytes without a unit (huggingface_hub 2.0.0). */
import { fixed1 } from "./HalfEven.ts"

const units = ["", "K", "M", "G", "T", "P", "E", "Z"]

/** `0` → `0.0`, `999` → `999.0`, `1000` → `1.0K`; nothing is carried after rounding: `999950` → `1000.0K`. */
export const format = (bytes: number): string => {
  let rest = bytes
  for (const unit of units) {
    if (Math.abs(rest) < 1000) return `${fixed1(rest)}${unit}`
    rest /= 1000
  }
  return `${fixed1(rest)}Y`
}
