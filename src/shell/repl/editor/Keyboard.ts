/**
 * A terminal's keyboard. Raw mode lasts as long as a scope: between two texts the terminal is as it was before, so that a running
 * command can be interrupted and can ask questions. What was typed ahead waits.
 */
import type { ReadStream } from "node:tty"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Decoder, feed, flush, initial } from "./decode.ts"
import type { Key } from "./Key.ts"

export type Input = Pick<ReadStream, "on" | "off" | "pause" | "resume" | "readableEnded" | "destroyed"> &
  Partial<Pick<ReadStream, "setRawMode">>

export class Keyboard {
  private readonly utf8 = new TextDecoder()
  private readonly input: Input
  private decoder: Decoder = initial
  /** Keys that were read and not used. */
  private ahead: ReadonlyArray<Key> = []

  constructor(input: Input) {
    this.input = input
  }

  /** Raw mode, and `heard` with the keys of every read; with `undefined` when the terminal is gone. */
  open(heard: (keys: ReadonlyArray<Key> | undefined) => void): Effect.Effect<void, never, Scope.Scope> {
    const { input } = this
    const onData = (chunk: Uint8Array | string) => heard(this.feed(chunk))
    const onEnd = () => heard(undefined)
    return Effect.acquireRelease(
      Effect.sync(() => {
        if (this.ahead.length > 0) heard(this.ahead)
        this.ahead = []
        if (input.readableEnded || input.destroyed) return onEnd()
        input.setRawMode?.(true)
        input.on("data", onData).on("end", onEnd).on("close", onEnd).on("error", onEnd)
        input.resume()
      }),
      () =>
        Effect.sync(() => {
          input.off("data", onData).off("end", onEnd).off("close", onEnd).off("error", onEnd)
          input.pause()
          // Of a terminal that is gone nothing can be set.
          if (!input.destroyed) input.setRawMode?.(false)
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
