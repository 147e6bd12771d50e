/** One program in the background. */
import type * as Fiber from "effect/Fiber"
import { size } from "../../progress/line.ts"
import type { Value } from "../values.ts"
import type { Said } from "./Said.ts"
import type { Figures, Tally } from "./Tally.ts"

export type End =
  | { readonly _tag: "done" }
  | { readonly _tag: "failed"; readonly code: number }
  | { readonly _tag: "interrupted" }

export interface Transfer {
  /** From 1, in the order of their start; what `fg`, `wait` and `cancel` call it. */
  readonly number: number
  /** As it was typed, without a secret. */
  readonly command: string
  readonly tally: Tally
  /** What it printed; undefined where it prints at once (a script). */
  readonly said: Said | undefined
  fiber: Fiber.RuntimeFiber<void> | undefined
  /** Undefined while it runs. */
  end: End | undefined
  /** What it answered: `$_` of whoever waited for it. */
  value: Value | undefined
  /** Somebody has heard how it ended. */
  heard: boolean
  /** It reads the folder in which it was started, without a name for it: that folder must stay the current one. */
  anchored: boolean
}

export const stateOf = ({ end }: Transfer): string =>
  end === undefined ? "running" : end._tag === "failed" ? `failed (${end.code})` : end._tag

/** `1.2 GB of 4.0 GB`, `3 of 8 files`; empty when there is nothing to tell. */
export const progressOf = ({ bytes = 0, files = 0, total, totalFiles }: Omit<Figures, "rate">): string => {
  if (bytes > 0 || (total ?? 0) > 0) return total === undefined ? size(bytes) : `${size(bytes)} of ${size(total)}`
  if (files > 0 || (totalFiles ?? 0) > 0)
    return totalFiles === undefined ? `${files} files` : `${files} of ${totalFiles} files`
  return ""
}
