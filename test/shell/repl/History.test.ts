import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as FileLocks from "../../../src/layers/disk/FileLocks.ts"
import * as Settings from "../../../src/layers/Settings.ts"
import * as History from "../../../src/shell/repl/History.ts"
import { holdsSecret } from "../../../src/shell/repl/secrets.ts"
import * as Process from "../../support/Process.ts"
import * as TempDir from "../../support/TempDir.ts"

const setting = Effect.gen(function* () {
  const home = join(yield* TempDir.make("history"), "home")
  const path = join(home, "shell_history")
  const shell = (most?: number) =>
    Effect.provide(History.make(most), Layer.merge(FileLocks.layer, Settings.layerWith({ home })))
  return { home, path, shell }
})

const add = (history: History.History, ...texts: ReadonlyArray<string>) =>
  Effect.forEach(texts, history.add, { discard: true })

describe("the history", () => {
  it.scopedLive("is a file for its owner alone, oldest first, that the next shell reads", () =>
    Effect.gen(function* () {
      const { home, path, shell } = yield* setting
      const first = yield* shell()
      assert.deepStrictEqual(yield* first.lines, [])
      assert.isFalse(existsSync(home))
      yield* add(first, "hf ls", "two\nlines \\n", "漢字\r")
      assert.strictEqual(readFileSync(path, "utf8"), "hf ls\ntwo\\nlines \\\\n\n漢字\\r\n")
      assert.strictEqual(statSync(path).mode & 0o777, 0o600)
      assert.strictEqual(statSync(home).mode & 0o777, 0o700)
      assert.deepStrictEqual(yield* (yield* shell()).lines, ["hf ls", "two\nlines \\n", "漢字\r"])
    })
  )

  it.scopedLive("has each text once, where it was used last, and no more than it may", () =>
    Effect.gen(function* () {
      const { path, shell } = yield* setting
      const history = yield* shell(3)
      yield* add(history, "a", "b", "a", "a", " ", "")
      assert.deepStrictEqual(yield* history.lines, ["b", "a"])
      yield* add(history, "c", "d")
      assert.deepStrictEqual(yield* history.lines, ["a", "c", "d"])
      assert.strictEqual(readFileSync(path, "utf8"), "a\nc\nd\n")
      assert.strictEqual(statSync(path).mode & 0o777, 0o600)
    })
  )

  it.scopedLive("is read again only when the file has changed", () =>
    Effect.gen(function* () {
      const { shell } = yield* setting
      const one = yield* shell()
      const other = yield* shell()
      yield* add(one, "a")
      const lines = yield* one.lines
      assert.strictEqual(yield* one.lines, lines)
      yield* add(other, "b")
      assert.deepStrictEqual(yield* one.lines, ["a", "b"])
    })
  )

  it.scopedLive("lives with a file that was torn or opened to everybody", () =>
    Effect.gen(function* () {
      const { home, path, shell } = yield* setting
      mkdirSync(home)
      writeFileSync(path, "a\n\nb \\x\nhalf a li")
      chmodSync(path, 0o644)
      const history = yield* shell()
      yield* add(history, "c")
      assert.deepStrictEqual(yield* history.lines, ["a", "b \\x", "half a li", "c"])
      assert.strictEqual(statSync(path).mode & 0o777, 0o600)
    })
  )

  it.scopedLive("keeps no secret, not even in memory", () =>
    Effect.gen(function* () {
      const { path, shell } = yield* setting
      const history = yield* shell()
      yield* add(history, "hf auth login --token hf_abcdefgh", "hf ls")
      assert.deepStrictEqual(yield* history.lines, ["hf ls"])
      assert.strictEqual(readFileSync(path, "utf8"), "hf ls\n")
    })
  )

  it.scopedLive("loses nothing when several shells write at once", () =>
    Effect.gen(function* () {
      const { home, shell } = yield* setting
      const child = fileURLToPath(new URL("./historyChild.ts", import.meta.url))
      const ends = yield* Effect.all(
        ["a", "b", "c"].map((name) => Process.run(process.execPath, ["--import", "tsx", child, home, name, "60"])),
        { concurrency: "unbounded" }
      )
      for (const { code, stderr } of ends) assert.strictEqual(code, 0, stderr)
      const lines = yield* (yield* shell()).lines
      const expected = ["a", "b", "c"].flatMap((name) => Array.from({ length: 60 }, (_, i) => `${name} ${i}`))
      assert.deepStrictEqual([...lines].sort(), ["shared", ...expected].sort())
      for (const name of ["a", "b", "c"]) {
        assert.deepStrictEqual(
          lines.filter((line) => line.startsWith(`${name} `)),
          Array.from({ length: 60 }, (_, i) => `${name} ${i}`)
        )
      }
    })
  )
})

describe("a line with a secret", () => {
  for (const line of [
    "hf auth login --token hf_AbCdEfGhIjKl",
    "hf auth login --token=x",
    "hf auth login --tok x",
    "hf download --token 'x y' gpt2",
    "hf_AbCdEf",
    "login hf_x",
    "curl -H 'Authorization: Bearer abcdefgh12' x",
    "HF_TOKEN=abc hf ls",
    "export OPENAI_API_KEY=sk-1",
    "hf jobs run --secrets FOO=bar image cmd",
    "hf jobs run -s FOO=bar image cmd",
    "hf jobs run -e DB_PASSWORD=x image cmd",
    "cmd --password x",
    "git clone https://user:secret@host/x",
    "api_org_abcdefghijk"
  ])
    it(`${line}`, () => assert.isTrue(holdsSecret(line)))

  for (const line of [
    "hf download gpt2 config.json",
    "hf auth list",
    "hf auth switch --token-name work",
    "hf download me/hf-tokenizer tokenizer.json",
    "hf upload me/my_hf_data . --include *.txt",
    "hf cp hf://datasets/a/b@main/x:y.txt .",
    "hf jobs run --secrets-file .env image",
    "hf repos create x --private"
  ])
    it(`is not: ${line}`, () => assert.isFalse(holdsSecret(line)))
})
