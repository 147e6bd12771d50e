/** What commands say, heard by the shell: printed as ever, kept as a value for `$_` and pipes, or caught instead of printed. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { OutputShape } from "../../services/Output.ts"
import { Misuse } from "../Misuse.ts"
import { Screen } from "../render/Screen.ts"
import { most, type Sieve, whole } from "./sieves.ts"
import { rowsOf, type Value } from "./values.ts"

/** Tells `hear` of the values behind what is printed. */
export const heard = (output: OutputShape, hear: (value: Value) => void): OutputShape => ({
  ...output,
  table: (columns, rows, id) => {
    hear(rowsOf(rows, columns, id))
    return output.table(columns, rows, id)
  },
  dict: (value, id) => {
    hear({ _tag: "value", value })
    return output.dict(value, id)
  },
  result: (guide, label, entries) => {
    if (entries.length > 0) hear({ _tag: "value", value: Object.fromEntries(entries) })
    return output.result(guide, label, entries)
  }
})

/** More text than a shell keeps. */
export const tooMuch = new Misuse({
  reason: `the text is more than a shell keeps (${most.characters / 1024 ** 2} Mi characters, ${most.lines / 1024 ** 2} Mi lines): put first, last or count right behind the \`cat\`, or hand it to a program with | !PROGRAM`
})

/** Runs `work` with its stdout for `sieve`, until that has enough; stderr stays the terminal's. What it answered, if it came to its end. */
export const gathering = <A, E, R>(sieve: Sieve, work: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const screen = yield* Screen
    const over = yield* Deferred.make<undefined, Misuse>()
    const decoder = new TextDecoder()
    const out = (piece: string | Uint8Array) =>
      Effect.suspend(() => {
        const appetite = sieve.take(typeof piece === "string" ? piece : decoder.decode(piece, { stream: true }))
        if (appetite === "more") return Effect.void
        return Effect.zipRight(
          appetite === "enough" ? Deferred.succeed(over, undefined) : Deferred.fail(over, tooMuch),
          Effect.never
        )
      })
    const deaf = { ...screen, stdout: { isTTY: false, columns: undefined }, unseen: true, out } as const
    return yield* Effect.raceFirst(Effect.provideService(work, Screen, deaf), Deferred.await(over))
  })

/** What `work` answered, and the text it printed. */
export const caught = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const sieve = whole()
    const answer = yield* gathering(sieve, work)
    return { answer, text: sieve.value() }
  })
