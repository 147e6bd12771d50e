/** Answers {@link Output} in the voice the command line asked for. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { Output, type OutputMode, type OutputShape } from "../../services/Output.ts"
import { Settings } from "../../services/Settings.ts"
import * as block from "./block.ts"
import { harmless, harmlessBytes, harmlessText, paint, redact } from "./paint.ts"
import { isRecord, json, str } from "./python.ts"
import { Screen } from "./Screen.ts"
import { table } from "./table.ts"

export interface Voice {
  readonly mode: OutputMode
  /** Whether human tables may cut cells to the width of the terminal. */
  readonly truncate: boolean
}

const line = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`)

const make = ({ mode, truncate }: Voice) =>
  Effect.gen(function* () {
    const screen = yield* Screen
    const settings = yield* Settings
    const outColor = paint(screen.stdout.isTTY && !settings.noColor)
    const errColor = paint(screen.stderr.isTTY && !settings.noColor)
    const width = truncate ? Option.getOrElse(settings.columns, () => screen.stdout.columns ?? 80) : undefined
    const silent = mode === "json" || mode === "quiet"
    // What scripts capture stays as it is; a terminal must not obey it.
    const shown = (text: string): string => (screen.stdout.isTTY ? harmlessText(text) : text)
    const safe = (text: string): string => (mode === "human" || mode === "agent" ? harmlessText(text) : shown(text))
    const say = (text: string): Effect.Effect<void> => screen.err(line(text))
    const note = (text: string): string => redact(harmless(text))

    const hint = (text: string) => (mode === "quiet" ? Effect.void : say(errColor("grey", `Hint: ${note(text)}`)))

    const shape: OutputShape = {
      mode,
      text: (text) => (silent ? Effect.void : screen.out(line(safe(text)))),
      result: (guide, label, entries) => {
        const text = block.result(mode, guide === "" ? "" : safe(guide), label, entries, outColor)
        // What a block shows it has looked at; what is captured it has not.
        return text === undefined ? Effect.void : screen.out(line(mode === "quiet" ? shown(text) : text))
      },
      table: (columns, rows, id) => {
        const { text, truncated } = table(mode, columns, rows, id, width)
        const print = text === "" && mode === "quiet" ? Effect.void : screen.out(line(text))
        return truncated
          ? Effect.zipRight(print, hint("Use --no-truncate or --format json to see whole cells."))
          : print
      },
      dict: (value, id) => {
        if (mode === "quiet" && id !== undefined && isRecord(value))
          return screen.out(line(shown(str(value[id] ?? null))))
        return screen.out(line(json(value, mode === "guide" || mode === "human" ? 2 : 0)))
      },
      raw: (text) => screen.out(line(shown(text))),
      bytes: (bytes) =>
        Effect.suspend(() => {
          const visible = harmlessBytes()
          return Stream.runForEach(bytes, (piece) => screen.out(screen.stdout.isTTY ? visible(piece) : piece))
        }),
      log: (text) => (mode === "quiet" ? Effect.void : say(note(text))),
      hint,
      warning: (text) => say(errColor("yellow", `Warning: ${note(text)}`))
    }
    return shape
  })

/** One voice a run: made from the plan. */
export const layer = (voice: Voice): Layer.Layer<Output, never, Screen | Settings> => Layer.effect(Output, make(voice))
