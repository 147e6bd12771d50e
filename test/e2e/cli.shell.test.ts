/** `hf shell`: many commands in one process, from a line, a file or standard input, and at a prompt. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it as effect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Pty from "../shell/repl/editor/Pty.ts"
import { binary, environment, hf, type Options, serving } from "./hf.ts"

describe("hf shell", () => {
  const home = mkdtempSync(join(tmpdir(), "hf-shell-"))
  const data = join(home, "hf", "embedded-hub")
  const hub = serving(home, "--port", "0", "--data", data)
  let env: Readonly<Record<string, string>> = {}
  const shell = (line: string, options: Options = {}) =>
    hf(["shell", "-c", line], { home, ...options, env: { ...env, ...options.env } })
  const stdout = async (line: string, options?: Options) => {
    const ran = await shell(line, options)
    assert.strictEqual(ran.code, 0, ran.stderr)
    return ran.stdout
  }

  beforeAll(async () => {
    env = { HF_ENDPOINT: await hub.url, HF_TOKEN: readFileSync(join(data, "owner.token"), "utf8") }
    mkdirSync(join(home, "files"))
    for (const [name, size] of [
      ["a.txt", 10],
      ["b.bin", 3000],
      ["c.bin", 200_000]
    ] as const)
      writeFileSync(join(home, "files", name), "x".repeat(size))
    const made = await stdout("repos create one -q; repos create two -q; upload one files . ; download local/one -q")
    assert.match(made, /^local\/one\nlocal\/two\nhttp.*\/local\/one\/tree\/main\/\n\/.*\n$/)
  })
  afterAll(async () => {
    hub.child.kill()
    await hub.ended
    rmSync(home, { recursive: true, force: true })
  })

  it("runs commands as hf does, one after the other, with one way to the Hub", async () => {
    const alone = await hf(["download", "local/one", "--dry-run"], { home, env })
    assert.strictEqual(await stdout("hf download local/one --dry-run"), alone.stdout)
    assert.strictEqual(await stdout("auth whoami; version -q"), `local\n${(await hf(["version", "-q"])).stdout}`)
  })

  it("says once what the library has to say, and nothing of it in quiet", async () => {
    const again = "upload one files ."
    const loud = await shell(again)
    assert.deepStrictEqual(
      [loud.code, loud.stderr],
      [0, "No files have been modified since last commit. Skipping to prevent empty commit.\n"]
    )
    const quiet = await shell(`${again} -q`)
    assert.deepStrictEqual([quiet.code, quiet.stderr], [0, ""])
  })

  it("passes rows through a pipe", async () => {
    assert.strictEqual(await stdout("repos ls | where id ~ two | select id"), "ID\n---------\nlocal/two\n")
    assert.strictEqual(
      await stdout(
        "repos ls | sort id:desc | first | json | !python3 -c 'import json, sys; print(json.load(sys.stdin)[0][\"id\"])'"
      ),
      "local/two\n"
    )
    assert.strictEqual(await stdout("repos ls | where storage > 1GB or storage<100 | count"), "0\n")
  })

  it("keeps values: $_, @1, let, each, $(…)", async () => {
    assert.strictEqual(
      await stdout(
        `repos ls | sort id; echo "the first is @1" @1 @2.id; let names = repos ls | sort id; echo $names; echo $names.id`
      ),
      (await stdout("repos ls | sort id")) +
        "the first is @1 local/one local/two\nlocal/one local/two\nlocal/one local/two\n"
    )
    assert.strictEqual(
      await stdout("repos ls | sort id | each { echo $it is $it.type }"),
      "local/one is model\nlocal/two is model\n"
    )
    assert.strictEqual(
      await stdout("echo $(repos ls -q | sort) $HF_SHELL_TEST", { env: { HF_SHELL_TEST: "there" } }),
      "local/one local/two there\n"
    )
  })

  it.skipIf(process.platform === "win32")(
    "refuses words that it does not take, instead of passing over them",
    async () => {
      const cwd = mkdtempSync(join(home, "here-"))
      execFileSync("mkfifo", [join(cwd, "pipe")])
      for (const [line, code, words] of [
        ["pwd x", 2, "Error: 'x' does not belong here: pwd"],
        ["exit 1 2", 2, "Error: '2' does not belong here: exit [CODE]"],
        ["exit 256", 2, "Error: '256' is no exit code: write a number from 0 to 255"],
        ["cancel --all 7", 2, "Error: either numbers or --all: cancel N … | --all"],
        ["set nope 1", 2, "Error: there is no setting 'nope'. There are timeout,"],
        ["record pipe", 8, "pipe': it is neither a file nor a folder."]
      ] as const) {
        const ran = await shell(line, { cwd })
        assert.strictEqual(ran.code, code, line)
        assert.include(ran.stderr, words)
      }
      assert.strictEqual((await shell("exit 255")).code, 255)
    }
  )

  it("sets how programs behave, for all that follows or for a block", async () => {
    assert.strictEqual(
      await stdout("set format json; with retries 0 { set | where name = retries }; set | where name = retries"),
      '[{"name": "retries", "value": 0, "from": "set"}]\n[{"name": "retries", "value": 5, "from": "default"}]\n'
    )
    const { code, stderr } = await shell("with timeout 1.5x { version }")
    assert.deepStrictEqual(
      [code, stderr.split("\n")[0]],
      [2, "Error: '1.5x' is no time: write 30s, 2m or 1.5h, or default"]
    )
  })

  it("is a place: walks a repository and this disk, and brings files from the one to the other", async () => {
    const cwd = mkdtempSync(join(home, "here-"))
    await stdout("upload one ./files sub/folder; repos tag create local/one v1 -q")
    assert.strictEqual(
      await stdout("cd hf://local/one@v1/sub; pwd; ls; cd folder; pwd; ls | where size > 1k | select name; cat a.txt", {
        cwd
      }),
      "hf://local/one@v1/sub\nNAME    TYPE      SIZE\n------- --------- ----\nfolder/ directory\n" +
        "hf://local/one@v1/sub/folder\nNAME\n-----\nb.bin\nc.bin\nxxxxxxxxxx"
    )
    const walked =
      "cd hf://local/one; tree | where type = file | count; get sub/folder/a.txt; get sub; cd -; pwd; ls | where name ~ sub | select name; cat sub/folder/a.txt"
    assert.strictEqual(
      await stdout(walked, { cwd }),
      `7\n./sub/folder/a.txt\n.\n${cwd.replace(home, "~")}\nNAME\n----\nsub/\nxxxxxxxxxx`
    )
    for (const [line, code, words] of [
      ["cd hf://local/none", 3, "Error: Model 'local/none' not found."],
      ["cd hf://local/one; cd nowhere", 3, "Error: File 'nowhere' not found in model 'local/one'."],
      ["cd hf://local/one/sub/folder/a.txt", 2, "Error: 'hf://local/one/sub/folder/a.txt' is a file"],
      ["cd nowhere", 8, "Error: Cannot open"],
      ["get x", 8, "no such file or directory.\nHint: You are on this disk: cd hf://… first"],
      ["cd hf://one", 2, "Error: 'hf://one': it needs a namespace and a name"]
    ] as const) {
      const ran = await shell(line, { cwd })
      assert.strictEqual(ran.code, code, ran.stderr)
      assert.include(ran.stderr, words)
    }
  })

  it("stops at the first failure, with its code and the line", async () => {
    const script = join(home, "script.hfsh")
    writeFileSync(script, "# nothing to say\nversion -q | count\ndownload local/none\necho not reached\n")
    const ran = await hf(["shell", "-f", script], { home, env })
    assert.deepStrictEqual([ran.code, ran.stdout], [3, "1\n"])
    assert.match(
      ran.stderr,
      /^Error: Model 'local\/none' not found\.\n(?:Hint: .*\n)+ {2}at .*script\.hfsh:3: download local\/none\n$/
    )
    const asked = await hf(["shell"], { home, env, stdin: "repos delete local/two\necho never" })
    assert.strictEqual(asked.code, 1)
    assert.match(asked.stderr, /^Aborted!\n/)
    const on = await hf(["shell"], { home, env, stdin: "set -e off\nnonsense\necho reached" })
    assert.deepStrictEqual([on.code, on.stdout], [2, "reached\n"])
    assert.match(on.stderr, /No such command 'nonsense'[\s\S]*at stdin:2: nonsense\n$/)
    assert.deepStrictEqual(await shell("exit 7; echo no"), { code: 7, stdout: "", stderr: "" })
  })

  it("does nothing at all when a line cannot be read", async () => {
    const ran = await shell("repos create three\nrepos ls | grep x")
    assert.deepStrictEqual([ran.code, ran.stdout], [2, ""])
    assert.match(ran.stderr, /^Error: -c:2:12: 'grep' is none of where, .*; for a program write !grep\n$/)
    assert.strictEqual(await stdout("repos ls | count"), "2\n")
    const { code, stderr } = await hf(["shell", "-f", "nowhere.hfsh"], { home, env })
    assert.strictEqual(code, 8)
    assert.match(stderr, /^Error: Cannot read 'nowhere\.hfsh': no such file/)
  })

  it("tells what failed inside a pipe, and what a program there ended with", async () => {
    const { code, stderr } = await shell("repos ls | where sise > 1")
    assert.strictEqual(code, 2)
    assert.match(stderr, /^Error: where: there is no column 'sise'/)
    // Names that every JavaScript object knows are no commands, and no operators.
    assert.match((await shell("constructor")).stderr, /No such command 'constructor'/)
    assert.match((await shell("repos ls | where id constructor x")).stderr, /'constructor' is none of = ==/)
    assert.strictEqual((await shell("repos ls | !sh -c 'exit 9'")).code, 9)
    assert.strictEqual((await shell("repos ls | !no-such-program")).code, 127)
    assert.match((await shell("echo $nothing")).stderr, /^Error: \$nothing has no value\n/)
    assert.match((await shell("echo @4")).stderr, /^Error: there is no row @4: the last table has 0\n/)
  })

  effect.scopedLive.skipIf(process.platform !== "linux")(
    "at a prompt: completes, runs, remembers, and leaves with a code",
    () =>
      Effect.gen(function* () {
        const line = `"${process.execPath}" "${binary}" shell`
        const terminal = { ...environment(home, env), TERM: "xterm-256color" }
        const pty = yield* Pty.run({ columns: 100, rows: 30 }, line, terminal)
        const shows = (text: string) => pty.until(({ rows }) => rows.some((row) => row.includes(text)))
        yield* pty.until(Pty.isReady)
        pty.type("repos ls | sort i")
        yield* shows("sort COLUMN[:desc]")
        pty.type("d\r")
        yield* shows("local/two")
        pty.type("echo first: @1\r")
        yield* shows("first: local/one")
        pty.type("download local/o\t")
        yield* shows("hf> download local/one")
        pty.type("--dry\t")
        yield* shows("download local/one --dry-run")
        pty.type("\r")
        yield* shows("a.txt")
        pty.type("echo 'not done\r")
        yield* shows("…")
        pty.type("yet'\r")
        yield* pty.until(({ rows }) => rows.includes("not done") && rows.includes("yet"))
        pty.type("exit 5\r")
        yield* pty.ended
        assert.match(pty.sent(), /code 5/)
        assert.match(readFileSync(join(home, "hf", "shell_history"), "utf8"), /^repos ls \| sort id\necho first: @1\n/)
      })
  )

  effect.scopedLive.skipIf(process.platform !== "linux")(
    "at a prompt: completes with what the Hub has, over the network and in a box",
    () =>
      Effect.gen(function* () {
        const prompt = (more: ReadonlyArray<string>, env: Readonly<Record<string, string>>) =>
          Effect.gen(function* () {
            const line = [`"${process.execPath}"`, `"${binary}"`, ...more, "shell"].join(" ")
            const pty = yield* Pty.run({ columns: 120, rows: 30 }, line, {
              ...environment(home, env),
              TERM: "xterm-256color"
            })
            yield* pty.until(Pty.isReady)
            return { pty, shows: (text: string) => pty.until(({ rows }) => rows.some((row) => row.includes(text))) }
          })
        const slug = yield* Effect.promise(async () => (await stdout("collections create 'Some things' -q")).trim())
        const there = yield* prompt([], { ...env, HF_HUB_COMPLETION_TIMEOUT: "60" })
        there.pty.type("collections info \t")
        yield* there.shows(`collections info ${slug}`)
        // Known now: offered again without the Hub.
        there.pty.type("\u0015collections info local/so\t")
        yield* there.shows(`hf> collections info ${slug}`)

        const boxed = join(home, "boxed")
        const inside = yield* prompt(["--local"], { HF_HOME: boxed })
        inside.pty.type("repos create in-the-box -q\r")
        yield* inside.shows("local/in-the-box")
        inside.pty.type("download local/i\t")
        yield* inside.shows("hf> download local/in-the-box")
      })
  )

  effect.scopedLive.skipIf(process.platform !== "linux")(
    "shows its prompt before it can serve it, and loses no key of those who type at once",
    () =>
      Effect.gen(function* () {
        const line = `"${process.execPath}" "${binary}" shell`
        const pty = yield* Pty.run({ columns: 100, rows: 30 }, line, {
          ...environment(home, env),
          TERM: "xterm-256color"
        })
        yield* pty.until(() => pty.sent().includes("hf> "))
        pty.type("echo typed early\rexit 3\r")
        const { rows } = yield* pty.ended
        assert.include(pty.sent(), "code 3")
        assert.isBelow(pty.sent().indexOf("hf> "), pty.sent().indexOf("The Hub at"))
        assert.deepStrictEqual(
          rows.filter((row) => /^hf>|early/.test(row)),
          ["hf> echo typed early", "typed early", "hf> exit 3"]
        )
      })
  )
})
