/** Ctrl-D at a question, and behind a text typed for `-`, inside `hf shell`: it answers that, and the shell goes on. */
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { environment } from "./hf.ts"
import { open, program, site, type Terminal } from "./shellTerminal.ts"

const ctrlD = "\u0004"

/** A Hub of its own, on a terminal of that name. */
const atHome = (term = "xterm-256color") =>
  Effect.gen(function* () {
    const at = yield* site({})
    const home = { ...at, env: environment(at.home, { TERM: term }) }
    const shell = yield* open(home, undefined, `${program} --local --no-rc`)
    yield* shell.shows("Ctrl-D leaves.")
    if (term !== "dumb") yield* shell.prompts()
    writeFileSync(join(at.home, "here", "new.txt"), "new")
    return shell
  })

const descriptors = (shell: Terminal): number =>
  readdirSync(`/proc/${/pid (\d+)/.exec(shell.sent())?.[1] ?? ""}/fd`).length

/** How often something was sent so far. */
const count = (shell: Terminal, text: string): number => shell.sent().split(text).length - 1

/** Lets a command ask, and answers with Ctrl-D alone. */
const abort = (shell: Terminal, command: string, question: string) =>
  Effect.gen(function* () {
    const [asked, aborted] = [count(shell, question), count(shell, "Aborted!")]
    shell.line(command)
    yield* shell.until(() => count(shell, question) > asked)
    shell.type(ctrlD)
    yield* shell.until(() => count(shell, "Aborted!") > aborted)
  })

describe.skipIf(process.platform !== "linux")("Ctrl-D", () => {
  it.scopedLive(
    "at a command's question answers that one alone: what is staged and what runs stays, the next is asked anew",
    () =>
      Effect.gen(function* () {
        const shell = yield* atHome()
        shell.line("repos create x -q; put new.txt hf://local/x/; echo x | !sh -c 'exec sleep 1000' &")
        yield* shell.shows(/^1 transfer$/)
        yield* abort(shell, "repos delete local/x", "[y/N]: ")
        yield* abort(shell, "auth login --force", "Choice [1]: ")
        yield* shell.prompts()
        const before = descriptors(shell)
        for (let n = 0; n < 10; n++) yield* abort(shell, "repos delete local/x", "[y/N]: ")
        yield* shell.prompts()
        assert.strictEqual(descriptors(shell), before)
        shell.line("status | count")
        yield* shell.shows(/^1$/)
        yield* shell.shows(/^1 transfer$/)
        shell.line("cancel --all; reset hf://local/x/new.txt; repos delete local/x")
        yield* shell.until(({ rows }) => /\[y\/N\]: $/.test(`${rows.at(-1)} `))
        shell.line("y")
        yield* shell.shows("Repo deleted")
        yield* shell.prompts()
        shell.type(ctrlD)
        const { rows } = yield* shell.ended
        assert.include(rows, "code 0")
      })
  )

  it.scopedLive("ends a text typed for `-`, as often as one is", () =>
    Effect.gen(function* () {
      const shell = yield* atHome()
      for (const name of ["ONE", "TWO"]) {
        yield* shell.prompts()
        // What is said before tells that the keys are the command's.
        shell.line(`echo for ${name}; jobs run --dry-run --secrets-file - python true`)
        yield* shell.shows(new RegExp(`^for ${name}$`))
        shell.type(`${name}=value\n${ctrlD}`)
        yield* shell.shows(`secrets  ${name}=***`)
      }
      yield* shell.prompts()
      shell.line("exit 6")
      const { rows } = yield* shell.ended
      assert.include(rows, "code 6")
    })
  )

  it.scopedLive("where nothing can be drawn answers a question, warns of what is staged, and leaves", () =>
    Effect.gen(function* () {
      const shell = yield* atHome("dumb")
      shell.line("repos create x -q; put new.txt hf://local/x/")
      yield* abort(shell, "repos delete local/x", "[y/N]: ")
      shell.type(ctrlD)
      yield* shell.shows("leave again to lose that")
      shell.type(ctrlD)
      const { rows } = yield* shell.ended
      assert.include(rows, "code 0")
    })
  )
})
