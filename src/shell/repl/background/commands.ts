/** `transfers`, `fg`, `wait`, `cancel`: what can be done about programs in the background. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Misuse } from "../../Misuse.ts"
import type { Builtin } from "../Builtin.ts"
import { taken } from "../places/words.ts"
import { Stopped } from "../Stopped.ts"
import { type Row, rowsOf } from "../values.ts"
import { adopt, attend } from "./attend.ts"
import { Background } from "./Background.ts"
import { stateOf, type Transfer } from "./Transfer.ts"

const misuse = (reason: string) => new Misuse({ reason })

/** Those that the words name; all that the shell remembers when there is none. */
const named = (words: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const all = (yield* Background).all()
    return yield* Effect.forEach(words, (word) => {
      const found = all.find(({ number }) => String(number) === word.replace(/^\[(\d+)\]$/, "$1"))
      return found === undefined
        ? Effect.fail(misuse(`there is no transfer '${word}': transfers lists them by their numbers`))
        : Effect.succeed(found)
    })
  })

const rowOf = (transfer: Transfer, now: number): Row => {
  const { bytes, rate, total } = transfer.tally.figures(now, transfer.end === undefined)
  return {
    n: transfer.number,
    state: stateOf(transfer),
    bytes: bytes ?? null,
    total: total ?? null,
    rate: rate === undefined ? null : Math.round(rate),
    command: transfer.command
  }
}

const transfers: Builtin = {
  takes: { most: 0 },
  aside: true,
  usage: "transfers",
  help: "List what runs in the background (COMMAND &) and what ended lately: bytes there, in total and per second.",
  run: (words) =>
    Effect.gen(function* () {
      yield* taken(words, transfers)
      const all = (yield* Background).all()
      const now = yield* Clock.currentTimeMillis
      return rowsOf(
        all.map((transfer) => rowOf(transfer, now)),
        [
          { key: "n" },
          { key: "state" },
          { key: "bytes", bytes: true },
          { key: "total", bytes: true },
          { key: "rate", header: "PER SECOND", bytes: true },
          { key: "command" }
        ],
        "n"
      )
    })
}

/** The answer of one that was waited for; its failure is told already. */
const outcome = (transfer: Transfer) => {
  transfer.heard = true
  const { end, number, value } = transfer
  if (end?._tag === "failed") return Effect.fail(new Stopped({ code: end.code, lines: [] }))
  if (end?._tag === "interrupted")
    return Effect.fail(new Stopped({ code: 130, lines: [`Error: [${number}] was interrupted.`] }))
  return Effect.succeed(value)
}

const fg: Builtin = {
  takes: { most: 1 },
  aside: true,
  usage: "fg [N]",
  help: "Bring a transfer (the newest) to the foreground: its progress and what it prints are shown, Ctrl-C ends it.",
  answered: true,
  run: (words) =>
    Effect.gen(function* () {
      const { rest } = yield* taken(words, fg)
      const [chosen] = rest.length === 0 ? (yield* Background).running().slice(-1) : yield* named(rest)
      if (chosen === undefined) return yield* misuse("nothing runs in the background")
      yield* adopt(chosen)
      return yield* outcome(chosen)
    })
}

const wait: Builtin = {
  takes: {},
  aside: true,
  usage: "wait [N …]",
  help: "Wait for transfers, for all of them without a number; fails as the first of them that failed.",
  answered: true,
  run: (words) =>
    Effect.gen(function* () {
      const { rest } = yield* taken(words, wait)
      const background = yield* Background
      // What failed before is waited for as well: a script shall not miss it.
      const chosen =
        rest.length === 0
          ? background.all().filter(({ end, heard }) => end === undefined || !heard)
          : yield* named(rest)
      yield* attend(chosen)
      const failed = background.firstFailed(chosen)
      for (const transfer of chosen) transfer.heard = true
      if (failed !== undefined) return yield* outcome(failed)
      const [only, more] = chosen
      return only === undefined || more !== undefined ? undefined : yield* outcome(only)
    })
}

/** All, or some: one of it. */
const chosenTwice = (all: boolean, numbers: ReadonlyArray<string>): string | undefined => {
  if (!all && numbers.length === 0) return `which ones? ${cancel.usage}`
  return all && numbers.length > 0 ? `either numbers or --all: ${cancel.usage}` : undefined
}

const cancel: Builtin = {
  takes: { flags: ["--all"], check: ({ has, rest }) => chosenTwice(has("--all"), rest) },
  aside: true,
  usage: "cancel N … | --all",
  help: "Interrupt transfers; what arrived of a download is kept, and the same command goes on with it.",
  run: (words) =>
    Effect.gen(function* () {
      const { has, rest } = yield* taken(words, cancel)
      const background = yield* Background
      const chosen = has("--all") ? background.running() : yield* named(rest)
      yield* background.stop(chosen)
      return undefined
    })
}

export const backgroundBuiltins: Readonly<Record<string, Builtin>> = { transfers, fg, wait, cancel }

/** What a program in the background cannot do: it is for the line that is typed. */
export const foregroundOnly: ReadonlySet<string> = new Set([
  ...["cd", "exit", "quit", "set", "fg", "wait"],
  // What is staged is the session's.
  ...["put", "rm", "mv", "commit", "reset"]
])
