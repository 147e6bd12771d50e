/**
 * The two streams a command writes to. Writes wait until the reader took them, text and the live lines of progress never
 * mix, and a reader that leaves ends the command quietly.
 */

import type { WriteStream } from "node:tty"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { shown } from "../instant.ts"

/** Standard output or error cannot be written to (a full disk behind a redirect). */
export class StreamFailed extends Data.TaggedError("StreamFailed")<{ readonly detail: string }> {
  override get message() {
    return `Cannot write the output: ${this.detail}.`
  }
}

export interface Face {
  readonly isTTY: boolean
  readonly columns: number | undefined
}

export interface ScreenShape {
  readonly stdout: Face
  readonly stderr: Face
  /** What goes to `out` is for no person's eyes, but for a pipe or a value: nobody would see a question. */
  readonly unseen?: true
  readonly out: (text: string | Uint8Array) => Effect.Effect<void>
  readonly err: (text: string) => Effect.Effect<void>
  /** Like `err` for those who cannot wait, such as a logger. */
  readonly note: (text: string) => void
  /** Replaces the lines drawn at the bottom of the terminal; none removes them. */
  readonly live: (lines: ReadonlyArray<string>) => Effect.Effect<void>
}

export class Screen extends Context.Tag("hf/shell/Screen")<Screen, ScreenShape>() {}

type Stream = Pick<WriteStream, "write" | "on" | "off" | "isTTY" | "columns">

const write = (stream: Stream, text: string | Uint8Array): Effect.Effect<void> =>
  Effect.async<void>((resume) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined) resume(Effect.void)
      // The reader has seen enough: stop, run the finalizers, and call it a success (runMain).
      else if ("code" in error && error.code === "EPIPE") resume(Effect.interrupt)
      else resume(Effect.die(new StreamFailed({ detail: error.message })))
    })
  })

const erase = (lines: number): string => (lines === 0 ? "" : `\r${"\u001b[1A".repeat(lines - 1)}\u001b[J`)

/** Failures reach the callback of `write`; without a listener the same failure would also end the process. */
const ignored = (): void => {}

const listen = (stream: Stream) =>
  Effect.acquireRelease(
    Effect.sync(() => stream.on("error", ignored)),
    () => Effect.sync(() => stream.off("error", ignored))
  )

/** `before` is on the terminal already, as if it were live. */
export const make = (stdout: Stream, stderr: Stream, before: ReadonlyArray<string> = []) =>
  Effect.gen(function* () {
    yield* listen(stdout)
    yield* listen(stderr)
    let drawn = before
    // A terminal that does not know its width says 0.
    const face = (stream: Stream): Face => ({ isTTY: stream.isTTY === true, columns: stream.columns || undefined })
    const above = (stream: Stream) => (text: string | Uint8Array) =>
      Effect.suspend(() => {
        if (text.length === 0) return Effect.void
        if (drawn.length === 0 || !stream.isTTY) return write(stream, text)
        const lines = drawn
        return write(stderr, erase(lines.length)).pipe(
          Effect.zipRight(write(stream, text)),
          Effect.zipRight(write(stderr, lines.join("\n")))
        )
      })
    const live = (lines: ReadonlyArray<string>) =>
      Effect.suspend(() => {
        const before = drawn
        drawn = lines
        const text = erase(before.length) + lines.join("\n")
        return text === "" ? Effect.void : write(stderr, text)
      })
    const note = (text: string): void => {
      const lines = stderr.isTTY ? drawn : []
      stderr.write(erase(lines.length) + text + lines.join("\n"))
    }
    yield* Effect.addFinalizer(() => live([]))
    const faces = { stdout: face(stdout), stderr: face(stderr) }
    return Screen.of({ ...faces, out: above(stdout), err: above(stderr), note, live })
  })

/** The process's own streams. */
export const layer: Layer.Layer<Screen> = Layer.scoped(
  Screen,
  Effect.suspend(() => make(process.stdout, process.stderr, shown()))
)
