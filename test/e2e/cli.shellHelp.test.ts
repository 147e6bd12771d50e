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
