/** Answers the shell: `_HF_COMPLETE=SHELL_source` wants the script, `SHELL_complete` the candidates for the line it describes. */
import type { Table } from "../argv/Plan.ts"
import { type Candidate, candidates } from "./candidates.ts"
import { type Shell, script, shells } from "./scripts.ts"

export type Environment = Readonly<Record<string, string | undefined>>

/** Words of a command line as a shell joined them: by newlines, or by blanks with its quotes still on. */
const words = (line: string): ReadonlyArray<string> => {
  if (line.includes("\n")) return line.split("\n")
  const found = line.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"?|'[^']*'?)+/g) ?? []
  return found.map((word) =>
    word.replace(
      /\\(.)|"((?:[^"\\]|\\.)*)"?|'([^']*)'?/g,
      (_, escaped, double, single) => escaped ?? double ?? single ?? ""
    )
  )
}

const describe = (text: string): string => text.replace(/\s+/g, " ")

const print = (shell: Shell, { type, value, help }: Candidate): string => {
  if (shell === "bash") return `${type},${value.startsWith("--") ? value.slice(value.indexOf("=") + 1) : value}`
  if (shell === "zsh") return `${type}\n${value}\n${help === "" ? "_" : describe(help)}`
  return help === "" ? `${type},${value}` : `${type},${value}\t${describe(help)}`
}

/** Bash cuts words at `=`, too: what it cut is put together again, up to the word at `index`. */
const rejoin = (all: ReadonlyArray<string>, index: number): readonly [ReadonlyArray<string>, string] => {
  const out: Array<string> = []
  for (const [i, word] of all.slice(0, index + 1).entries()) {
    const last = out[out.length - 1] ?? ""
    const continues = i > 0 && /^--[^=]+=?$/.test(last) && (word === "=" || last.endsWith("="))
    if (continues) out[out.length - 1] = last + word
    else out.push(word)
  }
  if (index >= all.length) out.push("")
  return [out.slice(0, -1), out[out.length - 1] ?? ""]
}

/** The words before the cursor and the one under it; fish sends that word itself instead of its number. */
const cursor = (shell: Shell, env: Environment): readonly [ReadonlyArray<string>, string] => {
  const all = words(env["COMP_WORDS"] ?? "")
  const at = env["COMP_CWORD"] ?? ""
  if (shell === "fish") {
    const typed = all.length > 0 && at !== "" && all[all.length - 1] === at ? all.slice(0, -1) : all
    return [typed.slice(1), at]
  }
  const [before, word] = rejoin(all, Number(at))
  return [before.slice(1), word]
}

/** What to print for `env._HF_COMPLETE`; undefined when it asks for something unknown. */
export const respond = (table: Table, env: Environment): string | undefined => {
  const [name, action] = (env["_HF_COMPLETE"] ?? "").split("_", 2)
  const shell = shells.find((each) => each === name)
  if (shell === undefined) return undefined
  if (action === "source") return script(shell)
  if (action !== "complete") return undefined
  const [before, word] = cursor(shell, env)
  return candidates(table, before, word)
    .map((candidate) => `${print(shell, candidate)}\n`)
    .join("")
}
