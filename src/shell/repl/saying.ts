/** What went wrong, said on stderr, and where in the lines of a script it stands. */
import * as Effect from "effect/Effect"
import { harmless, redact } from "../render/paint.ts"
import { Screen } from "../render/Screen.ts"
import type { Span } from "./language/syntax.ts"
import { conceal } from "./secrets.ts"

/** Line and column of an offset, from 1. */
export const place = (source: string, offset: number) => {
  const before = source.slice(0, offset).split("\n")
  return { line: before.length, column: (before[before.length - 1] ?? "").length + 1 }
}

/** Lines of a failure on stderr. */
export const say = (lines: ReadonlyArray<string>) =>
  Effect.flatMap(Screen, ({ err }) => err(lines.map((line) => `${redact(harmless(line))}\n`).join("")))

const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0] ?? ""

/** Where a piece of `source` stands, and what it is, without what is secret in it. */
export const at = (source: string, name: string, { end, start }: Span): string =>
  `at ${name}:${place(source, start).line}: ${firstLine(conceal(source.slice(start, end)))}`
