import type { Line } from "../Line.ts"

export const lines: ReadonlyArray<Line> = [{ line: "env" }, { line: "env", as: "saved" }, { line: "env extra" }]
