/** Runs an installed extension. Apart from finding it, which every unknown word asks for: loading `child_process` takes milliseconds. */
import { spawn } from "node:child_process"
import type { Extension } from "./argv/Plan.ts"

/** Runs it in place of this process; `done` hears its exit code, or 128 and the number of the signal that ended it. */
export const run = (program: string, { args }: Extension, done: (code: number, problem?: string) => void): void => {
  const child = spawn(program, args, { stdio: "inherit" })
  // The terminal tells both of us; what becomes of it is the extension's to say.
  const forward = (signal: NodeJS.Signals) => child.kill(signal)
  process.on("SIGINT", () => {})
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, forward)
  child.on("error", (error) => done(1, `the extension cannot be run: ${error.message}`))
  child.on("exit", (code, signal) => done(code ?? 128 + (signal === "SIGINT" ? 2 : signal === "SIGTERM" ? 15 : 9)))
}
