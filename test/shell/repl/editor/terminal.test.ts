/** The driver in a process of its own on a real pseudo-terminal. */
import { execFileSync } from "node:child_process"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Screen } from "./Emulator.ts"
import * as Pty from "./Pty.ts"

const size = { columns: 40, rows: 12 }
const has = (line: string) => (screen: Screen) => screen.rows.includes(line)
const lastIs = (line: string) => (screen: Screen) => screen.rows.at(-1) === line

const restored = (sent: string) => {
  const settings = sent.slice(sent.lastIndexOf("code "))
  assert.match(settings, /\sicanon/)
  assert.match(settings, /\secho\s/)
  assert.match(settings, /\sisig\s/)
  assert.isAbove(sent.lastIndexOf("\u001b[?2004l"), sent.lastIndexOf("\u001b[?2004h"))
}

describe.skipIf(process.platform !== "linux")("on a terminal", () => {
  it.scopedLive("edits, sends, suggests, and gives the terminal back", () =>
    Effect.gen(function* () {
      const pty = yield* Pty.start({ columns: 80, rows: 24 })
      yield* pty.until(lastIs(">"))
      assert.isTrue(pty.emulator.bracketedPaste())
      pty.type("lx\u007fs -l\u0001")
      yield* pty.until(({ cursor, rows }) => rows[cursor[0]] === "> ls -l" && cursor[1] === 2)
      pty.type("x\r")
      yield* pty.until(has('got {"_tag":"line","text":"xls -l"}'))
      pty.type("hf d")
      yield* pty.until(has("> hf download gpt2"))
      yield* pty.until(lastIs("a hint"))
      pty.type("\u001b[C\r")
      const screen = yield* pty.until(has('got {"_tag":"line","text":"hf download gpt2"}'))
      // What was only help is gone.
      assert.notInclude(screen.rows, "a hint")
      // Between two texts the terminal itself takes it for an end.
      yield* pty.until(lastIs(">"))
      pty.type("\u0004")
      yield* pty.ended
      restored(pty.sent())
      assert.match(pty.sent(), /code 0/)
    })
  )

  it.scopedLive("C-c gives up the text, several lines are one text, and what is typed ahead is not lost", () =>
    Effect.gen(function* () {
      const pty = yield* Pty.start(size)
      yield* pty.until(lastIs(">"))
      pty.type("no\u0003")
      yield* pty.until(has('got {"_tag":"cancelled","text":"no"}'))
      assert.include(pty.emulator.screen().rows, "> no^C")
      pty.type("a \\\r-b\rwork\rlast\r")
      const { rows } = yield* pty.until(has('got {"_tag":"line","text":"last"}'))
      assert.include(rows, 'got {"_tag":"line","text":"a \\\\\\n-b"}')
      assert.include(rows, "raw mode: false")
      assert.include(rows, "… -b")
    })
  )

  it.scopedLive("takes a paste of 10,000 characters as one text", () =>
    Effect.gen(function* () {
      const pty = yield* Pty.start(size)
      yield* pty.until(lastIs(">"))
      const text = `${"0123456789 漢字 abc\n".repeat(625)}`.slice(0, 10_000 - 3)
      pty.type(`\u001b[200~${text.replaceAll("\n", "\r")}end\u001b[201~`)
      const end = `${text.slice(text.lastIndexOf("\n") + 1)}end`
      const screen = yield* pty.until(({ rows }) => rows.at(-1)?.endsWith(end) === true)
      // No row but those of the screen: the text scrolls in it, nothing above is pushed away.
      assert.isAtMost(screen.rows.length, 2 * size.rows + 4)
      pty.type("\r")
      yield* pty.until(({ rows }) => rows.at(-1) === ">" && rows.at(-2) !== ">")
      const got = /got (\{.*\})/.exec(pty.sent())?.[1] ?? "{}"
      assert.deepStrictEqual(JSON.parse(got), { _tag: "line", text: `${text}end` })
    })
  )

  it.scopedLive("a key does not wait for candidates, nor a menu for the last of them", () =>
    Effect.gen(function* () {
      const pty = yield* Pty.start(size)
      yield* pty.until(lastIs(">"))
      pty.type("slow\t")
      yield* pty.until(lastIs("2 …"))
      pty.type("-t")
      yield* pty.until(({ rows }) => rows.at(-2) === "slow-two" && rows.at(-3) === "> slow-t")
      pty.type("\t\r")
      yield* pty.until(lastIs("> slow-two"))
      pty.type("\u0015broken\t\u0015a\t")
      yield* pty.until(lastIs("> alpha"))
    })
  )

  it.scopedLive("an Escape alone closes the menu", () =>
    Effect.gen(function* () {
      const pty = yield* Pty.start(size)
      yield* pty.until(lastIs(">"))
      pty.type("\t")
      yield* pty.until(lastIs("alpha  beta   gamma"))
      pty.type("\u001b")
      yield* pty.until(lastIs(">"))
    })
  )

  it.scopedLive("draws anew at another size, wide characters and all", () =>
    Effect.gen(function* () {
      const pty = yield* Pty.start(size)
      yield* pty.until(lastIs(">"))
      pty.type("漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字")
      yield* pty.until(({ cursor, rows }) => rows.at(-1) === "字" && cursor[1] === 2)
      pty.resize({ columns: 21, rows: 12 })
      yield* pty.until(
        ({ cursor, rows }) =>
          rows.slice(-3).join("/") === "> 漢字漢字漢字漢字漢/字漢字漢字漢字漢字漢/字" && cursor[1] === 2
      )
      pty.resize({ columns: 60, rows: 12 })
      const { cursor } = yield* pty.until(lastIs("> 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字"))
      assert.strictEqual(cursor[1], 42)
    })
  )

  it.scopedLive("takes its keys again after it was stopped and another had the terminal", () =>
    Effect.gen(function* () {
      const pty = yield* Pty.start(size)
      yield* pty.until(lastIs(">"))
      pty.type("half")
      yield* pty.until(lastIs("> half"))
      const pasteOn = "\u001b[?2004h"
      const before = pty.sent().split(pasteOn).length
      pty.kill("SIGSTOP")
      const terminal = /(\/dev\/pts\/\d+)/.exec(pty.sent())?.[1] ?? ""
      execFileSync("stty", ["-F", terminal, "sane"])
      pty.kill("SIGCONT")
      yield* pty.until(() => pty.sent().split(pasteOn).length > before)
      const settings = execFileSync("stty", ["-F", terminal, "-a"], { encoding: "utf8" })
      assert.match(settings, /-icanon/)
      assert.match(settings, /-echo\s/)
      pty.type(" done\r")
      yield* pty.until(has('got {"_tag":"line","text":"half done"}'))
    })
  )

  it.scopedLive("prints above the text", () =>
    Effect.gen(function* () {
      const pty = yield* Pty.start(size)
      yield* pty.until(lastIs(">"))
      pty.type("print\r")
      yield* pty.until(({ rows }) => rows.slice(-3).join("/") === "from the background/in two lines/>")
      pty.type("x\r")
      yield* pty.until(has('got {"_tag":"line","text":"x"}'))
    })
  )

  for (const [what, end] of [
    ["a signal", (pty: Pty.Pty) => pty.kill("SIGTERM")],
    ["an exit in the middle", (pty: Pty.Pty) => pty.type("throw\rhalf a text")]
  ] as const) {
    it.scopedLive(`${what} leaves the terminal as it was`, () =>
      Effect.gen(function* () {
        const pty = yield* Pty.start(size)
        yield* pty.until(lastIs(">"))
        end(pty)
        yield* pty.ended
        restored(pty.sent())
      })
    )
  }

  it.scopedLive("a terminal that cannot draw gets prompts and lines", () =>
    Effect.gen(function* () {
      const pty = yield* Pty.start(size, "plain", "dumb")
      yield* pty.until(lastIs(">"))
      pty.type("one \\\n")
      yield* pty.until(lastIs("…"))
      pty.type("two\n")
      yield* pty.until(has('got {"_tag":"line","text":"one \\\\\\ntwo"}'))
      pty.type("\u0004")
      yield* pty.until(has('got {"_tag":"left"}'))
      yield* pty.ended
      const sent = pty.sent()
      assert.notInclude(sent.slice(0, sent.lastIndexOf("code ")), "\u001b")
    })
  )
})
