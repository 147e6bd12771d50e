/**
 * Lines from standard input, one at a time. One reader for the whole run: text that arrives after the first line waits for the
 * next question instead of being lost, and the stream is paused in between so that it never keeps the process alive.
 */

import type { ReadStream } from "node:tty"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

type Input = Pick<ReadStream, "on" | "off" | "pause" | "resume"> &
  Partial<Pick<ReadStream, "setRawMode" | "readableEnded">>

export interface Stdin {
  /** The next line without its end; none at the end of input. */
  readonly line: Effect.Effect<Option.Option<string>>
  /** The same, not shown while it is typed on a terminal: `ask` runs when nothing typed is echoed any more. */
  readonly hidden: (ask: Effect.Effect<void>) => Effect.Effect<Option.Option<string>>
}

const ctrlC = "\u0003"
const ctrlD = "\u0004"
const backspace = /[\u0008\u007f]/

export const make = (input: Input): Effect.Effect<Stdin> =>
  Effect.sync(() => {
    const decoder = new TextDecoder()
    let buffer = ""
    let ended = false

    /** Waits for more input; `false` at its end. */
    const more = Effect.async<boolean>((resume) => {
      const done = (got: boolean) => {
        stop()
        resume(Effect.succeed(got))
      }
      const onData = (chunk: Uint8Array | string) => {
        buffer += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true })
        done(true)
      }
      const onEnd = () => {
        ended = true
        done(false)
      }
      const stop = () => {
        input.off("data", onData).off("end", onEnd).off("error", onEnd)
        input.pause()
      }
      // Somebody else may have read it to its end, and that is told once.
      if (ended || input.readableEnded) return done(false)
      input.on("data", onData).on("end", onEnd).on("error", onEnd)
      input.resume()
      return Effect.sync(stop)
    })

    const take = (length: number, skip: number): string => {
      const text = buffer.slice(0, length)
      buffer = buffer.slice(length + skip)
      return text
    }

    const line: Stdin["line"] = Effect.suspend(() => {
      const end = buffer.indexOf("\n")
      if (end !== -1) return Effect.succeedSome(take(end, 1).replace(/\r$/, ""))
      return Effect.flatMap(more, (got) => {
        if (got) return line
        return Effect.succeed(buffer === "" ? Option.none() : Option.some(take(buffer.length, 0)))
      })
    })

    const typed = (sofar: string): Stdin["line"] =>
      Effect.suspend(() => {
        let text = sofar
        while (buffer !== "") {
          const char = take(1, 0)
          if (char === "\r" || char === "\n") return Effect.succeedSome(text)
          // In raw mode the terminal sends no signal: send it ourselves and wait for what it does.
          if (char === ctrlC) {
            return Effect.zipRight(
              Effect.sync(() => process.kill(process.pid, "SIGINT")),
              Effect.never
            )
          }
          if (char === ctrlD) return Effect.succeedNone
          text = backspace.test(char) ? text.slice(0, -1) : text + char
        }
        return Effect.flatMap(more, (got) => (got ? typed(text) : Effect.succeedNone))
      })

    const raw = (on: boolean) => Effect.sync(() => input.setRawMode?.(on))

    return {
      line,
      hidden: (ask) =>
        Effect.acquireUseRelease(
          raw(true),
          () => Effect.zipRight(ask, typed("")),
          () => raw(false)
        )
    }
  })
