/** The prompt: lines from somebody at a terminal, one after the other, until they leave. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { exitCodes } from "../../domain/errorKinds.ts"
import { Settings } from "../../services/Settings.ts"
import { Commands } from "../Commands.ts"
import { Screen } from "../render/Screen.ts"
import { Shutdown } from "../Shutdown.ts"
import * as BoxGlance from "./boxGlance.ts"
import { span } from "./editor/cells.ts"
import * as Editor from "./editor/Editor.ts"
import type { Ports } from "./editor/Ports.ts"
import { evaluateAll } from "./evaluate.ts"
import type { Failure, Needs } from "./Failure.ts"
import * as History from "./History.ts"
import { parse } from "./language/parse.ts"
import * as Place from "./Place.ts"
import { candidates, complete, highlighter, hinter } from "./reading.ts"
import { recorded } from "./recording/recorded.ts"
import { CurrentSession } from "./Session.ts"
import { Stopped } from "./Stopped.ts"
import { place, say, told } from "./script.ts"
import { environmentOf, Ways } from "./Ways.ts"
import { welcome } from "./welcome.ts"

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

const run = (text: string): Effect.Effect<number, never, Needs> =>
  Effect.gen(function* () {
    const statements = parse(text)
    if (Either.isLeft(statements)) {
      const { column } = place(text, statements.left.start)
      return yield* Effect.as(say([`Error: ${statements.left.reason} (column ${column}).`]), 2)
    }
    const session = yield* CurrentSession
    session.source = text
    const exit: Exit.Exit<void, Failure> = yield* inForeground(evaluateAll(statements.right))
    if (Exit.isSuccess(exit)) return session.ended ?? 0
    if (Cause.isInterruptedOnly(exit.cause)) return yield* Effect.as(say(["Interrupted."]), exitCodes.interrupted)
    const { code, lines } = told(exit.cause)
    return yield* Effect.as(say(lines), code)
  })

export const interact = Effect.scoped(
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const screen = yield* Screen
    const { table } = yield* Commands
    const { noColor } = yield* Settings
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
    const ways = yield* Ways
    const box = yield* BoxGlance.make(ways.to({ endpoint: "embedded" }).access)
    const asked = () => {
      const way = ways.to(session.choices)
      const env = environmentOf(process.env, way, session.choices.endpoint !== undefined)
      return { env, glance: way.access.local ? box : undefined }
    }
    const offers = candidates(table, () => session.variables.keys(), asked)
    yield* screen.err(`${yield* welcome}\n`)
    let leaving = false
    while (session.ended === undefined) {
      const lines: ReadonlyArray<string> = yield* quietly(history.lines, [])
      const ports: Ports = {
        history: lines,
        complete,
        highlight: color,
        hint,
        status: () => [],
        prompt: [
          ...(session.choices.endpoint === undefined ? [] : [span(`${session.choices.endpoint} `, "grey")]),
          ...(session.place._tag === "disk" ? [] : [span(`${Place.format(session.place)} `, "blue")]),
          span("hf> ", "bold")
        ],
        more: [span("  … ", "grey")]
      }
      const outcome = yield* editor.read(ports, offers)
      if (outcome._tag === "left") return
      if (outcome._tag === "cancelled") {
        if (leaving) yield* screen.err("Ctrl-D leaves.\n")
        leaving = !leaving
        continue
      }
      leaving = false
      if (outcome.text.trim() === "") continue
      yield* quietly(history.add(outcome.text), undefined)
      yield* recorded(outcome.text, run(outcome.text))
    }
    if (session.ended !== 0) return yield* new Stopped({ code: session.ended, lines: [] })
  })
)
