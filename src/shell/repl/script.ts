/** Lines that nobody types: `hf shell -c`, `-f`, standard input. Stops at the first failure and says where it was. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import { Commands } from "../Commands.ts"
import { abandon, settle } from "./background/settle.ts"
import { check } from "./checking.ts"
import { evaluateAll } from "./evaluate.ts"
import { told } from "./failing.ts"
import { parse } from "./language/parse.ts"
import type { Complaint, Statement } from "./language/syntax.ts"
import { recorded } from "./recording/recorded.ts"
import { CurrentSession } from "./Session.ts"
import { Stopped } from "./Stopped.ts"
import { at, place, say } from "./saying.ts"
import { unsaved } from "./staging/stages.ts"

/** What can be known to be wrong with `source` before anything of it runs, told; its exit code. */
const checked = (source: string, name: string) =>
  Effect.gen(function* () {
    const { choices, variables } = yield* CurrentSession
    const { table } = yield* Commands
    const isNamed = (each: string) => variables.has(each) || process.env[each] !== undefined
    const given = { table, isNamed, goesOn: choices.stopAtFailure === false }
    const mistake = Either.match(parse(source), {
      // It is told by whoever runs it.
      onLeft: () => undefined,
      onRight: (statements) => check(source, statements, given)
    })
    if (mistake === undefined) return 0
    yield* say([...mistake.lines, `  ${at(source, name, mistake)}`])
    return 2
  })

/** One statement of `source` (`name` is how messages call it); what went wrong is said. Its exit code. */
export const runOne = (source: string, name: string, statement: Statement) => {
  const work = Effect.gen(function* () {
    const session = yield* CurrentSession
    session.source = source
    session.name = name
    session.fault = undefined
    session.missed = 0
    const exit = yield* Effect.exit(evaluateAll([statement]))
    if (session.ended !== undefined) return session.ended
    if (Exit.isSuccess(exit)) return session.missed
    if (Cause.isInterruptedOnly(exit.cause)) return yield* Effect.failCause(exit.cause)
    const failed = told(exit.cause)
    yield* say([...failed.lines, `  ${at(source, name, session.fault ?? statement)}`])
    return failed.code
  })
  return recorded(source.slice(statement.start, statement.end), work)
}

/** Says where `source` cannot be read, and why. */
export const complain = (source: string, name: string, { reason, start }: Complaint) => {
  const { column, line } = place(source, start)
  return say([`Error: ${name}:${line}:${column}: ${reason}`])
}

/** Runs statements of `source`, one after the other, no further than a failure if the session has it so. The code of the last failure. */
const runEach = (source: string, name: string) =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const statements = parse(source)
    if (Either.isLeft(statements)) return yield* Effect.as(complain(source, name, statements.left), 2)
    let last = 0
    if (session.ended !== undefined) return session.ended
    for (const statement of statements.right) {
      const code = yield* runOne(source, name, statement)
      if (session.ended !== undefined) return session.ended
      if (code === 0) continue
      last = code
      if (session.choices.stopAtFailure !== false) break
    }
    return last
  })

/** Runs `source`, and what it left in the background to its end. Fails with the code of what failed, its words said already. */
export const runScript = (source: string, name: string) =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const mistaken = session.ended === undefined ? yield* checked(source, name) : 0
    if (mistaken !== 0) return yield* new Stopped({ code: mistaken, lines: [] })
    const code = yield* runEach(source, name)
    const loss = unsaved(session)
    if (loss !== undefined) yield* say([`Warning: ${loss}.`])
    if (code !== 0 && session.ended === undefined && session.choices.stopAtFailure !== false) {
      yield* abandon
      return yield* new Stopped({ code, lines: [] })
    }
    const missed = yield* settle
    const last = session.ended ?? (code === 0 ? missed : code)
    if (session.ended !== undefined || last !== 0) return yield* new Stopped({ code: last, lines: [] })
  })
