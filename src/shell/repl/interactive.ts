/** The prompt: lines from somebody at a terminal, one after the other, until they leave. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { Settings } from "../../services/Settings.ts"
import { Commands } from "../Commands.ts"
import { Screen } from "../render/Screen.ts"
import { Shutdown } from "../Shutdown.ts"
import { span } from "./editor/cells.ts"
import * as Editor from "./editor/Editor.ts"
import type { Ports } from "./editor/Ports.ts"
import { evaluateAll } from "./evaluate.ts"
import type { Failure, Needs } from "./Failure.ts"
import * as History from "./History.ts"
import { parse } from "./language/parse.ts"
import * as Place from "./Place.ts"
import { candidates, complete, highlighter, hinter } from "./reading.ts"
import { CurrentSession } from "./Session.ts"
import { Stopped } from "./Stopped.ts"
import { place, say, told } from "./script.ts"
import { unsaved } from "./staging/stages.ts"

const welcome = (endpoint: string) =>
  [
    `The Hub at ${endpoint}. Commands are those of hf, without the hf; Tab completes, Ctrl-R searches, Ctrl-D leaves.`,
    "Try: cache ls | where size > 1GB | sort size:desc",
    "     download openai-community/gpt2 config.json"
  ].join("\n")

/** Runs the line so that Ctrl-C ends it alone: its fiber, its requests, its child processes. */
const inForeground = <E, R>(line: Effect.Effect<void, E, R>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const shutdown = yield* Shutdown
      const fiber = yield* Effect.fork(line)
      yield* shutdown.onInterrupt(() => fiber.unsafeInterruptAsFork(fiber.id()))
      return yield* Fiber.await(fiber)
    })
  )

const run = (text: string): Effect.Effect<void, never, Needs> =>
  Effect.gen(function* () {
    const statements = parse(text)
    if (Either.isLeft(statements)) {
      const { column } = place(text, statements.left.start)
      return yield* say([`Error: ${statements.left.reason} (column ${column}).`])
    }
    const exit: Exit.Exit<void, Failure> = yield* inForeground(evaluateAll(statements.right))
    if (Exit.isSuccess(exit)) return
    yield* say(Cause.isInterruptedOnly(exit.cause) ? ["Interrupted."] : told(exit.cause).lines)
  })

export const interact = Effect.scoped(
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const screen = yield* Screen
    const { table } = yield* Commands
    const { endpoint, noColor } = yield* Settings
    const history = yield* History.make()
    const editor = yield* Editor.make(process.stdin, process.stdout, screen.out, {
      color: !noColor,
      plain: process.env["TERM"] === "dumb"
    })
    // A history that cannot be read or written is a pity, and no reason to end a session.
    const quietly = <A>(work: Effect.Effect<A, { readonly message: string }>, otherwise: A) =>
      Effect.catchAll(work, ({ message }) => Effect.as(Effect.logDebug(message), otherwise))
    const color = highlighter(table)
    const hint = hinter(table)
    const offers = candidates(table, session)
    yield* screen.err(`${welcome(endpoint)}\n`)
    let leaving = false
    let warned = false
    /** Whoever is about to lose staged changes hears of it, once. */
    const stays = Effect.suspend(() => {
      const loss = warned ? undefined : unsaved(session)
      if (loss === undefined) return Effect.succeed(false)
      warned = true
      session.ended = undefined
      return Effect.as(say([loss]), true)
    })
    while (session.ended === undefined) {
      const lines: ReadonlyArray<string> = yield* quietly(history.lines, [])
      const ports: Ports = {
        history: lines,
        complete,
        highlight: color,
        hint,
        status: () => [],
        prompt: [
          ...(session.place._tag === "disk" ? [] : [span(`${Place.format(session.place)} `, "blue")]),
          span("hf> ", "bold")
        ],
        more: [span("  … ", "grey")]
      }
      const outcome = yield* editor.read(ports, offers)
      if (outcome._tag === "left") {
        if (yield* stays) continue
        return
      }
      if (outcome._tag === "cancelled") {
        if (leaving) yield* screen.err("Ctrl-D leaves.\n")
        leaving = !leaving
        continue
      }
      leaving = false
      if (outcome.text.trim() === "") continue
      yield* quietly(history.add(outcome.text), undefined)
      yield* run(outcome.text)
      if (session.ended === undefined) warned = false
      else yield* stays
    }
    if (session.ended !== 0) return yield* new Stopped({ code: session.ended, lines: [] })
  })
)
