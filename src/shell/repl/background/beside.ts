/** What programs in the background do to a line that is being edited: reports above it, a status below it. */
import * as Effect from "effect/Effect"
import type { Editor } from "../editor/Editor.ts"
import { Background } from "./Background.ts"

/** Often enough to look alive. */
const tick = "250 millis"

/** Runs `read`; while nothing is in the background, nothing ticks. */
export const beside = <A, E, R>(editor: Editor, read: Effect.Effect<A, E, R>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { busy, news, reports } = yield* Background
      // Taken and shown, or neither.
      const tell = Effect.uninterruptible(
        Effect.suspend(() => {
          const text = reports()
          return text === "" ? Effect.void : editor.above(text)
        })
      )
      yield* Effect.forkScoped(Effect.forever(Effect.zipRight(news, tell)))
      const move = Effect.zipRight(busy, Effect.zipRight(editor.refresh, Effect.sleep(tick)))
      yield* Effect.forkScoped(Effect.forever(move))
      return yield* read
    })
  )
