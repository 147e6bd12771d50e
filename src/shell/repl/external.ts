/** `| !program …`: run without a shell; the pipe's text is its standard input. */
import { type ChildProcess, spawn } from "node:child_process"
import * as Effect from "effect/Effect"
import { harmlessText } from "../render/paint.ts"
import { Screen } from "../render/Screen.ts"
import { CurrentSession } from "./Session.ts"
import { Stopped } from "./Stopped.ts"

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

/** What it wrote to stdout. Interrupted, the program is ended, too. */
export const pipe = Effect.fnUntraced(function* (words: ReadonlyArray<string>, stdin: string) {
  const screen = yield* Screen
  const { detached } = yield* CurrentSession
  return yield* Effect.async<string, Stopped>((resume) => {
    const [program = "", ...args] = words
    // In the background it is none of the terminal's: Ctrl-C there is not for it.
    const child = spawn(program, args, {
      stdio: ["pipe", "pipe", "pipe"],
      ...(detached === undefined ? {} : { cwd: detached.folder, detached: true })
    })
    let text = ""
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      text += piece
    })
    child.stderr.setEncoding("utf8").on("data", (piece: string) => screen.note(harmlessText(piece)))
    child.on("error", (error) => {
      const missing = "code" in error && error.code === "ENOENT"
      resume(failed(program, missing ? "there is no such program" : error.message, missing ? 127 : 126))
    })
    child.on("close", (code, signal) => {
      if (code === 0) return resume(Effect.succeed(text))
      // Ctrl-C is for both of us, and it may have been the quicker one.
      if (signal === "SIGINT" && detached === undefined) return resume(Effect.interrupt)
      resume(failed(program, `it ended with ${code ?? signal}`, code ?? 1))
    })
    // A program that has read enough (head) says so by leaving.
    child.stdin.on("error", () => {})
    child.stdin.end(stdin)
    return Effect.sync(() => end(child, detached !== undefined))
  })
})
