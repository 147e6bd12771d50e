/**
 * Lines from standard input, one at a time. One reader for the whole run: text that arrives after the first line waits for the
 * next question instead of being lost, and the stream is paused in between so that it never keeps the process alive.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Input } from "./standardInput.ts"

type Line = Effect.Effect<Option.Option<string>>

export interface Stdin {
  /** The next line without its end; none at the end of input. */
  readonly line: Line
  /** The same, not shown while it is typed on a terminal: `ask` runs when nothing typed is echoed any more. */
  readonly hidden: (ask: Effect.Effect<void>) => Line
}

const ctrlC = "\u0003"
const ctrlD = "\u0004"
const backspace = /[\u0008\u007f]/

/** `source`: what to read, asked for anew for each line. */
export const make = (source: () => Input): Effect.Effect<Stdin> =>
  Effect.sync(() => {
    const decoder = new TextDecoder()
    let buffer = ""

    /** As long as `use` lasts, what comes is kept; `more` waits for some of it, and says `false` at the end. */
    const reading = (raw: boolean, use: (more: Effect.Effect<boolean>) => Line): Line =>
      Effect.suspend(() => {
        let arrived = false
        let over = false
        let tell = () => {}
        const more = Effect.async<boolean>((resume) => {
          tell = () => {
            if (!arrived && !over) return
            resume(Effect.succeed(arrived))
            arrived = false
            tell = () => {}
          }
          tell()
        })
        const onData = (chunk: Uint8Array | string) => {
          buffer += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true })
          arrived = true
          tell()
        }
        const onEnd = () => {
          over = true
          tell()
        }
        return Effect.acquireUseRelease(
          Effect.sync(() => {
            const input = source()
            // Somebody else may have read it to its end, and that is told once.
            if (input.readableEnded || input.destroyed) over = true
            else {
              if (raw) input.setRawMode?.(true)
              input.on("data", onData).on("end", onEnd).on("error", onEnd)
              input.resume()
            }
            return input
          }),
          () => use(more),
          (input) =>
            Effect.sync(() => {
              if (raw && !input.destroyed) input.setRawMode?.(false)
              input.off("data", onData).off("end", onEnd).off("error", onEnd)
              input.pause()
            })
        )
      })

    const take = (length: number, skip: number): string => {
      const text = buffer.slice(0, length)
      buffer = buffer.slice(length + skip)
      return text
    }

    const nextLine = (more: Effect.Effect<boolean>): Line =>
      Effect.suspend(() => {
        const end = buffer.indexOf("\n")
        if (end !== -1) return Effect.succeedSome(take(end, 1).replace(/\r$/, ""))
        return Effect.flatMap(more, (got) => {
          if (got) return nextLine(more)
          return Effect.succeed(buffer === "" ? Option.none() : Option.some(take(buffer.length, 0)))
        })
      })

    const typed = (more: Effect.Effect<boolean>, sofar: string): Line =>
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
        return Effect.flatMap(more, (got) => (got ? typed(more, text) : Effect.succeedNone))
      })

    return {
      line: reading(false, nextLine),
      hidden: (ask) => reading(true, (more) => Effect.zipRight(ask, typed(more, "")))
    }
  })
