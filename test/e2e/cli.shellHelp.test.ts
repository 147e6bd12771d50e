/** Help inside `hf shell`: of every command it has, on terminals of any width. */
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { builtins } from "../../src/shell/repl/builtins.ts"
import * as Pty from "../shell/repl/editor/Pty.ts"
import * as TempDir from "../support/TempDir.ts"
import { binary, environment, hf } from "./hf.ts"

const shell = (home: string, line: string) => Effect.promise(() => hf(["shell", "-c", line], { home }))

const joined = (text: string): string => text.replace(/\s+/g, " ")

describe("help in hf shell", () => {
  it.scoped("every command of the shell answers --help and -h, and does nothing else", () =>
    Effect.gen(function* () {
      const home = yield* TempDir.make("help")
      writeFileSync(join(home, "a.txt"), "one")
      for (const [name, { help, usage }] of Object.entries(builtins)) {
        // A pasted `hf` in front is left out: that is the help of `hf` itself.
        if (name === "hf") continue
        const ran = yield* shell(home, `${name} --help; ${name} -h; help ${name}`)
        assert.deepStrictEqual([ran.code, ran.stderr], [0, ""], name)
        const text = `Usage: ${usage} ${help}`
        const answers = joined(ran.stdout).split(text).length - 1
        assert.strictEqual(answers, 3, ran.stdout)
        assert.isTrue(ran.stdout.split("\n").every((line) => line.length <= 80))
      }
      const kept = yield* shell(home, "rm a.txt --help; record -h | count; echo --help me; grep -- -h a.txt | count")
      assert.deepStrictEqual([kept.code, kept.stdout.split("\n").slice(-4)], [0, ["4", "--help me", "0", ""]])
      assert.deepStrictEqual(readdirSync(home), ["a.txt"])
    })
  )

  it.scoped("explains commands of hf and the language, and says what there is not", () =>
    Effect.gen(function* () {
      const home = yield* TempDir.make("help")
      const both = yield* shell(home, "cp --help")
      assert.match(both.stdout, /^Usage: cp \[-r\] A B\n[\s\S]*\nUsage: hf cp \[OPTIONS\] SRC/)
      const { stdout } = yield* shell(home, "help where; help repos create; help | where usage ~ 'cd ' | count")
      assert.match(stdout, /^Usage: … \| where COLUMN[\s\S]*\nUsage: hf repos create [\s\S]*\n1\n$/)
      const none = yield* shell(home, "help nonsense")
      assert.strictEqual(none.code, 2)
      assert.match(none.stderr, /Error: No such command 'nonsense'/)
      const aside = yield* shell(home, "version -q; cd --help; hf")
      assert.match(aside.stdout, /\nhf version -q\n$/)
    })
  )

  it.scoped(
    "words of the language answer --help and -h as help does, behind a pipe too, and nothing else is done",
    () =>
      Effect.gen(function* () {
        const home = yield* TempDir.make("help")
        for (const word of [
          ...["let", "with", "each", "where", "sort", "first", "last", "select", "count", "json", "csv"]
        ]) {
          const { code, stdout: said } = yield* shell(home, `help ${word}`)
          assert.strictEqual(code, 0, word)
          assert.match(said, new RegExp(`^Usage: .*\\b${word}\\b`))
          const alone = [`${word} --help`, `${word} -h`, `hf ${word} --help`, `help hf ${word}`]
          const piped = ["--help", "-h"].map((flag) => `record there.jsonl | sort | ${word} ${flag}`)
          const lines = word === "let" || word === "with" ? alone : [...alone, ...piped]
          const answered = yield* shell(home, lines.join("\n"))
          assert.deepStrictEqual(answered, { code: 0, stdout: said.repeat(lines.length), stderr: "" }, word)
        }
        assert.deepStrictEqual(readdirSync(home), [])
        const wordy = yield* shell(home, "set | where size --help; set | sort -r --help; with timeout --help; let x -h")
        assert.deepStrictEqual([wordy.code, wordy.stdout.split("Usage: ").length - 1], [0, 4])
        const meant = yield* shell(home, "set | where name = --help | count; set | where value ~ '-h' | count")
        assert.deepStrictEqual([meant.code, meant.stdout], [0, "0\n0\n"])
        const counted = yield* shell(
          home,
          "echo there | where --help | first 1 | json; let text = where --help; echo $text"
        )
        assert.match(counted.stdout, /^\[\n {2}\{\n {4}"value": "Usage: \\u2026 \| where[\s\S]*\nUsage: … \| where/)
      })
  )

  it.scoped("says where a word of the language stands, instead of listing the commands of hf", () =>
    Effect.gen(function* () {
      const home = yield* TempDir.make("help")
      for (const [line, told] of [
        ["where size > 1GB", "where stands behind a |, as in: COMMAND | where COLUMN OP VALUE [and|or …]"],
        ["hf count", "count stands behind a |, as in: COMMAND | count"],
        ["'let' x = version", "let begins a line of its own, without quotes: let NAME = …"],
        ["let x = with timeout 5s { version }", "with begins a line of its own, without quotes: with NAME VALUE { … }"]
      ] as const) {
        const { code, stderr, stdout } = yield* shell(home, `version\n${line}`)
        const where = line.replace(/^let x = /, "")
        assert.deepStrictEqual([code, stdout, stderr], [2, "", `Error: ${told}\n  at -c:2: ${where}\n`], line)
      }
      const block = yield* shell(home, "version\nhf each { version }")
      const told = "-c:2:4: each stands behind a |, as in: COMMAND | each { … $it … }"
      assert.deepStrictEqual(block, { code: 2, stdout: "", stderr: `Error: ${told}\n` })
    })
  )

  it.scoped("an hf in front of what the shell knows is left out", () =>
    Effect.gen(function* () {
      const home = yield* TempDir.make("help")
      const { code, stderr, stdout } = yield* shell(
        home,
        "hf let x = echo there; hf with retries 1 { echo $x }; hf echo $x | each { hf echo $it }"
      )
      assert.deepStrictEqual([code, stdout, stderr], [0, "there\nthere\n", ""])
      const repos = yield* shell(home, "help repos")
      assert.deepStrictEqual(yield* shell(home, "help hf repos"), repos)
      assert.deepStrictEqual(
        yield* shell(home, "help hf cd; hf help hf repos ls"),
        yield* shell(home, "help cd; help repos ls")
      )
    })
  )

  it.scopedLive.skipIf(process.platform !== "linux")("fits a narrow terminal, with nothing cut off", () =>
    Effect.gen(function* () {
      const home = yield* TempDir.make("help")
      const env = { ...environment(home), TERM: "xterm-256color" }
      const pty = yield* Pty.run({ columns: 50, rows: 250 }, `"${process.execPath}" "${binary}" shell`, env)
      yield* pty.until(Pty.isReady)
      pty.type("help\r")
      const { rows } = yield* pty.until(({ rows }) => rows.some((row) => row.includes("$(…)")) && rows.at(-1) === "hf>")
      // Words that are longer than their column are broken.
      const bare = (text: string) => text.replace(/\s/g, "")
      const text = bare(rows.join(""))
      for (const { help, usage } of Object.values(builtins)) {
        assert.include(text, bare(usage))
        assert.include(text, bare(help))
      }
      assert.notInclude(text, "...")
      pty.type("exit\r")
      yield* pty.ended
    })
  )
})
