/** The prompt: lines from somebody at a terminal, one after the other, until they leave. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import { exitCodes } from "../../domain/errorKinds.ts"
import { Settings } from "../../services/Settings.ts"
import { Commands } from "../Commands.ts"
import { Exposure } from "../Exposure.ts"
import { Screen } from "../render/Screen.ts"
import { standardInput } from "../render/standardInput.ts"
import type { Shutdown } from "../Shutdown.ts"
import { Background } from "./background/Background.ts"
import { beside } from "./background/beside.ts"
import { statusLine } from "./background/statusLine.ts"
import { box } from "./box.ts"
import { span } from "./editor/cells.ts"
import * as Editor from "./editor/Editor.ts"
import type { Ports } from "./editor/Ports.ts"
import { evaluateAll } from "./evaluate.ts"
import type { Failure, Needs } from "./Failure.ts"
import { told } from "./failing.ts"
import { inForeground } from "./foreground.ts"
import * as History from "./History.ts"
import { parse } from "./language/parse.ts"
import { mayLeave, wantsToLeave } from "./leaving.ts"
import { Looks } from "./looks.ts"
import * as Place from "./Place.ts"
import { candidates, complete, highlighter, hinter } from "./reading.ts"
import { recorded } from "./recording/recorded.ts"
import { CurrentSession } from "./Session.ts"
import { Stopped } from "./Stopped.ts"
import { place, say } from "./saying.ts"
import { holdsSecret } from "./secrets.ts"
import { unsaved } from "./staging/stages.ts"
import { environmentOf, Ways } from "./Ways.ts"
import { welcome } from "./welcome.ts"

const run = (text: string): Effect.Effect<number, never, Needs> =>
  Effect.gen(function* () {
    const statements = parse(text)
    if (Either.isLeft(statements)) {
      const { column } = place(text, statements.left.start)
      return yield* Effect.as(say([`Error: ${statements.left.reason} (column ${column}).`]), 2)
    }
    const session = yield* CurrentSession
    session.source = text
    session.name = undefined
    const work = Effect.provideService(
      evaluateAll(statements.right),
      Exposure,
      // The history leaves such lines out.
      holdsSecret(text) ? "screen" : "nowhere"
    )
    const exit: Exit.Exit<void, Failure> = yield* inForeground(work)
    if (Exit.isSuccess(exit)) return session.ended ?? 0
    if (Cause.isInterruptedOnly(exit.cause)) return yield* Effect.as(say(["Interrupted."]), exitCodes.interrupted)
    const { code, lines } = told(exit.cause)
    return yield* Effect.as(say(lines), code)
  })

/** Without raw mode Ctrl-C is a signal, at the prompt too. */
const hearing = (editor: Editor.Editor) =>
  Effect.map(Effect.context<Screen | Shutdown>(), (context): Editor.Editor => {
    const cancelled = Effect.as(
      Effect.flatMap(Screen, ({ err }) => err("\n")),
      { _tag: "cancelled", text: "" } as const
    )
    return {
      ...editor,
      read: (ports, candidates) =>
        inForeground(editor.read(ports, candidates)).pipe(
          Effect.flatMap(Exit.match({ onFailure: () => cancelled, onSuccess: Effect.succeed })),
          Effect.provide(context)
        )
    }
  })

export const interact = Effect.scoped(
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const screen = yield* Screen
    const { table } = yield* Commands
    const { noColor } = yield* Settings
    const history = yield* History.make()
    const background = yield* Background
    const plain = process.env["TERM"] === "dumb"
    const made = yield* Editor.make(standardInput, process.stdout, screen.out, { color: !noColor, plain })
    const editor = plain ? yield* hearing(made) : made
    // A history that cannot be read or written is a pity, and no reason to end a session.
    const quietly = <A>(work: Effect.Effect<A, { readonly message: string }>, otherwise: A) =>
      Effect.catchAll(work, ({ message }) => Effect.as(Effect.logDebug(message), otherwise))
    const color = highlighter(table)
    const hint = hinter(table)
    const ways = yield* Ways
    const boxed = yield* box
    const looks = new Looks(() => {
      const way = ways.to(session.choices)
      const environment = environmentOf(process.env, way, session.choices.endpoint !== undefined)
      return { environment, box: boxed(way.access) }
    })
    const offers = candidates(table, session, looks, background.running)
    // The instant prompt makes room.
    yield* screen.live([])
    yield* screen.err(`${yield* welcome}\n`)
    let cancelled = 0
    let warned = false
    /** Whoever is about to lose staged changes hears of it, once. */
    const stays = Effect.suspend(() => {
      const loss = warned ? undefined : unsaved(session)
      if (loss === undefined) return Effect.succeed(false)
      warned = true
      return Effect.as(say([`${loss}; leave again to lose that.`]), true)
    })
    while (true) {
      if (session.ended !== undefined && !(yield* stays) && (yield* mayLeave(editor))) break
      session.ended = undefined
      yield* screen.err(background.reports())
      const lines: ReadonlyArray<string> = yield* quietly(history.lines, [])
      const ports: Ports = {
        history: lines,
        complete,
        highlight: color,
        hint,
        status: () => [],
        foot: () => [span(statusLine(background.running(), Date.now()), "grey")],
        prompt: [
          ...(session.choices.endpoint === undefined ? [] : [span(`${session.choices.endpoint} `, "grey")]),
          ...(session.place._tag === "disk" ? [] : [span(`${Place.format(session.place)} `, "blue")]),
          span("hf> ", "bold")
        ],
        more: [span("  … ", "grey")]
      }
      const outcome = yield* beside(editor, editor.read(ports, offers))
      if (outcome._tag === "left") {
        if (!(yield* stays) && (yield* mayLeave(editor))) return
        continue
      }
      if (outcome._tag === "cancelled") {
        cancelled = outcome.text === "" ? cancelled + 1 : 1
        if (cancelled < 2) continue
        cancelled = 0
        if (!(yield* stays) && (yield* wantsToLeave(editor))) return
        continue
      }
      cancelled = 0
      if (outcome.text.trim() === "") continue
      yield* quietly(history.add(outcome.text), undefined)
      yield* recorded(outcome.text, run(outcome.text))
      if (session.ended === undefined) warned = false
    }
    if (session.ended !== 0) return yield* new Stopped({ code: session.ended, lines: [] })
  })
)
