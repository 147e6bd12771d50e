/** A job's log as server-sent events: the history first, then what comes, a sign of life every half minute, and the end. */
import { open } from "node:fs/promises"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type HubStorageError, storage } from "../HubError.ts"
import type { JobLog } from "./JobLog.ts"

const block = 64 * 1024
const newline = 10

const missing = (cause: unknown): boolean =>
  typeof cause === "object" && cause !== null && "code" in cause && cause.code === "ENOENT"

/** Whole lines from `offset` on: at most a block of them, and none when there is nothing more. */
const read = (path: string, offset: number): Effect.Effect<Buffer, HubStorageError> =>
  Effect.tryPromise({
    try: async () => {
      const file = await open(path, "r").catch((cause: unknown) => {
        if (missing(cause)) return undefined
        throw cause
      })
      if (file === undefined) return Buffer.alloc(0)
      try {
        // Lines are shorter than a block: pieces of 32 Ki characters of at most 6 bytes each are not.
        const buffer = Buffer.alloc(4 * block)
        const { bytesRead } = await file.read(buffer, 0, buffer.length, offset)
        return buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf(newline) + 1)
      } finally {
        await file.close()
      }
    },
    catch: storage("read a job's log")
  })

/** Where the last `count` lines begin. */
const startOf = (path: string, count: number): Effect.Effect<number, HubStorageError> =>
  Effect.gen(function* () {
    const starts: Array<number> = []
    let offset = 0
    while (true) {
      const bytes = yield* read(path, offset)
      if (bytes.length === 0) break
      for (let at = 0; at < bytes.length; at = bytes.indexOf(newline, at) + 1) starts.push(offset + at)
      offset += bytes.length
      if (starts.length > 4 * count) starts.splice(0, starts.length - count)
    }
    return count === 0 ? offset : (starts.at(-count) ?? 0)
  })

const encode = (bytes: Buffer): Uint8Array =>
  Buffer.from(
    bytes
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `data: ${line}\n\n`)
      .join("")
  )

const sign = Buffer.from(": keep-alive\n\n")

/** `live` is undefined when the job is over: its log is what stands in the file. */
export const logEvents = (
  path: string,
  live: JobLog | undefined,
  tail: number | undefined
): Stream.Stream<Uint8Array, HubStorageError> =>
  Stream.unwrap(
    Effect.map(tail === undefined ? Effect.succeed(0) : startOf(path, tail), (start) =>
      Stream.unfoldChunkEffect(start, (offset) => {
        const next: Effect.Effect<
          Option.Option<readonly [Chunk.Chunk<Uint8Array>, number]>,
          HubStorageError
        > = Effect.suspend(() => {
          // Asked before reading: what is written in between is read by then.
          const over = live === undefined || live.isClosed()
          return Effect.flatMap(read(path, offset), (bytes) => {
            if (bytes.length > 0) return Effect.succeedSome([Chunk.of(encode(bytes)), offset + bytes.length] as const)
            if (over) return Effect.succeedNone
            return Effect.flatMap(Effect.timeoutOption(live.changed(offset), "30 seconds"), (woken) =>
              Option.isSome(woken) ? next : Effect.succeedSome([Chunk.of(sign), offset] as const)
            )
          })
        })
        return next
      })
    )
  )
