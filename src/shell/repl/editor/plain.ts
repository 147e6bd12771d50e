/** The editor where nothing can be drawn: a prompt, a line as the terminal itself edits it, further lines until the text is complete. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { harmless } from "../../render/paint.ts"
import type { Stdin } from "../../render/Stdin.ts"
import type { Span } from "./cells.ts"
import type { Editor, Outcome } from "./Editor.ts"
import type { Ports } from "./Ports.ts"

const words = (spans: ReadonlyArray<Span>): string => harmless(spans.map(({ text }) => text).join(""))

export const make = (stdin: Stdin, write: (text: string) => Effect.Effect<void>): Editor => {
  const read = (ports: Ports, before: string, prompt: ReadonlyArray<Span>): Effect.Effect<Outcome> =>
    Effect.gen(function* () {
      yield* write(words(prompt))
      const line = yield* stdin.line
      if (Option.isNone(line)) {
        yield* write("\n")
        // Half a text at the end of the input is not what was meant.
        return { _tag: "left" }
      }
      const text = before + line.value
      return ports.complete(text) ? { _tag: "line", text } : yield* read(ports, `${text}\n`, ports.more)
    })
  return {
    read: (ports) => read(ports, "", ports.prompt),
    refresh: Effect.void,
    above: (text) => write(text.replace(/\n?$/, "\n"))
  }
}
