/** The questions before the shell is left. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import { Screen } from "../render/Screen.ts"
import type { Shutdown } from "../Shutdown.ts"
import { Background } from "./background/Background.ts"
import { waitForAll } from "./background/settle.ts"
import { span } from "./editor/cells.ts"
import type { Editor, Outcome } from "./editor/Editor.ts"
import { none } from "./editor/Ports.ts"
import { inForeground } from "./foreground.ts"

const asked = (editor: Editor, question: string): Effect.Effect<Outcome> =>
  editor.read({ ...none, prompt: [span(question, "bold")] }, () => Stream.empty)

/** Whether to leave; with programs in the background: after they ended, or were interrupted. */
export const mayLeave = (editor: Editor): Effect.Effect<boolean, never, Background | Screen | Shutdown> =>
  Effect.gen(function* () {
    const { reports, running, stop } = yield* Background
    const { err } = yield* Screen
    const count = running().length
    if (count === 0) return true
    const interrupt = Effect.suspend(() => stop(running())).pipe(
      Effect.zipRight(Effect.suspend(() => err(reports()))),
      Effect.as(true)
    )
    const some =
      count === 1
        ? "A transfer is running: wait for it, interrupt it"
        : `${count} transfers are running: wait for them, interrupt them`
    const outcome = yield* asked(editor, `${some} (what arrived is kept), or stay? [w/i/s] `)
    // Nobody is there any more, or does not want to be asked again.
    if (outcome._tag === "left") return yield* interrupt
    if (outcome._tag === "cancelled") return false
    const answer = outcome.text.trim().toLowerCase()
    if (/^w(ait)?$/.test(answer)) return Exit.isSuccess(yield* inForeground(waitForAll))
    if (/^i(nterrupt)?$/.test(answer)) return yield* interrupt
    return /^(s(tay)?)?$/.test(answer) ? false : yield* mayLeave(editor)
  })

/** After Ctrl-C twice: does the person want to leave? */
export const wantsToLeave = (editor: Editor) =>
  Effect.gen(function* () {
    const { running } = yield* Background
    if (running().length > 0) return yield* mayLeave(editor)
    const outcome = yield* asked(editor, "Leave? [y/N] ")
    return outcome._tag === "left" || (outcome._tag === "line" && /^\s*y(es)?\s*$/i.test(outcome.text))
  })
