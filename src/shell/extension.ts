/**
 * Extensions: `hf NAME …` with a NAME that is no command runs the program `hf-NAME` that the Python client installed, with the
 * words that follow as they are. Known ones only: nobody is asked for others over the network.
 */
import { spawn } from "node:child_process"
import { accessSync, constants, statSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import type { Extension } from "./argv/Plan.ts"

/** Below the home folder (huggingface_hub 2.0.0). */
const folder = join(".local", "share", "hf", "extensions")

/** The program, if it is installed and may be run. */
export const find = (name: string, env: Readonly<Record<string, string | undefined>>): string | undefined => {
  const path = join(env["HOME"] || homedir(), folder, `hf-${name}`, `hf-${name}`)
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile() ? path : undefined
  } catch {
    return undefined
  }
}

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
