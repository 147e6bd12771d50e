/** The built binary as a process. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const binary = fileURLToPath(new URL("../../dist/bin/hf.js", import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Options {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  /** Home folder to use and keep; an empty one, gone afterwards, when left out. */
  readonly home?: string
  readonly cwd?: string
  /** Told of the running process. */
  readonly started?: (child: ChildProcess) => void
}

/** The environment of a fresh user: nothing of this machine's HF_*, a home of its own. */
export const environment = (home: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: home,
  HF_HOME: join(home, "hf"),
  ...more
})

/** Runs `hf <words>` and waits for it. */
export const hf = (words: ReadonlyArray<string>, options: Options = {}): Promise<Ran> => {
  const home = options.home ?? mkdtempSync(join(tmpdir(), "hf-e2e-"))
  return new Promise<Ran>((resolve, reject) => {
    const child = spawn(process.execPath, [binary, ...words], {
      env: environment(home, options.env),
      cwd: options.cwd ?? home
    })
    options.started?.(child)
    let stdout = ""
    let stderr = ""
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text))
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text))
    // A command that does not read its input may be gone before it is written.
    child.stdin.on("error", () => {})
    child.stdin.end(options.stdin ?? "")
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  }).finally(() => {
    if (options.home === undefined) rmSync(home, { recursive: true, force: true })
  })
}

/** `hf hub serve <words>`: where it listens, and how it ends. */
export const serving = (home: string, ...words: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, [binary, "hub", "serve", ...words], { env: environment(home) })
  let stderr = ""
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text))
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, stderr }))
  )
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text) => {
      const match = /^Hub listening at (http:\/\/\S+)\n/.exec(text)
      if (match?.[1] !== undefined) resolve(match[1])
    })
    child.on("close", () => reject(new Error(`the Hub ended: ${stderr}`)))
  })
  return { child, ended, url }
}
