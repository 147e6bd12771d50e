/** Ctrl-C in `hf shell` at a terminal: what it ends, how soon the prompt is back, and what is left. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Process from "../support/Process.ts"
import { MiB, open, program, site } from "./shellTerminal.ts"

/** 1 GiB of zeros. */
const big = {
  name: "big.bin",
  size: 1024 * MiB,
  sha256: "49bc20df15e412a64472421e13fe86ff1c5165e18b2afccf160d4dc19fe68a14"
}

const ctrlC = "\u0003"

describe.skipIf(process.platform !== "linux")("Ctrl-C", () => {
  it.scopedLive("gives the prompt back at once from a download of 1 GiB, which the next one goes on with", () =>
    Effect.gen(function* () {
      const at = yield* site({}, big)
      // Eight streams of 25 MB/s.
      const slow = { _tag: "Slow", bytesPerSecond: 25e6 } as const
      yield* at.proxy.inject({ action: slow, over: MiB, times: Number.POSITIVE_INFINITY })
      const shell = yield* open(at)
      yield* shell.prompts()
      shell.line("download acme/static big.bin --quiet")
      const arrived = 300 * MiB
      yield* at.proxy.passed(arrived)
      const pressed = performance.now()
      shell.type(ctrlC)
      yield* shell.shows("Interrupted.")
      yield* shell.prompts()
      const waited = performance.now() - pressed
      console.log(`From Ctrl-C to the prompt: ${waited.toFixed(0)} ms`)
      // The machine may be busy with other things; the bench says how long it takes where it is not.
      assert.isBelow(waited, 1000)

      yield* at.proxy.reset
      shell.line("download acme/static big.bin --quiet")
      yield* shell.shows(/\/snapshots\/.*\/big\.bin$/)
      const second = at.proxy.seen({ path: /\/resolve\// }).reduce((sum, { down }) => sum + down, 0)
      // What was on its way when it was interrupted may come again.
      assert.isBelow(second, big.size - arrived / 2)
      assert.isAbove(second, 0)
    })
  )

  for (const [what, program] of [
    ["a program at the end of a pipe", "exec sleep 1000"],
    ["one that does not mind", "trap '' INT TERM; while :; do sleep 0.1; done"]
  ] as const)
    it.scopedLive(`ends ${what}`, () =>
      Effect.gen(function* () {
        const at = yield* site({})
        const pid = join(at.home, "pid")
        const shell = yield* open(at)
        yield* shell.prompts()
        shell.line(`version -q | !sh -c "echo \\$\\$ > ${pid}; echo started >&2; ${program}"`)
        yield* shell.shows(/^started$/)
        shell.type(ctrlC)
        yield* shell.shows("Interrupted.")
        yield* shell.prompts()
        yield* Process.run("tail", [`--pid=${readFileSync(pid, "utf8").trim()}`, "-f", "/dev/null"])
        shell.line("echo still here")
        yield* shell.shows(/^still here$/)
      })
    )

  it.scopedLive("leaves what runs in the background alone", () =>
    Effect.gen(function* () {
      const at = yield* site({})
      const shell = yield* open(at)
      yield* shell.prompts()
      shell.line("echo x | !sh -c 'echo up >&2; cat; exec sleep 1000' &")
      yield* shell.prompts()
      shell.line("echo x | !sh -c 'echo started >&2; exec sleep 1000'")
      yield* shell.shows(/^started$/)
      shell.type(ctrlC)
      yield* shell.shows("Interrupted.")
      yield* shell.shows(/^1 transfer$/)
      shell.line("cancel --all")
      const { rows } = yield* shell.shows("[1] interrupted: echo x | !sh -c 'echo up >&2; cat; exec sleep 1000'")
      assert.include(rows, "up")
    })
  )

  it.scopedLive("where nothing can be drawn gives a line up, and asks whether to leave", () =>
    Effect.gen(function* () {
      const at = yield* site({})
      const shell = yield* open({ ...at, env: { ...at.env, TERM: "dumb" } })
      yield* shell.prompts()
      shell.type("echo no")
      yield* shell.prompts("echo no")
      shell.type(ctrlC)
      yield* shell.prompts()
      shell.line("echo still here")
      yield* shell.shows(/^still here$/)
      yield* shell.prompts()
      shell.type(ctrlC)
      yield* shell.until(({ rows }) => rows.at(-2) === "hf> ^C" && rows.at(-1) === "hf>")
      shell.type(ctrlC)
      yield* shell.shows("Leave? [y/N]")
      shell.line("y")
      yield* shell.ended
    })
  )

  it.scopedLive("that ends a search is not the first of the two that leave", () =>
    Effect.gen(function* () {
      const shell = yield* open(yield* site({}))
      yield* shell.prompts()
      shell.type("\u0012no such line")
      yield* shell.shows("no such line")
      shell.type(ctrlC)
      yield* shell.until(({ rows }) => rows.at(-1) === "hf>")
      shell.type(ctrlC)
      yield* shell.until(({ rows }) => rows.at(-2) === "hf> ^C" && rows.at(-1) === "hf>")
      shell.line("echo still here")
      yield* shell.shows(/^still here$/)
      assert.notInclude(shell.sent(), "Leave?")
    })
  )
})

describe.skipIf(process.platform !== "linux")("a terminal that is closed", () => {
  it.scopedLive("ends the shell by its signal, with all that runs; what arrived is kept", () =>
    Effect.gen(function* () {
      const size = 64 * MiB
      const at = yield* site({ "large.bin": size })
      yield* at.proxy.inject({
        action: { _tag: "Slow", bytesPerSecond: 4e6 },
        over: MiB,
        times: Number.POSITIVE_INFINITY
      })
      // Outlives the terminal, to tell how it ended.
      const script = join(at.home, "script")
      const [code, pid] = [join(at.home, "code"), join(at.home, "pid")]
      writeFileSync(script, `trap : HUP\n${program} 2> "${at.home}/stderr"\necho $? > "${code}"\n`)
      const shell = yield* open(at, undefined, `sh "${script}"`)
      yield* shell.prompts()
      shell.line(`echo x | !sh -c 'echo $$ > ${pid}; exec sleep 1000' &`)
      yield* shell.shows(/^1 transfer/)
      shell.line("download acme/static large.bin &")
      yield* at.proxy.passed(24 * MiB)
      const waiting = Number(/pid (\d+)/.exec(shell.sent())?.[1])
      shell.hangUp()
      yield* Process.run("tail", [`--pid=${waiting}`, "-f", "/dev/null"])
      assert.strictEqual(readFileSync(code, "utf8").trim(), "129", readFileSync(join(at.home, "stderr"), "utf8"))
      yield* Process.run("tail", [`--pid=${readFileSync(pid, "utf8").trim()}`, "-f", "/dev/null"])
      assert.include(readFileSync(join(at.home, "hf", "shell_history"), "utf8"), "download acme/static large.bin &")

      yield* at.proxy.reset
      const again = yield* open(at)
      yield* again.prompts()
      again.line("download acme/static large.bin --quiet")
      yield* again.shows(/\/snapshots\/.*\/large\.bin$/)
      const second = at.proxy.seen({ path: /\/resolve\// }).reduce((sum, { down }) => sum + down, 0)
      assert.isBelow(second, size - 12 * MiB)
    })
  )
})
