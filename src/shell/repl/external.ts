/** `| !program …`: run without a shell; what comes through the pipe is its standard input. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { Misuse } from "../Misuse.ts"
import { harmlessText } from "../render/paint.ts"
import { Screen } from "../render/Screen.ts"
import { tooMuch } from "./listening.ts"
import { CurrentSession } from "./Session.ts"
import { Stopped } from "./Stopped.ts"
import { whole } from "./sieves.ts"
import type { Value } from "./values.ts"

const failed = (program: string, reason: string, code: number) =>
  new Stopped({ code, lines: [`Error: ${program}: ${reason}`] })

/** A program that does not mind SIGTERM has so long, in ms. */
const patience = 2000

const end = (child: ChildProcess, group: boolean): void => {
  const { pid } = child
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const send = (signal: NodeJS.Signals) => {
    try {
      process.kill(group ? -pid : pid, signal)
    } catch {
      // It has just ended.
    }
  }
  send("SIGTERM")
  // Nobody waits for it, and the shell may end before.
  const insist = setTimeout(() => send("SIGKILL"), patience).unref()
  child.once("exit", () => clearTimeout(insist))
}

/** A program that is running. */
interface Running {
  readonly child: ChildProcessWithoutNullStreams
  /** What it wrote to stdout, once it has ended well. */
  readonly ended: Effect.Effect<Value, Misuse | Stopped>
}

/** Starts it; with the scope it is ended, too. */
const start = Effect.fnUntraced(function* (words: ReadonlyArray<string>) {
  const screen = yield* Screen
  const { detached } = yield* CurrentSession
  const result = yield* Deferred.make<Value, Misuse | Stopped>()
  const [program = "", ...args] = words
  const settle = (outcome: Effect.Effect<Value, Misuse | Stopped>) => Deferred.unsafeDone(result, outcome)
  const child = yield* Effect.acquireRelease(
    Effect.sync(() => {
      // In the background it is none of the terminal's: Ctrl-C there is not for it.
      const child = spawn(program, args, {
        stdio: ["pipe", "pipe", "pipe"],
        ...(detached === undefined ? {} : { cwd: detached.folder, detached: true })
      })
      const kept = whole()
      child.stdout.setEncoding("utf8").on("data", (piece: string) => {
        if (kept.take(piece) === "full") settle(Effect.fail(tooMuch))
      })
      child.stderr.setEncoding("utf8").on("data", (piece: string) => screen.note(harmlessText(piece)))
      child.on("error", (error) => {
        const missing = "code" in error && error.code === "ENOENT"
        settle(failed(program, missing ? "there is no such program" : error.message, missing ? 127 : 126))
      })
      child.on("close", (code, signal) => {
        if (code === 0) return settle(Effect.succeed(kept.value()))
        // Ctrl-C is for both of us, and it may have been the quicker one.
        if (signal === "SIGINT" && detached === undefined) return settle(Effect.interrupt)
        settle(failed(program, `it ended with ${code ?? signal}`, code ?? 1))
      })
      // A program that has read enough (head) says so by leaving.
      child.stdin.on("error", () => {})
      return child
    }),
    (child) => Effect.sync(() => end(child, detached !== undefined))
  )
  return { child, ended: Deferred.await(result) } satisfies Running
})

/** What it wrote to stdout, given `stdin`. */
export const pipe = (words: ReadonlyArray<string>, stdin: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { child, ended } = yield* start(words)
      child.stdin.end(stdin)
      return yield* ended
    })
  )

/** The same, given the bytes that `work` writes to its screen, as they come. When the program ends first, `work` is interrupted. */
export const stream = <E, R>(words: ReadonlyArray<string>, work: Effect.Effect<unknown, E, R>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { child, ended } = yield* start(words)
      const out = (piece: string | Uint8Array) =>
        Effect.async<void>((resume) => void child.stdin.write(piece, () => resume(Effect.void)))
      const screen = { ...(yield* Screen), stdout: { isTTY: false, columns: undefined }, unseen: true, out } as const
      const written = Effect.as(Effect.provideService(work, Screen, screen), undefined)
      const early = yield* Effect.raceFirst(written, ended)
      if (early !== undefined) return early
      child.stdin.end()
      return yield* ended
    })
  )
