/** The Tab key: `hf` asked as a shell asks it, and real shells with somebody at the keyboard. */
import { spawn, spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { binary, environment } from "./hf.ts"

type Env = Readonly<Record<string, string>>

export interface Offered {
  readonly values: ReadonlyArray<string>
  readonly helps: ReadonlyArray<string>
  readonly stderr: string
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`

const output = (program: string, args: ReadonlyArray<string>, env: Env, input = "") =>
  new Promise<{ readonly stdout: string; readonly stderr: string }>((resolve, reject) => {
    const child = spawn(program, args, { env: { ...env } })
    let stdout = ""
    let stderr = ""
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text))
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text))
    child.stdin.on("error", () => {})
    child.stdin.end(input)
    child.on("error", reject)
    child.on("close", () => resolve({ stdout, stderr }))
  })

/** What is offered at the end of `hf <words>`, the last of them being typed. */
export const offered = async (home: string, env: Env, ...words: ReadonlyArray<string>): Promise<Offered> => {
  const word = words[words.length - 1] ?? ""
  const line = ["hf", ...words.map(quoted)].join(" ")
  const { stderr, stdout } = await output(process.execPath, [binary], {
    ...environment(home, env),
    _HF_COMPLETE: "fish_complete",
    COMP_WORDS: line,
    COMP_CWORD: quoted(word)
  })
  const lines = stdout.split("\n").filter((each) => each !== "")
  const parts = lines.map((each) => each.slice(each.indexOf(",") + 1).split("\t"))
  return { values: parts.map(([value = ""]) => value), helps: parts.map(([, help = ""]) => help), stderr }
}

/** Why `program` cannot be used here; `undefined` when it can. */
export const missing = (...programs: ReadonlyArray<string>): string | undefined => {
  const absent = programs.filter((each) => spawnSync(each, ["--version"]).status !== 0)
  return absent.length === 0 ? undefined : `${absent.join(" and ")} not installed`
}

/** A folder for PATH whose `hf` completes as ours does, and when it is run tells its arguments: `<download><a b>`. */
export const echoing = (home: string): string => {
  const folder = join(home, "echoing")
  mkdirSync(folder, { recursive: true })
  const path = join(folder, "hf")
  const lines = [
    "#!/bin/sh",
    `[ -n "$_HF_COMPLETE" ] && exec "${process.execPath}" "${binary}"`,
    `printf '<%s>' "$@"`,
    "echo",
    ""
  ]
  writeFileSync(path, lines.join("\n"))
  chmodSync(path, 0o755)
  return folder
}

const shells = {
  bash: { program: "bash --norc -i", setup: `eval "$(_HF_COMPLETE=bash_source hf)"` },
  zsh: {
    program: "zsh -f -i",
    setup: `autoload -Uz compinit; compinit -D -u; eval "$(_HF_COMPLETE=zsh_source hf)"`
  }
}

/** Types `lines` into a shell on a terminal of its own; answers what `hf` was then called with. */
export const typed = async (
  shell: keyof typeof shells,
  home: string,
  env: Env,
  ...lines: ReadonlyArray<string>
): Promise<ReadonlyArray<string>> => {
  const { program, setup } = shells[shell]
  const own = environment(home, env)
  const { stdout } = await output(
    "script",
    ["-qec", program, "/dev/null"],
    { ...own, PATH: `${echoing(home)}:${own["PATH"] ?? ""}`, SHELL: "/bin/sh", TERM: "dumb" },
    [setup, ...lines, "exit", ""].join("\n")
  )
  return stdout.split(/[\r\n]+/).filter((line) => /^<.*>$/.test(line))
}

/** What fish offers at the end of `line`. */
export const fish = async (home: string, env: Env, line: string): Promise<ReadonlyArray<string>> => {
  const own = environment(home, env)
  const { stdout } = await output(
    "fish",
    ["-c", `_HF_COMPLETE=fish_source hf | source; complete -C ${quoted(line).replaceAll("'\\''", "\\'")}`],
    { ...own, PATH: `${echoing(home)}:${own["PATH"] ?? ""}` }
  )
  return stdout.split("\n").filter((each) => each !== "")
}
