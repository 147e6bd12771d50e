/**
 * The programs of `… &`: fibers of the shell, which end with it. They are called transfers, for that is what most of them are, and
 * so that nobody takes them for jobs of the Hub.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { harmless, redact } from "../../render/paint.ts"
import { Screen } from "../../render/Screen.ts"
import type { Failure } from "../Failure.ts"
import { told as tellOf } from "../failing.ts"
import { conceal } from "../secrets.ts"
import type { Value } from "../values.ts"
import { Said } from "./Said.ts"
import { Tally } from "./Tally.ts"
import { stateOf, type Transfer } from "./Transfer.ts"

/** How many of those that ended are remembered, for `wait` and `fg`. */
const remembered = 20

export interface BackgroundShape {
  /** Starts `work`, which is told what to count with and where to print; its value is what it answered. */
  readonly start: (
    command: string,
    work: (transfer: Transfer) => Effect.Effect<Value | undefined, Failure>
  ) => Effect.Effect<Transfer>
  /** Those that run and those that ended lately, in the order of their start. */
  readonly all: () => ReadonlyArray<Transfer>
  readonly running: () => ReadonlyArray<Transfer>
  /** One that runs and depends on the shell's folder, of those around this list as well: a folder is the whole process's. */
  readonly held: () => Transfer | undefined
  /** Waits until something is reported, or something runs. */
  readonly news: Effect.Effect<void>
  readonly busy: Effect.Effect<void>
  /** How those ended that nobody heard of, as lines for people; once. */
  readonly reports: () => string
  /** Of these, the one that failed first. */
  readonly firstFailed: (among: ReadonlyArray<Transfer>) => Transfer | undefined
  /** The code of the first that failed and that nobody heard of. */
  readonly failure: () => number | undefined
  /** Interrupts them and waits until they have let go of everything. */
  readonly stop: (transfers: ReadonlyArray<Transfer>) => Effect.Effect<void>
}

export class Background extends Context.Tag("hf/shell/Background")<Background, BackgroundShape>() {}

/** One line that may stand anywhere. */
const shown = (command: string): string => harmless(conceal(command).replace(/\s+/g, " "))

/** `keeps`: what they print is kept for {@link BackgroundShape.reports}; otherwise it is printed at once. `around`: that of the session this one is run in. */
export const make = (keeps: boolean, around?: BackgroundShape) =>
  Effect.gen(function* () {
    const screen = yield* Screen
    const news = yield* Effect.makeLatch(false)
    const busy = yield* Effect.makeLatch(false)
    let transfers: ReadonlyArray<Transfer> = []
    let last = 0
    /** In the order of their ends. */
    let ended: ReadonlyArray<Transfer> = []

    const running = () => transfers.filter(({ end }) => end === undefined)

    const firstFailed: BackgroundShape["firstFailed"] = (among) =>
      ended.find((each) => each.end?._tag === "failed" && among.includes(each))

    /** The oldest go; not those that a script still has to fail with. */
    const forget = () => {
      const known = transfers.filter((each) => each.end !== undefined && (each.heard || each.end._tag === "done"))
      const old = new Set(known.slice(0, Math.max(0, known.length - remembered)))
      transfers = transfers.filter((each) => !old.has(each))
      ended = ended.filter((each) => !old.has(each))
    }

    const over = (transfer: Transfer, exit: Exit.Exit<Value | undefined, Failure>) =>
      Effect.gen(function* () {
        const told = Exit.isSuccess(exit) ? undefined : tellOf(exit.cause)
        transfer.value = Exit.isSuccess(exit) ? exit.value : undefined
        const interrupted = Exit.isInterrupted(exit)
        if (told !== undefined && !interrupted) {
          const where = keeps ? [] : [`  in the background: [${transfer.number}] ${transfer.command}`]
          const lines = [...told.lines, ...where].map((line) => `${redact(harmless(line))}\n`)
          yield* (transfer.said?.screen ?? screen).err(lines.join(""))
        }
        transfer.end =
          told === undefined
            ? { _tag: "done" }
            : interrupted
              ? { _tag: "interrupted" }
              : { _tag: "failed", code: told.code }
        ended = [...ended, transfer]
        forget()
        if (running().length === 0) yield* busy.close
        yield* news.open
      })

    return Background.of({
      start: (command, work) =>
        Effect.gen(function* () {
          const transfer: Transfer = {
            number: ++last,
            command: shown(command),
            tally: new Tally(),
            said: keeps ? new Said(screen) : undefined,
            fiber: undefined,
            end: undefined,
            value: undefined,
            heard: false,
            anchored: false
          }
          transfers = [...transfers, transfer]
          yield* busy.open
          const whole = Effect.uninterruptibleMask((restore) =>
            Effect.flatMap(Effect.exit(restore(work(transfer))), (exit) => over(transfer, exit))
          )
          // Whoever typed it may go on, and be interrupted: it ends with the shell (`stop`).
          transfer.fiber = yield* Effect.forkDaemon(whole)
          return transfer
        }),
      all: () => transfers,
      running,
      held: () => running().find(({ anchored }) => anchored) ?? around?.held(),
      news: news.await,
      busy: busy.await,
      reports: () => {
        const unheard = ended.filter(({ heard }) => !heard)
        news.unsafeClose()
        return unheard
          .map((transfer) => {
            transfer.heard = true
            const text = transfer.said?.take() ?? ""
            return `[${transfer.number}] ${stateOf(transfer)}: ${transfer.command}\n${text}`
          })
          .join("")
      },
      firstFailed,
      failure: () => {
        const first = firstFailed(ended.filter(({ heard }) => !heard))
        return first?.end?._tag === "failed" ? first.end.code : undefined
      },
      stop: (chosen) =>
        Effect.forEach(
          chosen,
          ({ fiber }) => (fiber === undefined ? Effect.void : Effect.asVoid(Fiber.interrupt(fiber))),
          { concurrency: "unbounded", discard: true }
        )
    })
  })
