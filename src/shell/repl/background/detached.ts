/** What is different for a program in the background: a session of its own as it is now, nobody to ask, nothing to draw on. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { OutputMode } from "../../../services/Output.ts"
import { Progress } from "../../../services/Progress.ts"
import { ConfirmationNeeded, Prompt } from "../../../services/Prompt.ts"
import * as ProgressLayer from "../../progress/Progress.ts"
import * as PromptLayer from "../../render/Prompt.ts"
import { Screen } from "../../render/Screen.ts"
import { Shutdown, type ShutdownShape } from "../../Shutdown.ts"
import type { Failure, Needs } from "../Failure.ts"
import { CurrentSession, type Session } from "../Session.ts"
import { Stopped } from "../Stopped.ts"
import { Background } from "./Background.ts"

/** Later changes of either are none of the other. */
const copy = (session: Session): Session => ({
  ...session,
  variables: new Map(session.variables),
  command: undefined,
  recorder: undefined,
  missed: 0,
  ended: undefined
})

const refusing = Prompt.of({
  interactive: false,
  choose: (question, _choices, flag) => Effect.fail(new ConfirmationNeeded({ question, flag })),
  confirm: (question, options) => Effect.fail(new ConfirmationNeeded({ question, flag: options?.flag ?? "--yes" })),
  secret: () => Effect.succeedNone
})

/** Signals are for the foreground; this one ends by `cancel`, or with the shell. */
const deaf: ShutdownShape = { requested: Effect.never, onInterrupt: () => Effect.void }

/** Whom a command asks, and where it says how far it is. */
export const attended = ({ detached }: Session, mode: OutputMode) =>
  Layer.unwrapEffect(
    Effect.map(Screen, ({ unseen }) =>
      Layer.mergeAll(
        detached === undefined && unseen === undefined ? PromptLayer.layer : Layer.succeed(Prompt, refusing),
        detached === undefined ? ProgressLayer.layer(mode) : Layer.succeed(Progress, detached.progress)
      )
    )
  )

/** `work` in the background; what it answered last is its value. */
export const launch = (command: string, work: Effect.Effect<void, Failure, Needs>) =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const background = yield* Background
    const screen = yield* Screen
    const context = yield* Effect.context<Needs>()
    const folder = session.detached?.folder ?? process.cwd()
    // Now: when the fiber begins, `each` may be at another row and `with` behind its block.
    const now = copy(session)
    const transfer = yield* background.start(command, (transfer) => {
      const anchor = () => {
        transfer.anchored = true
      }
      const own: Session = { ...now, detached: { folder, progress: transfer.tally, anchor } }
      const before = own.last
      return work.pipe(
        // Said already: as any other it ends with its code.
        Effect.filterOrFail(
          () => own.missed === 0,
          () => new Stopped({ code: own.missed, lines: [] })
        ),
        Effect.map(() => (own.last === before ? undefined : own.last)),
        Effect.provideService(CurrentSession, own),
        Effect.provideService(Screen, transfer.said?.screen ?? { ...screen, live: () => Effect.void }),
        Effect.provideService(Shutdown, deaf),
        Effect.provide(context)
      )
    })
    if (transfer.said !== undefined) yield* screen.err(`[${transfer.number}] ${transfer.command}\n`)
  })
