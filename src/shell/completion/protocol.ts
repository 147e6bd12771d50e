/** Answers the shell: `_HF_COMPLETE=SHELL_source` wants the script, `SHELL_complete` the candidates for the line it describes. */
import type { Table } from "../argv/Plan.ts"
import { type Candidate, candidates } from "./candidates.ts"
import { forBash, openQuote, unquote } from "./quoting.ts"
import { type Shell, script, shells } from "./scripts.ts"
import type { Environment } from "./surroundings.ts"

export interface Response {
  readonly text: string
  /** Something was given up that may still hold the process: it must not wait for it. */
  readonly stuck: boolean
}

/** Words of a command line, quotes still on, as a shell joined them: by newlines, or by blanks. */
const words = (line: string): ReadonlyArray<string> =>
  line.includes("\n") ? line.split("\n") : (line.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"?|'[^']*'?)+/g) ?? [])

/** Where the cursor is. */
interface Cursor {
  readonly before: ReadonlyArray<string>
  readonly word: string
  /** How much of the word stays as it is: bash replaces only what is behind its last break. */
  readonly kept: number
  readonly open: "" | "'" | '"'
}

const describe = (text: string): string => text.replace(/\s+/g, " ")

const print = (shell: Shell, { kept, open }: Cursor, { help, type, value }: Candidate): string | undefined => {
  if (shell === "bash") {
    const text = type === "plain" ? forBash(value.slice(kept), open) : value.slice(kept)
    return text === undefined ? undefined : `${type},${text}`
  }
  if (shell === "zsh") return `${type}\n${value}\n${help === "" ? "_" : describe(help)}`
  return help === "" ? `${type},${value}` : `${type},${value}\t${describe(help)}`
}

/** Does bash have cut `piece` off the end of `word`? It cuts at `=`, `:` and `@`, also where no blank was. */
const continues = (word: string, piece: string): boolean => {
  if (/^--[^=]+=?$/.test(word) && (piece === "=" || word.endsWith("="))) return true
  if (/^(--[^=]+=)?(hf|https?)$/.test(word)) return piece === ":"
  if (/^(--[^=]+=)?(hf|https?):$/.test(word)) return piece.startsWith("//")
  return /^(--[^=]+=)?hf:\/\//.test(word) && (piece === "@" || word.endsWith("@"))
}

/** What bash cut is put together again, up to the word at `index`. */
const rejoin = (all: ReadonlyArray<string>, index: number): Cursor => {
  const out: Array<string> = []
  let kept = 0
  for (const [i, piece] of all.slice(0, index + 1).entries()) {
    const last = out[out.length - 1] ?? ""
    if (i > 0 && continues(last, piece)) {
      // What bash replaces begins with the `@`, but behind a `=` or `:`.
      const end = last.length + (/^[=:]$/.test(piece) ? 1 : 0)
      kept = last.endsWith("@") ? end - 1 : end
      out[out.length - 1] = last + piece
    } else {
      kept = 0
      out.push(unquote(piece))
    }
  }
  if (index >= all.length) {
    out.push("")
    kept = 0
  }
  return { before: out.slice(1, -1), word: out[out.length - 1] ?? "", kept, open: openQuote(all[index] ?? "") }
}

/** The words before the cursor and the one under it; fish sends that word itself instead of its number. */
const cursor = (shell: Shell, env: Environment): Cursor => {
  const all = words(env["COMP_WORDS"] ?? "")
  const at = env["COMP_CWORD"] ?? ""
  if (shell !== "fish") return rejoin(all, Number(at))
  const typed = all.length > 0 && at !== "" && all[all.length - 1] === at ? all.slice(0, -1) : all
  return { before: typed.slice(1).map(unquote), word: unquote(at), kept: 0, open: "" }
}

/** What to print for `env._HF_COMPLETE`; nothing when it asks for something unknown. */
export const respond = async (table: Table, env: Environment): Promise<Response> => {
  const [name, action] = (env["_HF_COMPLETE"] ?? "").split("_", 2)
  const shell = shells.find((each) => each === name)
  if (shell !== undefined && action === "source") return { text: script(shell), stuck: false }
  if (shell === undefined || action !== "complete") return { text: "", stuck: false }
  const at = cursor(shell, env)
  const { known, wanted } = candidates(table, at.before, at.word)
  const found = wanted === undefined ? undefined : await (await import("./values.ts")).values(wanted, env)
  const lines = [...known, ...(found?.candidates ?? [])].flatMap((each) => print(shell, at, each) ?? [])
  return { text: lines.map((line) => `${line}\n`).join(""), stuck: found?.stuck === true }
}
