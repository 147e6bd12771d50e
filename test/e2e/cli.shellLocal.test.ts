/** `hf shell --local` and `npm start`: a Hub of one's own with something to try in it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Pty from "../shell/repl/editor/Pty.ts"
import * as Build from "../support/Build.ts"
import * as TempDir from "../support/TempDir.ts"
import { environment, hf } from "./hf.ts"

const prompt = Pty.isReady

const open = (home: string, words = "shell --local", env: Readonly<Record<string, string>> = {}) =>
  Pty.run({ columns: 120, rows: 60 }, `"${process.execPath}" "${Build.bin}" ${words}`, {
    ...environment(home, env),
    TERM: "xterm-256color"
  })

/** Types a line and waits for what it shows. */
const shows = (pty: Pty.Pty, line: string, wanted: RegExp) =>
  Effect.suspend(() => {
    pty.type(`${line}\r`)
    return pty.until(({ rows }) => rows.some((row) => wanted.test(row)))
  })

const leave = (pty: Pty.Pty) =>
  Effect.suspend(() => {
    pty.type("exit\r")
    return pty.ended
  })

const local = (home: string, line: string) => Effect.promise(() => hf(["--local", "shell", "-c", line], { home }))

describe.skipIf(process.platform !== "linux")("hf shell --local", () => {
  it.scopedLive(
    "says in three lines what to try, and all of it works",
    () =>
      Effect.gen(function* () {
        const home = yield* TempDir.make("local")
        const pty = yield* open(home)
        const { rows } = yield* pty.until(prompt)
        const greeting = rows.slice(-4, -1)
        assert.match(greeting[0] ?? "", /^A Hub of your own/)
        assert.match(greeting[1] ?? "", /^Try: cd hf:\/\/local\/demo-model; ls; cat README\.md$/)
        yield* shows(pty, (greeting[1] ?? "").replace("Try: ", ""), /^It knows thirteen words/)
        yield* shows(pty, (greeting[2] ?? "").trim(), /\/datasets--local--demo-dataset\/snapshots\//)
        pty.type("download local/demo-m\t")
        yield* pty.until(({ rows }) => rows.some((row) => /hf> download local\/demo-model$/.test(row)))
        pty.type("tok\t")
        yield* pty.until(({ rows }) => rows.some((row) => /download local\/demo-model tokenizer\/$/.test(row)))
        pty.type("\u0003")
        yield* shows(pty, "cd ~; repos ls | select id type | count", /^3$/)
        yield* shows(pty, "collections ls --owner local -q", /^local\/where-to-begin-/)
        yield* shows(pty, "echo config: $(download local/demo-model config.json --revision v1.0 -q)", /^config: \//)
        yield* leave(pty)
        assert.isTrue(existsSync(join(home, "hf", "embedded-hub", "hub.db")))
      }),
    120_000
  )

  it.scopedLive(
    "makes it once: what was deleted stays deleted",
    () =>
      Effect.gen(function* () {
        const home = yield* TempDir.make("local")
        const first = yield* open(home)
        yield* first.until(prompt)
        yield* leave(first)
        const kept = yield* local(home, "let gone = repos delete local/demo-space --type space --yes; repos ls -q")
        assert.deepStrictEqual(kept.stdout.split("\n").sort(), ["", "local/demo-dataset", "local/demo-model"])
        yield* local(home, "repos ls -q | each { repos delete $it.value --yes --missing-ok }")
        const second = yield* open(home)
        yield* second.until(prompt)
        yield* leave(second)
        assert.notInclude((yield* local(home, "repos ls -q")).stdout, "demo-space")
      }),
    120_000
  )

  it.scopedLive(
    "leaves a Hub alone that somebody uses already, and every Hub that a script is at",
    () =>
      Effect.gen(function* () {
        const home = yield* TempDir.make("local")
        const made = yield* local(home, "repos create elsewhere/mine -q; repos ls --namespace elsewhere -q")
        assert.strictEqual(made.code, 0, made.stderr)
        const pty = yield* open(home, "--local shell")
        yield* pty.until(prompt)
        yield* shows(pty, "repos ls -q | count", /^0$/)
        yield* leave(pty)
      }),
    120_000
  )

  it.scopedLive(
    "goes on where making it was broken off",
    () =>
      Effect.gen(function* () {
        const home = yield* TempDir.make("local")
        yield* local(home, "repos create demo-model -q")
        const folder = join(home, "hf", "embedded-hub")
        mkdirSync(folder, { recursive: true })
        writeFileSync(join(folder, "demo"), "begun\n")
        const pty = yield* open(home)
        yield* pty.until(prompt)
        yield* shows(pty, "repos ls -q | count", /^3$/)
        yield* leave(pty)
        assert.strictEqual(readFileSync(join(folder, "demo"), "utf8"), "done\n")
      }),
    120_000
  )

  it.scopedLive(
    "says so when another process has the folder",
    () =>
      Effect.gen(function* () {
        const home = yield* TempDir.make("local")
        const first = yield* open(home)
        yield* first.until(prompt)
        const second = yield* open(home)
        const { rows } = yield* second.ended
        assert.isTrue(rows.some((row) => /^Error: The data folder '.*' is in use by another Hub/.test(row)))
        assert.match(second.sent(), /code 5/)
        yield* leave(first)
      }),
    120_000
  )

  it.scopedLive(
    "is what npm start opens on a terminal, in a folder that is gone afterwards",
    () =>
      Effect.gen(function* () {
        const home = yield* TempDir.make("start")
        const temporary = join(home, "tmp")
        mkdirSync(temporary)
        const line = `"${process.execPath}" --import tsx scripts/start.ts`
        const env = {
          ...environment(home, { HF_TOKEN: "hf_not_for_the_box", TMPDIR: temporary }),
          TERM: "xterm-256color"
        }
        const pty = yield* Pty.run({ columns: 120, rows: 60 }, line, env)
        yield* pty.until(prompt)
        yield* shows(pty, "auth whoami -q", /^local$/)
        yield* leave(pty)
        assert.match(pty.sent(), /code 0/)
        assert.isFalse(existsSync(join(home, "hf")))
        assert.notInclude((yield* local(home, "version -q")).stderr, "Error")
      }),
    120_000
  )
})
