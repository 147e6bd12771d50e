import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as HashSet from "effect/HashSet"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type { OutputMode } from "../../services/Output.ts"
import { harmless, redact } from "./paint.ts"
import * as Screen from "./Screen.ts"

/**
 * What the library logs is for people, too: bare messages on stderr, above the lines of progress; not in quiet. It takes the place of
 * whoever was told before, which inside the shell is the shell's own.
 */
export const stderrLogger = (mode: OutputMode): Layer.Layer<never, never, Screen.Screen> =>
  Layer.unwrapEffect(
    Effect.map(Screen.Screen, ({ note }) =>
      Layer.scopedDiscard(
        Effect.locallyScoped(
          FiberRef.currentLoggers,
          mode === "quiet"
            ? HashSet.empty()
            : HashSet.make(
                Logger.make(({ message }) => {
                  const parts = Array.isArray(message) ? message : [message]
                  const text = parts
                    .map((part) =>
                      typeof part === "string" ? part : part instanceof Error ? String(part) : JSON.stringify(part)
                    )
                    .join(" ")
                  note(`${redact(harmless(text))}\n`)
                })
              )
        )
      )
    )
  )
