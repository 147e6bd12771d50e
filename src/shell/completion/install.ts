/** `hf --show-completion` and `hf --install-completion`, for the shell `$SHELL` names. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { basename, dirname, join } from "node:path"
import { type Shell, script, shells } from "./scripts.ts"

type Environment = Readonly<Record<string, string | undefined>>

export type Outcome = { readonly text: string } | { readonly problem: string }

const shellOf = (env: Environment): Shell | undefined => {
  const name = basename(env["SHELL"] ?? "") || "bash"
  return shells.find((each) => each === name)
}

const unknown = (env: Environment): Outcome => ({
  problem: `Shell '${basename(env["SHELL"] ?? "")}' is not supported: choose one of ${shells.join(", ")} with SHELL.`
})

export const show = (env: Environment): Outcome => {
  const shell = shellOf(env)
  return shell === undefined ? unknown(env) : { text: script(shell) }
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return ""
    throw error
  }
}

/** Bash and zsh get a line in their start-up file, once; fish gets the script itself. */
const write = (shell: Shell, home: string): string => {
  if (shell === "fish") {
    const path = join(home, ".config", "fish", "completions", "hf.fish")
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, script("fish"))
    return path
  }
  const path = join(home, `.${shell}rc`)
  const line = `eval "$(_HF_COMPLETE=${shell}_source hf)"`
  const before = read(path)
  if (!before.includes(line)) appendFileSync(path, `${before === "" || before.endsWith("\n") ? "" : "\n"}${line}\n`)
  return path
}

export const install = (env: Environment): Outcome => {
  const shell = shellOf(env)
  if (shell === undefined) return unknown(env)
  try {
    const path = write(shell, env["HOME"] ?? homedir())
    return { text: `${shell} completion installed in ${path}. Restart your shell for it to take effect.\n` }
  } catch (error) {
    return { problem: `Cannot install completion: ${error instanceof Error ? error.message : String(error)}.` }
  }
}
