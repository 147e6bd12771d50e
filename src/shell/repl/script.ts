/** Lines that nobody types: `hf shell -c`, `-f`, standard input. Stops at the first failure and says where it was. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import { explain } from "../failure.ts"
import { harmless, redact } from "../render/paint.ts"
import { Screen } from "../render/Screen.ts"
import { evaluateAll } from "./evaluate.ts"
import type { Failure } from "./Failure.ts"
import { parse } from "./language/parse.ts"
import { CurrentSession } from "./Session.ts"
import { Stopped } from "./Stopped.ts"

/** Line and column of an offset, from 1. */
export const place = (source: string, offset: number) => {
  const before = source.slice(0, offset).split("\n")
  return { line: before.length, column: (before[before.length - 1] ?? "").length + 1 }
}

/** In words for people; an interruption is none of ours. */
export const told = (cause: Cause.Cause<Failure>) => explain(cause, undefined, false)

/** Lines of a failure on stderr. */
export const say = (lines: ReadonlyArray<string>) =>
  Effect.flatMap(Screen, ({ err }) => err(lines.map((line) => `${redact(harmless(line))}\n`).join("")))

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? ""

/** Runs `source`; `name` is how messages call it. Fails with the code of what failed, its words said already. */
export const runScript = (source: string, name: string) =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const statements = parse(source)
    if (Either.isLeft(statements)) {
      const { column, line } = place(source, statements.left.start)
      yield* say([`Error: ${name}:${line}:${column}: ${statements.left.reason}`])
      return yield* new Stopped({ code: 2, lines: [] })
    }
    let code = 0
    for (const statement of statements.right) {
      session.source = source
      const exit = yield* Effect.exit(evaluateAll([statement]))
      if (session.ended !== undefined) return yield* new Stopped({ code: session.ended, lines: [] })
      if (Exit.isSuccess(exit)) continue
      if (Cause.isInterruptedOnly(exit.cause)) return yield* Effect.failCause(exit.cause)
      const failed = told(exit.cause)
      const { line } = place(source, statement.start)
      yield* say([...failed.lines, `  at ${name}:${line}: ${firstLine(source.slice(statement.start, statement.end))}`])
      code = failed.code
      if (session.choices.stopAtFailure !== false) break
    }
    if (code !== 0) return yield* new Stopped({ code, lines: [] })
  })
