import type { Line } from "../Line.ts"

export const lines: ReadonlyArray<Line> = [
  { line: "version" },
  { line: "--version" },
  { line: "version --json", differs: ["own-version"] },
  { line: "version -q", differs: ["own-version"] }
]
