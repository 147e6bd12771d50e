/**
 * A terminal's keyboard. Raw mode lasts as long as a scope: between two texts the terminal is as it was before, so that a running
 * command can be interrupted and can ask questions. What was typed ahead waits.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Input } from "../../render/standardInput.ts"
import { type Decoder, feed, flush, initial } from "./decode.ts"
import type { Key } from "./Key.ts"

export class Keyboard {
  private readonly utf8 = new TextDecoder()
  private readonly source: () => Input
  private decoder: Decoder = initial
  /** Keys that were read and not used. */
  private ahead: ReadonlyArray<Key> = []

  constructor(source: () => Input) {
    this.source = source
  }

  /** Raw mode, and `heard` with the keys of every read; with `undefined` when the terminal is gone. */
  open(heard: (keys: ReadonlyArray<Key> | undefined) => void): Effect.Effect<void, never, Scope.Scope> {
    const onData = (chunk: Uint8Array | string) => heard(this.feed(chunk))
    const onEnd = () => heard(undefined)
    let onBack = () => {}
    return Effect.acquireRelease(
      Effect.sync(() => {
        if (this.ahead.length > 0) heard(this.ahead)
        this.ahead = []
        const input = this.source()
        if (input.readableEnded || input.destroyed) onEnd()
        else {
          input.on("data", onData).on("end", onEnd).on("close", onEnd).on("error", onEnd)
          input.setRawMode?.(true)
          input.resume()
          // Whoever had the terminal while we were stopped left it as they like it; Node knows nothing of that.
          onBack = () => void input.setRawMode?.(false).setRawMode(true)
          process.on("SIGCONT", onBack)
        }
        return input
      }),
      (input) =>
        Effect.sync(() => {
          process.off("SIGCONT", onBack)
          // Of a terminal that is gone nothing can be set.
          if (!input.destroyed) input.setRawMode?.(false)
          input.off("data", onData).off("end", onEnd).off("close", onEnd).off("error", onEnd)
          input.pause()
        })
    )
  }

  private feed(chunk: Uint8Array | string): ReadonlyArray<Key> {
    const text = typeof chunk === "string" ? chunk : this.utf8.decode(chunk, { stream: true })
    const [decoder, keys] = feed(this.decoder, text)
    this.decoder = decoder
    return keys
  }

  /** The beginning of a sequence, or a lone escape, while it is undecided; the same value as long as nothing more came. */
  get undecided(): Decoder | undefined {
    return this.decoder.pending !== "" && this.decoder.pasting === undefined ? this.decoder : undefined
  }

  /** Nothing more came: what it was. */
  decide(): ReadonlyArray<Key> {
    const [decoder, keys] = flush(this.decoder)
    this.decoder = decoder
    return keys
  }

  /** They come first next time. */
  giveBack(keys: ReadonlyArray<Key>): void {
    this.ahead = [...this.ahead, ...keys]
  }
}
