/**
 * What a program in the background prints while somebody edits a line: kept until there is a place for it. While the program is in
 * the foreground it goes where it always goes. A terminal is never made to obey it.
 */
import * as Effect from "effect/Effect"
import { harmless } from "../../render/paint.ts"
import type { ScreenShape } from "../../render/Screen.ts"

/** Characters of text; of more the beginning is left out. */
const most = 1024 * 1024

const printable = (text: string): string => text.split("\n").map(harmless).join("\n")

export class Said {
  private pieces: Array<string> = []
  private length = 0
  private cut = false
  private readonly decoder = new TextDecoder()
  private through: ScreenShape | undefined
  /** For the program: no terminal, for nobody reads along. */
  readonly screen: ScreenShape

  constructor({ stderr, stdout }: ScreenShape) {
    const keep = (where: "out" | "err", text: string): Effect.Effect<void> =>
      Effect.suspend(() => {
        if (this.through !== undefined) return this.through[where](printable(text))
        this.push(text)
        return Effect.void
      })
    this.screen = {
      stdout: { ...stdout, isTTY: false },
      stderr: { ...stderr, isTTY: false },
      out: (text) => keep("out", typeof text === "string" ? text : this.decoder.decode(text, { stream: true })),
      err: (text) => keep("err", text),
      note: (text) => {
        if (this.through === undefined) this.push(text)
        else this.through.note(printable(text))
      },
      live: () => Effect.void
    }
  }

  private push(text: string): void {
    this.pieces.push(text)
    this.length += text.length
    while (this.length > most && this.pieces.length > 1) {
      this.length -= this.pieces.shift()?.length ?? 0
      this.cut = true
    }
  }

  /** All that was kept, once; ends with a newline when it is not empty. */
  take(): string {
    const text = printable(this.pieces.join("").slice(-most))
    const lines = this.cut ? `… (the beginning is left out)\n${text}` : text
    this.pieces = []
    this.length = 0
    this.cut = false
    return lines === "" ? "" : lines.replace(/\n?$/, "\n")
  }

  /** From now on it is printed on `screen`, what was kept first; `undefined`: kept again. */
  to(screen: ScreenShape | undefined): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.through = screen
      const text = screen === undefined ? "" : this.take()
      return screen === undefined || text === "" ? Effect.void : screen.err(text)
    })
  }
}
