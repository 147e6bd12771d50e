/** What runs in the background, in one line. */
import { size } from "../../progress/line.ts"
import { sum } from "./Tally.ts"
import { progressOf, type Transfer } from "./Transfer.ts"

/** `2 transfers · 1.2 GB of 4.0 GB · 35.1 MB/s`; empty when nothing runs. `now` in milliseconds. */
export const statusLine = (running: ReadonlyArray<Transfer>, now: number): string => {
  if (running.length === 0) return ""
  const figures = running.map(({ tally }) => tally.figures(now, true))
  const rate = sum(figures.map((each) => each.rate))
  const parts = [
    `${running.length} transfer${running.length === 1 ? "" : "s"}`,
    progressOf({
      bytes: sum(figures.map((each) => each.bytes)),
      total: sum(figures.map((each) => each.total)),
      files: sum(figures.map((each) => each.files)),
      totalFiles: sum(figures.map((each) => each.totalFiles))
    }),
    rate === undefined || rate <= 0 ? "" : `${size(rate)}/s`
  ]
  return parts.filter((part) => part !== "").join(" · ")
}
