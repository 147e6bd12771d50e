/**
 * The prompt of `hf shell` before everything that serves it is loaded, a tenth of a second later. Keys typed meanwhile wait in the
 * terminal, unseen, for the editor to take them. The screen ({@link Screen}) knows the line as one to be replaced.
 */
import { isatty } from "node:tty"
import type { Run } from "./argv/Plan.ts"

const line = "\u001b[1mhf> \u001b[0m"

let isShown = false

/** Shows it, if `run` is a prompt on a terminal and nothing else. */
export const show = (run: Run): void => {
  const { env, stdin, stdout } = process
  if (
    run.path[0] !== "shell" ||
    run.argv.some((word) => word !== "--" && word !== "--local") ||
    run.warnings.length > 0
  )
    return
  if (env["TERM"] === "dumb" || env["NO_COLOR"] || ![0, 1, 2].every(isatty)) return
  // Else the terminal itself would show the keys, in the wrong place. Node gives it back at every end but kill -9.
  stdin.setRawMode(true)
  stdout.write(line)
  isShown = true
}

/** What stands on the screen because of it. */
export const shown = (): ReadonlyArray<string> => (isShown ? [line] : [])

/** The terminal as it was before: what runs now may be interrupted, and may ask. */
export const giveBack = (): void => {
  if (isShown) process.stdin.setRawMode(false)
}
