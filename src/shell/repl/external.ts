/** `| !program …`: run without a shell; the pipe's text is its standard input. */
import { spawn } from "node:child_process"
import * as Effect from "effect/Effect"
import { harmlessText } from "../render/paint.ts"
import { Screen } from "../render/Screen.ts"
import { Stopped } from "./Stopped.ts"

const failed = (program: string, reason: string, code: number) =>
  new Stopped({ code, lines: [`Error: ${program}: ${reason}`] })

/** What it wrote to stdout. Interrupted, the program is ended, too. */
export const pipe = (words: ReadonlyArray<string>, stdin: string) =>
  Effect.flatMap(Screen, (screen) =>
    Effect.async<string, Stopped>((resume) => {
      const [program = "", ...args] = words
      const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] })
      let text = ""
      child.stdout.setEncoding("utf8").on("data", (piece: string) => {
        text += piece
      })
      child.stderr.setEncoding("utf8").on("data", (piece: string) => screen.note(harmlessText(piece)))
      child.on("error", (error) => {
        const missing = "code" in error && error.code === "ENOENT"
        resume(failed(program, missing ? "there is no such program" : error.message, missing ? 127 : 126))
      })
      child.on("close", (code, signal) =>
        resume(code === 0 ? Effect.succeed(text) : failed(program, `it ended with ${code ?? signal}`, code ?? 1))
      )
      // A program that has read enough (head) says so by leaving.
      child.stdin.on("error", () => {})
      child.stdin.end(stdin)
      return Effect.sync(() => child.kill("SIGTERM"))
    })
  )
