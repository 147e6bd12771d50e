/** `explain`: the requests behind the last command. */
import * as Effect from "effect/Effect"
import { Misuse } from "../Misuse.ts"
import { Screen } from "../render/Screen.ts"
import type { Builtin } from "./Builtin.ts"
import { taken } from "./places/words.ts"
import { CurrentSession } from "./Session.ts"
import { rowsOf } from "./values.ts"

const columns = ["method", "status", "ms", "bytes", "attempt", "hop", "url"] as const

export const explain: Builtin = {
  takes: { most: 0 },
  usage: "explain",
  help: "List the requests the last command made: each try and each redirect, without what is secret in them.",
  aside: true,
  run: (words) =>
    Effect.gen(function* () {
      yield* taken(words, explain)
      const { command } = yield* CurrentSession
      if (command === undefined)
        return yield* new Misuse({ reason: "there is nothing to explain yet: run a command first" })
      const { more, rows } = command.requests
      const screen = yield* Screen
      if (rows.length === 0) yield* screen.err("The last command made no request.\n")
      if (more > 0) yield* screen.err(`${more} more requests are not listed.\n`)
      const failed = rows.some((row) => row["failure"] !== null)
      return rowsOf(
        rows,
        [...columns, ...(failed ? ["failure"] : [])].map((key) => ({ key })),
        "url"
      )
    })
}
