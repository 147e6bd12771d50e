/**
 * What a job prints: a file with one JSON object a line, only ever appended to, and readers that wait for more. Time stamps grow
 * from line to line, by a microsecond at least: a reader that lost its place finds it again by them.
 */
import { mkdir, open as openFile } from "node:fs/promises"
import { dirname } from "node:path"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { storage } from "../HubError.ts"

/** A longer line is told in pieces. */
const longest = 32 * 1024

/** What a job prints beyond this is dropped, and the log says so. */
const most = 256 * 1024 * 1024

export interface JobLog {
  readonly append: (lines: ReadonlyArray<string>) => Effect.Effect<void, import("../HubError.ts").HubStorageError>
  /** Bytes written so far. */
  readonly size: () => number
  readonly isClosed: () => boolean
  /** Waits until there is more than `size`, or nothing more to come. */
  readonly changed: (size: number) => Effect.Effect<void>
  readonly close: Effect.Effect<void>
}

// ASCII only: other separators of lines would tear the events of readers apart.
const json = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)

const stamp = (micros: number): string =>
  `${new Date(Math.floor(micros / 1000)).toISOString().slice(0, -1)}${String(micros % 1000).padStart(3, "0")}Z`

const pieces = (line: string): ReadonlyArray<string> =>
  line.length <= longest
    ? [line]
    : Array.from({ length: Math.ceil(line.length / longest) }, (_, i) => line.slice(i * longest, (i + 1) * longest))

/** Opens the log of a job that begins. */
export const open = (path: string) =>
  Effect.map(
    Effect.tryPromise({
      try: async () => {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        return await openFile(path, "a", 0o600)
      },
      catch: storage("open a job's log")
    }),
    (file): JobLog => {
      const waiting = new Set<() => void>()
      let size = 0
      let last = 0
      let closed = false
      let full = false
      const wake = () => {
        const all = [...waiting]
        waiting.clear()
        for (const each of all) each()
      }
      const textOf = (lines: ReadonlyArray<string>, now: number): string => {
        let text = ""
        for (const data of lines.flatMap(pieces)) {
          last = Math.max(now * 1000, last + 1)
          text += `${json({ data, timestamp: stamp(last) })}\n`
        }
        return text
      }
      return {
        size: () => size,
        isClosed: () => closed,
        append: (lines) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) => {
            if (full || lines.length === 0) return Effect.void
            full = size > most
            const text = textOf(full ? ["===== The log is full: what follows is not kept ====="] : lines, now)
            return Effect.tryPromise({
              try: async () => {
                await file.appendFile(text)
                size += Buffer.byteLength(text)
                wake()
              },
              catch: storage("write a job's log")
            })
          }),
        changed: (seen) =>
          Effect.async<void>((resume) => {
            if (closed || size > seen) return resume(Effect.void)
            const done = () => resume(Effect.void)
            waiting.add(done)
            return Effect.sync(() => waiting.delete(done))
          }),
        close: Effect.promise(async () => {
          if (closed) return
          closed = true
          await file.close().catch(() => {})
          wake()
        })
      }
    }
  )
