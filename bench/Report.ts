/** Medians and ratios, as a table. */
import type { Sample } from "./Measure.ts"
import { median } from "./Measure.ts"

export interface Result {
  readonly scenario: string
  /** `hub`, `static`, or empty where no server is involved. */
  readonly server: string
  readonly client: string
  readonly samples: ReadonlyArray<Sample>
  /** Bytes or files one run moves, for a rate. */
  readonly amount?: { readonly count: number; readonly unit: "MB" | "files" }
}

const peak = (result: Result): number | undefined => {
  const known = result.samples.flatMap((sample) => sample.peak ?? [])
  return known.length === 0 ? undefined : Math.max(...known)
}

export const seconds = (result: Result): number => median(result.samples.map((sample) => sample.seconds))

/** One line a client; the ratio is its time to Python's in the same scenario (below 1: faster). */
export const table = (results: ReadonlyArray<Result>): string => {
  const rows = results.map((result) => {
    const python = results.find(
      (other) => other.scenario === result.scenario && other.server === result.server && other.client === "python"
    )
    const time = seconds(result)
    const most = peak(result)
    return [
      result.scenario,
      result.server,
      result.client,
      time < 1 ? `${(time * 1000).toFixed(0)} ms` : `${time.toFixed(2)} s`,
      result.amount === undefined ? "" : `${(result.amount.count / time).toFixed(0)} ${result.amount.unit}/s`,
      most === undefined ? "" : `${(most / 1e6).toFixed(0)} MB`,
      python === undefined ? "" : `${(time / seconds(python)).toFixed(2)}x`,
      String(result.samples.length)
    ]
  })
  const all = [["scenario", "server", "client", "median", "rate", "peak RSS", "vs python", "runs"], ...rows]
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ")
    )
    .join("\n")
}
