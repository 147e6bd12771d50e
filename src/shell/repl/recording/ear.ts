/** A screen that remembers the beginning of what it shows. */

import * as Effect from "effect/Effect"
import type { ScreenShape } from "../../render/Screen.ts"

/** Characters kept of each stream. */
export const most = 64 * 1024

class Kept {
  private readonly decoder = new TextDecoder()
  text = ""
  truncated = false

  add(piece: string | Uint8Array): void {
    if (this.truncated) return
    this.text += typeof piece === "string" ? piece : this.decoder.decode(piece, { stream: true })
    if (this.text.length <= most) return
    this.text = this.text.slice(0, most)
    this.truncated = true
  }
}

export interface Ear {
  readonly screen: ScreenShape
  readonly stdout: () => string
  readonly stderr: () => string
  readonly truncated: () => boolean
}

/** `shows`: whether it is shown, too. What is drawn and taken away again (progress) is not remembered. */
export const listening = (screen: ScreenShape, shows: boolean): Ear => {
  const [out, err] = [new Kept(), new Kept()]
  const both =
    <A extends string | Uint8Array>(kept: Kept, print: (piece: A) => Effect.Effect<void>) =>
    (piece: A) =>
      Effect.suspend(() => {
        kept.add(piece)
        return shows ? print(piece) : Effect.void
      })
  return {
    screen: {
      ...screen,
      out: both(out, screen.out),
      err: both(err, screen.err),
      note: (text) => {
        err.add(text)
        if (shows) screen.note(text)
      },
      ...(shows ? {} : { live: () => Effect.void })
    },
    stdout: () => out.text,
    stderr: () => err.text,
    truncated: () => out.truncated || err.truncated
  }
}
