/** The whole `hf shell` on a terminal, and on one inside tmux: typing, menus, other sizes, pastes. */
import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as TempDir from "../support/TempDir.ts"
import { open, program, type Site, site, type Terminal } from "./shellTerminal.ts"

const size = { columns: 100, rows: 30 }

/** What tmux itself is started with: nothing of anybody's own settings, and its server ends with the test. */
const inTmux = (at: Site) =>
  Effect.gen(function* () {
    const folder = yield* TempDir.make("tmux")
    const settings = join(folder, "tmux.conf")
    writeFileSync(settings, "set -g status off\nset -s escape-time 0\nset -g default-terminal screen-256color\n")
    const env = { ...at.env, TMUX_TMPDIR: folder, LC_ALL: "C.UTF-8" }
    yield* Effect.addFinalizer(() => Effect.sync(() => spawnSync("tmux", ["-L", "test", "kill-server"], { env })))
    return yield* open(
      { ...at, env },
      size,
      `tmux -u -L test -f "${settings}" new-session "${program.replaceAll('"', '\\"')}"`
    )
  })

const hasTmux = (): boolean => {
  try {
    execFileSync("tmux", ["-V"])
    return true
  } catch {
    return false
  }
}

const tmux = hasTmux()
if (!tmux) console.warn("\n!!! SKIPPED: the shell under tmux: there is no tmux here\n")

const terminals: ReadonlyArray<readonly [string, boolean, (at: Site) => Effect.Effect<Terminal, never, Scope.Scope>]> =
  [
    ["on a terminal", true, (at) => open(at, size)],
    ["under tmux", tmux, inTmux]
  ]

for (const [where, there, start] of terminals)
  describe.skipIf(process.platform !== "linux" || !there)(where, () => {
    it.scopedLive("typing, menus and other sizes", () =>
      Effect.gen(function* () {
        const shell = yield* start(yield* site({}))
        yield* shell.prompts()
        shell.type("version -q | !tr a-z A-Z")
        yield* shell.prompts("version -q | !tr a-z A-Z")
        shell.type("\r")
        yield* shell.shows(/^\d+\.\d+\.\d+$/)
        yield* shell.prompts()

        shell.type("cache \t")
        yield* shell.shows(/^list\s+/)
        yield* shell.shows(/^verify\s+/)
        shell.type("\t\t\t\r")
        yield* shell.prompts("cache list ")
        yield* shell.until(({ rows }) => !rows.some((row) => row.startsWith("verify ")))
        shell.type("\u0003")
        yield* shell.prompts()

        // There is one of that name, though hf has it and the shell has it.
        shell.type("cp\t")
        yield* shell.prompts("cp ")
        shell.type("\u0003")
        yield* shell.prompts()

        const words = "echo one two three four five six seven eight nine ten eleven twelve"
        shell.type(words)
        yield* shell.prompts(words)
        shell.resize({ columns: 40, rows: 20 })
        const wrapped = `hf> ${words}`
        yield* shell.until(
          ({ cursor: [row, column], rows }) =>
            rows[row - 1] === wrapped.slice(0, 40).trimEnd() &&
            rows[row] === wrapped.slice(40) &&
            column === wrapped.length - 40
        )
        shell.resize({ columns: 120, rows: 40 })
        yield* shell.prompts(words)
        shell.type("\r")
        yield* shell.shows(/^one two three four five six seven eight nine ten eleven twelve$/)
        shell.line("exit 6")
        yield* shell.ended
      })
    )

    it.scopedLive("a paste of 10,000 characters, without a loss", () =>
      Effect.gen(function* () {
        const at = yield* site({})
        const shell = yield* start(at)
        yield* shell.prompts()
        const file = join(at.home, "pasted")
        const text = "0123456789 漢字 $ | & ; { abc\n".repeat(400).slice(0, 10_000)
        shell.type("echo '")
        yield* shell.prompts("echo '")
        shell.type(`\u001b[200~${text.replaceAll("\n", "\r")}\u001b[201~`)
        shell.type(`' | !sh -c 'cat > ${file}; echo kept >&2'\r`)
        yield* shell.shows(/^kept$/)
        assert.strictEqual(readFileSync(file, "utf8"), `${text}\n`)
        // Nothing of it was taken for a command.
        yield* shell.prompts()
        shell.line("echo $_")
        yield* shell.prompts()
      })
    )
  })
