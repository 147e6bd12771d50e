/** `shellrc`, `record` and `replay`: what a session begins with, and what is left of it. */
import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Pty from "../shell/repl/editor/Pty.ts"
import * as Accounts from "../support/Accounts.ts"
import * as Build from "../support/Build.ts"
import * as Hf from "../support/Hf.ts"
import * as Process from "../support/Process.ts"
import * as TempDir from "../support/TempDir.ts"
import { World } from "../support/World.ts"
import { environment } from "./hf.ts"

const read = (path: string) =>
  readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

describe("a recording", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped("is a line for each line, for its owner alone, without a token", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        const file = join(who.home, "session.jsonl")
        const lines = [
          "version -q",
          `record ${file}`,
          "version -q | json",
          "record",
          `repos ls --token ${Accounts.tokens.bob}`,
          "auth token",
          "nonsense",
          "record off",
          "version"
        ]
        // `auth token` is meant to print one.
        const options = Hf.options({ ...who, stdin: ["set -e off", ...lines].join("\n") })
        const ran = yield* Process.run(process.execPath, [Build.bin, "shell"], options)
        assert.strictEqual(ran.code, 2)
        assert.strictEqual(statSync(file).mode & 0o777, 0o600)
        const [header, ...entries] = read(file)
        assert.deepInclude(header, { format: "hf-shell-record", version: 1, endpoint: who.endpoint })
        assert.deepStrictEqual(
          entries.map(({ code, line, stdout }) => ({ code, line, stdout })),
          [
            { code: 0, line: "version -q | json", stdout: '"0.1.0"\n' },
            { code: 0, line: null, stdout: "" },
            { code: 0, line: "auth token", stdout: "****\n" },
            { code: 2, line: "nonsense", stdout: "" }
          ]
        )
        assert.match(String(entries.at(-1)?.["stderr"]), /No such command 'nonsense'/)
        for (const token of Object.values(Accounts.tokens)) assert.notInclude(readFileSync(file, "utf8"), token)
      })
    )

    it.scoped("goes on in its own file, and in no other", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        const [file, other] = [join(who.home, "session.jsonl"), join(who.home, "other.txt")]
        yield* Hf.ok(who, "shell", "--record", file, "-c", "version -q")
        // As after a power cut: no line is glued to what is left of another.
        writeFileSync(file, readFileSync(file, "utf8").trimEnd(), { mode: 0o644 })
        yield* Hf.ok(who, "shell", "--record", file, "-c", "version -q")
        assert.deepStrictEqual(
          read(file).map((each) => each["format"] ?? each["line"]),
          ["hf-shell-record", "version -q", "hf-shell-record", "version -q"]
        )
        // `~` is home, as everywhere in the shell.
        const lines = "record ~/session.jsonl; record; version -q; record off; replay ~/session.jsonl --codes-only"
        const home = yield* Hf.run({ ...who, env: { HOME: who.home } }, "shell", "-c", lines)
        assert.deepStrictEqual([home.code, home.stdout.split("\n", 1)[0]], [0, file], home.stderr)
        writeFileSync(other, "dear diary\n")
        const refused = yield* Hf.run(who, "shell", "-c", `record ${other}; echo no`)
        assert.deepStrictEqual([refused.code, refused.stdout], [1, ""])
        assert.match(refused.stderr, /Invalid file to record to '.*': there is something else in it than a recording/)
        assert.strictEqual(readFileSync(other, "utf8"), "dear diary\n")
      })
    )

    it.scoped("never holds half a line: where the disk is full it ends, and the session does not", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        const file = join(who.home, "session.jsonl")
        const script = `record ${file}; version -q; help; version -q`
        const ran = yield* Process.run(
          "sh",
          // 1024 bytes a file; the help is longer.
          ["-c", `ulimit -f 2; exec "$0" "$@"`, process.execPath, Build.bin, "shell", "-c", script],
          Hf.options(who)
        )
        assert.strictEqual(ran.code, 0, ran.stderr)
        assert.match(ran.stderr, /Cannot write '.*session\.jsonl': .*The recording ends here\./)
        assert.match(ran.stdout, /\n0\.1\.0\n$/)
        assert.deepStrictEqual(
          read(file).map((each) => each["line"]),
          [undefined, "version -q"]
        )
      })
    )

    it.scoped("is run again, here or against the Hub in the box: nothing differs, or a row says what", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const file = join(who.home, "session.jsonl")
        const work = join(who.home, "a.txt")
        writeFileSync(work, "one\n")
        const session = [
          "set -e off",
          "repos create alice/replayed",
          `upload alice/replayed ${work}`,
          "cd hf://alice/replayed",
          "ls | where name ~ txt | select name size",
          "let all = ls",
          "echo $all",
          "cat a.txt",
          "download alice/none",
          "exit 3"
        ]
        const ran = yield* Hf.run({ ...who, stdin: session.join("\n") }, "shell", "--record", file)
        assert.strictEqual(ran.code, 3)
        const same = yield* Hf.run(who, "--local", "shell", "--replay", file)
        assert.deepStrictEqual([same.code, same.stdout], [0, ""], same.stderr)
        assert.strictEqual(same.stderr, "10 lines, and all is as it was.\n")
        const again = yield* Hf.run(who, "shell", "-c", `replay ${file} | json`)
        assert.strictEqual(again.code, 1)
        const there = yield* Hf.run(who, "shell", "--replay", file)
        assert.strictEqual(there.code, 1)
        assert.match(there.stdout, /^AT LINE +WHAT +EXPECTED +GOT\n[- ]+\n 3 repos create alice\/replayed code +0 +5\n/)
        assert.match(there.stderr, /Error: 1 of 10 lines are not as they were\./)
        const codes = yield* Hf.run(who, "shell", "--replay", file, "--codes-only")
        assert.deepStrictEqual([codes.code, codes.stdout.split("\n").length], [1, 4])
      })
    )

    it.scoped.skipIf(process.platform !== "linux")(
      "of a terminal is the same without one: colours and widths are its own",
      () =>
        Effect.gen(function* () {
          const who = yield* (yield* World).who()
          const file = join(who.home, "session.jsonl")
          const env = { ...environment(who.home), HF_HOME: who.home, TERM: "xterm-256color" }
          const line = `"${process.execPath}" "${Build.bin}" shell --local --record "${file}"`
          const pty = yield* Pty.run({ columns: 60, rows: 50 }, line, env)
          yield* pty.until(({ rows }) => rows.at(-1) === "hf>")
          pty.type("repos create a-name-that-is-much-too-long-for-so-narrow-a-terminal --format human\r")
          yield* pty.until(({ rows }) => rows.some((row) => row.startsWith("✓")))
          pty.type("repos ls\rexit 4\r")
          yield* pty.ended
          assert.match(pty.sent(), /code 4/)
          const [, made, listed, left] = read(file)
          assert.include(String(made?.["stdout"]), "\u001b[32m✓")
          assert.include(String(listed?.["stdout"]), "...")
          assert.deepInclude(left, { line: "exit 4", code: 4 })
          const fresh = { ...who, home: join(who.home, "fresh") }
          const { token: _, ...nobody } = fresh
          const replayed = yield* Hf.run(nobody, "shell", "--local", "--replay", file)
          // The terminal's box had something to try in it: so has this one.
          assert.deepStrictEqual([replayed.code, replayed.stdout], [0, ""], replayed.stderr)
        })
    )

    it.scoped("has a background of its own: what the user left there goes on", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        const [file, gate] = [join(who.home, "session.jsonl"), join(who.home, "gate")]
        const script = [
          `echo x | !mkfifo ${gate}`,
          `record ${file}`,
          "echo a | !sh -c 'cat > /dev/null' &",
          "wait 1",
          "cancel --all",
          "transfers | select n state",
          "record off",
          `echo b | !sh -c 'cat > /dev/null; read line < ${gate}' &`,
          `replay ${file}`,
          "transfers | select n state | csv",
          `echo go | !sh -c 'cat > ${gate}'`,
          "wait 2"
        ]
        const ran = yield* Hf.run({ ...who, stdin: script.join("\n") }, "shell")
        assert.strictEqual(ran.code, 0, ran.stderr)
        assert.match(ran.stderr, /4 lines, and all is as it was\./)
        assert.match(ran.stdout, /n,state\r?\n1,done\r?\n2,running\r?\n/)
      })
    )

    it.scoped("ends where it would leave a folder that a transfer of the user reads, and says so", () =>
      Effect.gen(function* () {
        const world = yield* World
        const proxy = yield* world.proxy
        const who = { ...(yield* world.who({ endpoint: proxy.url })), cwd: yield* TempDir.make("leaving") }
        const file = join(who.home, "session.jsonl")
        yield* Hf.ok(who, "shell", "--record", file, "-c", "version -q\ncd /\npwd")
        yield* proxy.inject({ action: { _tag: "Stall", after: 0 }, times: Number.POSITIVE_INFINITY })
        // What `upload alice/static` sends.
        mkdirSync(join(who.cwd, "static"))
        writeFileSync(join(who.cwd, "static", "a.txt"), "a")
        const ran = yield* Hf.run({ ...who, stdin: `upload alice/static &\nreplay ${file}\n` }, "shell")
        assert.deepStrictEqual([ran.code, ran.stdout], [2, ""])
        assert.match(
          ran.stderr,
          /^Error: line 3 of .*session\.jsonl leaves this folder, which \[1\] upload alice\/static reads: wait 1 or cancel 1, and replay it again\n {2}at .*:2: replay/m
        )
      })
    )

    it.scoped.skipIf(process.platform === "win32")("is not waited for where a pipe or a device stands", () =>
      Effect.gen(function* () {
        const who = { ...(yield* (yield* World).who()), cwd: yield* TempDir.make("pipe") }
        execFileSync("mkfifo", [join(who.cwd, "pipe")])
        for (const [file, told] of [
          ["pipe", "Error: Cannot read 'pipe': it is neither a file nor a folder."],
          ["/dev/zero", "Error: Cannot read '/dev/zero': it is neither a file nor a folder."],
          [".", "Error: Cannot read '.': it is a directory."],
          ["none", "Error: Cannot read 'none': no such file or directory."]
        ] as const)
          for (const words of [
            ["-c", `replay ${file}`],
            ["--replay", file]
          ]) {
            const ran = yield* Hf.run(who, "shell", ...words)
            assert.deepStrictEqual([ran.code, ran.stdout, ran.stderr.split("\n", 1)[0]], [8, "", told])
          }
      })
    )

    it.scoped("of a question that was answered with no is the same where nobody answers", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        const file = join(who.home, "session.jsonl")
        yield* Hf.ok(who, "repos", "create", "alice/kept")
        const line = "repos delete alice/kept --format human"
        const asked = yield* Hf.run({ ...who, stdin: "n\n" }, "shell", "--record", file, "-c", line)
        assert.strictEqual(asked.code, 1)
        assert.match(String(read(file)[1]?.["stdout"]), /\[y\/N\]: $/)
        const again = yield* Hf.run({ ...who, stdin: "" }, "shell", "--replay", file)
        assert.deepStrictEqual([again.code, again.stdout], [0, ""], again.stderr)
        // An empty line more or less is to be seen as well.
        writeFileSync(file, readFileSync(file, "utf8").replace("[y/N]: ", "[y/N]: \\n\\n"))
        const more = yield* Hf.run({ ...who, stdin: "" }, "shell", "--replay", file)
        assert.match(more.stdout, / stdout +\(the end\)\n$/)
      })
    )

    it.scoped("does not run itself without end", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        const file = join(who.home, "session.jsonl")
        const line = `version -q; replay ${file}`
        yield* Hf.ok(who, "shell", "--record", file, "-c", "version -q")
        writeFileSync(file, readFileSync(file, "utf8").replace('"version -q"', JSON.stringify(line)))
        const ran = yield* Hf.run(who, "shell", "--replay", file)
        assert.strictEqual(ran.code, 1)
        assert.match(ran.stdout, / code +0 +2\n$/)
      })
    )

    it.scoped("is refused when it is none", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        const file = join(who.home, "session.jsonl")
        for (const [text, words] of [
          ["", /there is nothing in it/],
          ["hello\n", /line 1: it does not begin as a recording does/],
          [
            '{"format":"hf-shell-record","version":1,"time":"","hf":"","endpoint":"","stdout":{"isTTY":false},"stderr":{"isTTY":false},"color":true,"demo":false}\n{"line":',
            /line 2: it is no line of a recording/
          ],
          [
            '{"format":"hf-shell-record","version":9,"time":"","hf":"","endpoint":"","stdout":{"isTTY":false},"stderr":{"isTTY":false},"color":true,"demo":false}\n',
            /line 1: version 9 is not known here/
          ]
        ] as const) {
          writeFileSync(file, text)
          const ran = yield* Hf.run(who, "shell", "--replay", file)
          assert.strictEqual(ran.code, 1)
          assert.match(ran.stderr, words)
        }
        const none = yield* Hf.run(who, "shell", "--replay", join(who.home, "none"))
        assert.strictEqual(none.code, 8)
        for (const words of [
          ["--replay", file, "-c", "version"],
          ["--codes-only"],
          ["--rc", file, "--no-rc"],
          ["--replay", file, "--record", file]
        ])
          assert.strictEqual((yield* Hf.run(who, "shell", ...words)).code, 2)
      })
    )
  })
})

describe("shellrc", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    const rc = "let mine = version -q\nnonsense --help\necho 'rc says hello'\nset format json\n"

    it.scoped.skipIf(process.platform !== "linux")("is read before the first prompt; what is wrong in it is said", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        writeFileSync(join(who.home, "shellrc"), rc)
        const env = { ...environment(who.home), HF_HOME: who.home, HF_ENDPOINT: who.endpoint, TERM: "xterm-256color" }
        const start = (words: string) =>
          Pty.run({ columns: 100, rows: 60 }, `"${process.execPath}" "${Build.bin}" shell ${words}`, env)
        const pty = yield* start("")
        const { rows } = yield* pty.until(Pty.isReady)
        assert.isTrue(rows.some((row) => row.startsWith("  at ") && row.endsWith("/shellrc:2: nonsense --help")))
        assert.include(rows, "rc says hello")
        pty.type("echo mine is $mine; set | where name = format\r")
        yield* pty.until((screen) =>
          screen.rows.some((row) => row.startsWith('[{"name": "format", "value": "json", "from": "set"}]'))
        )
        pty.type("exit\r")
        yield* pty.ended
        const bare = yield* start("--no-rc")
        assert.notInclude((yield* bare.until(Pty.isReady)).rows, "rc says hello")
        bare.type("exit\r")
        yield* bare.ended
      })
    )

    it.scoped.skipIf(process.platform !== "linux")("is left by Ctrl-C, and what cannot be read in it is one line", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        const slow = "echo x | !sh -c 'echo started >&2; exec sleep 1000'"
        writeFileSync(
          join(who.home, "shellrc"),
          `let one = version -q\nls | nope\nlet two = version -q\n${slow}\necho never\n`
        )
        const env = { ...environment(who.home), HF_HOME: who.home, HF_ENDPOINT: who.endpoint, TERM: "xterm-256color" }
        const pty = yield* Pty.run({ columns: 100, rows: 60 }, `"${process.execPath}" "${Build.bin}" shell`, env)
        const shows = (row: RegExp) => pty.until(({ rows }) => rows.some((each) => row.test(each)))
        yield* shows(/^started$/)
        pty.type("\u0003")
        const { rows } = yield* pty.until(Pty.isReady)
        const text = rows.join("\n")
        assert.match(text, /\/shellrc:2:6: 'nope' is none of where/)
        assert.match(text, /Interrupted, and the rest is left out: at \S+\/shellrc:4: echo x/)
        assert.notInclude(text, "never\n")
        pty.type("echo $one and $two\r")
        yield* shows(/^\d+\.\d+\.\d+ and \d+\.\d+\.\d+$/)
        pty.type("exit\r")
        yield* pty.ended
      })
    )

    it.scoped("is not for scripts, which name a file of their own", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        const file = join(who.home, "shellrc")
        writeFileSync(file, rc)
        assert.strictEqual(yield* Hf.ok(who, "shell", "-c", "echo only this"), "only this")
        const named = yield* Hf.run(who, "shell", "--rc", file, "-c", "echo $mine")
        assert.deepStrictEqual([named.code, named.stdout], [0, "rc says hello\n0.1.0\n"])
        assert.match(named.stderr, /at .*\/shellrc:2: nonsense --help\n/)
        writeFileSync(join(who.home, "leaves"), "exit 4\n")
        const left = yield* Hf.run(who, "shell", "--rc", join(who.home, "leaves"), "-c", "echo no")
        assert.deepStrictEqual([left.code, left.stdout], [4, ""])
        const none = yield* Hf.run(who, "shell", "--rc", join(who.home, "none"), "-c", "echo no")
        assert.deepStrictEqual([none.code, none.stdout], [8, ""])
      })
    )
  })
})
