/** `hf shell` at a prompt on a terminal, with a Hub that holds back what a test wants to see on its way. */
import { mkdirSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type { Size } from "../../src/shell/repl/editor/State.ts"
import type { Screen } from "../shell/repl/editor/Emulator.ts"
import * as Pty from "../shell/repl/editor/Pty.ts"
import * as FaultProxy from "../support/FaultProxy.ts"
import * as RandomFiles from "../support/RandomFiles.ts"
import * as StaticHub from "../support/StaticHub.ts"
import * as TempDir from "../support/TempDir.ts"
import { binary, environment } from "./hf.ts"

export const MiB = 1024 * 1024

export interface Site {
  /** The home of a person, and the folder where the shell is started. */
  readonly home: string
  readonly proxy: FaultProxy.FaultProxy
  readonly env: Readonly<Record<string, string>>
}

/** A Hub with `acme/static`: files of these sizes, `MiB` and more of them large; a size of `zeros` is all zeros and costs no disk. */
export const site = (
  files: Readonly<Record<string, number>>,
  zeros?: { readonly name: string; readonly size: number; readonly sha256: string }
) =>
  Effect.gen(function* () {
    const home = yield* TempDir.make("shell")
    const all: Array<StaticHub.StaticFile> = Object.entries(files).map(([path, size]) => ({
      path,
      content: RandomFiles.buffer(size, path),
      lfs: size >= MiB
    }))
    if (zeros !== undefined) {
      const file = join(yield* TempDir.make("zeros"), zeros.name)
      writeFileSync(file, "")
      truncateSync(file, zeros.size)
      all.push({ path: zeros.name, content: { file, size: zeros.size, sha256: zeros.sha256 } })
    }
    const hub = yield* StaticHub.make({ files: all })
    const proxy = yield* FaultProxy.make(hub.url)
    mkdirSync(join(home, "here"))
    return { home, proxy, env: environment(home, { HF_ENDPOINT: proxy.url, TERM: "xterm-256color" }) } satisfies Site
  })

export interface Terminal extends Pty.Pty {
  /** Types a line and Enter. */
  readonly line: (text: string) => void
  /** Waits for a row with that text in it. */
  readonly shows: (text: string | RegExp) => Effect.Effect<Screen>
  /** Waits until `text` is being edited, and nothing else is there. */
  readonly prompts: (text?: string) => Effect.Effect<Screen>
}

const has = (text: string | RegExp) => (row: string) => (typeof text === "string" ? row.includes(text) : text.test(row))

/** The shell, as another shell would read it. */
export const program = `"${process.execPath}" "${binary}" shell`

/** Opens it in the home's folder `here`, by itself or by `line`. */
export const open = ({ env, home }: Site, size: Size = { columns: 160, rows: 40 }, line = program) =>
  Effect.map(Pty.run(size, line, env, join(home, "here")), terminal)

const terminal = (pty: Pty.Pty): Terminal => ({
  ...pty,
  line: (text) => pty.type(`${text}\r`),
  shows: (text) => pty.until(({ rows }) => rows.some(has(text))),
  prompts: (text = "") =>
    pty.until(({ cursor, rows }) => rows[cursor[0]] === `hf> ${text}`.trimEnd() && cursor[1] === `hf> ${text}`.length)
})
