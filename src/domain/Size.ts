/** Sizes for people: powers of 1000, one decimal (huggingface_hub 2.0.0). */
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

/** The other spelling, with a unit: `0 B`, `999 B`, `1.0 KB`, `2.5 GB`. */
export const withUnit = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`
  let rest = bytes / 1000
  for (const unit of ["KB", "MB", "GB", "TB"]) {
    if (rest < 1000) return `${fixed1(rest)} ${unit}`
    rest /= 1000
  }
  return `${fixed1(rest)} PB`
}
