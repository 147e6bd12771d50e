/** Commands in the background of `hf shell`, at a prompt on a real terminal and in scripts. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Process from "../support/Process.ts"
import { binary } from "./hf.ts"
import { MiB, open, type Site, site } from "./shellTerminal.ts"

const large = 24 * MiB

/** The answers to requests for large files stop half-way until the proxy releases them. */
const holding = ({ proxy }: Site) =>
  proxy.inject({ action: { _tag: "Hold", after: large / 2 }, over: MiB, times: Number.POSITIVE_INFINITY })

const files = { "a.bin": large, "b.bin": large, "small.txt": 100 }

const script = (at: Site, text: string) =>
  Process.start(process.execPath, [binary, "shell", "-c", text], { env: at.env, cwd: join(at.home, "here") })

describe.skipIf(process.platform !== "linux")("at a prompt", () => {
  it.scopedLive("goes on beside what is typed, tells how far it is, and what it printed when it is done", () =>
    Effect.gen(function* () {
      const at = yield* site(files)
      yield* holding(at)
      const shell = yield* open(at)
      yield* shell.prompts()
      shell.line("download acme/static a.bin --local-dir one &")
      yield* shell.shows("[1] download acme/static a.bin --local-dir one")
      shell.line("download acme/static b.bin --local-dir two &")
      yield* shell.shows("[2] download acme/static b.bin --local-dir two")
      yield* at.proxy.passed(large)
      // The line below the prompt moves by itself, while a line is typed.
      shell.type("echo not yet")
      yield* shell.prompts("echo not yet")
      const screen = yield* shell.shows(/^2 transfers · 2\d\.\d MB of 50\.3 MB/)
      assert.isTrue(screen.rows.includes("hf> echo not yet"))
      shell.type("\u0015wait 1 \t")
      yield* shell.shows("hf> wait 1 2")
      shell.type("\u0015")
      shell.line("transfers | select n state bytes total")
      yield* shell.shows(/^1 running\s+1\d\.\d MB\s+25\.2 MB$/)
      yield* shell.prompts()
      shell.type("half a li")
      yield* shell.prompts("half a li")
      yield* at.proxy.release
      yield* shell.shows("[1] done: download acme/static a.bin --local-dir one")
      const done = yield* shell.shows("[2] done: download acme/static b.bin --local-dir two")
      // What was typed is still there, and goes on.
      assert.include(done.rows, "hf> half a li")
      assert.include(done.rows, join(at.home, "here/one/a.bin"))
      shell.type("ne\u0015")
      shell.line("wait 2; echo it is $_.path")
      yield* shell.shows(`it is ${join(at.home, "here/two/b.bin")}`)
      const { rows } = yield* shell.prompts()
      assert.isFalse(rows.some((row) => row.includes("transfers ·")))
      assert.strictEqual(readFileSync(join(at.home, "here/one/a.bin")).length, large)
    })
  )

  it.scopedLive("keeps the settings and the folder of its start", () =>
    Effect.gen(function* () {
      const at = yield* site(files)
      yield* holding(at)
      const shell = yield* open(at)
      yield* shell.prompts()
      shell.line("let name = echo a.bin; with format json { download acme/static $name --local-dir ./one & }")
      yield* shell.prompts()
      shell.line("cd /; set format quiet; let name = echo b.bin; set retries 0")
      yield* shell.prompts()
      yield* at.proxy.passed(large / 2)
      yield* at.proxy.release
      yield* shell.shows(`{"path": "${join(at.home, "here/one/a.bin")}"}`)
      assert.isTrue(existsSync(join(at.home, "here/one/a.bin")))
    })
  )

  it.scopedLive("does not leave the folder that a command reads without naming it", () =>
    Effect.gen(function* () {
      const at = yield* site(files)
      yield* at.proxy.inject({ action: { _tag: "Stall", after: 0 }, times: Number.POSITIVE_INFINITY })
      // What `upload acme/static` sends: without it there would be nothing to wait for.
      mkdirSync(join(at.home, "here", "static"))
      writeFileSync(join(at.home, "here", "static", "a.txt"), "a")
      const shell = yield* open(at)
      yield* shell.prompts()
      shell.line("upload acme/static &")
      shell.line("cd /")
      yield* shell.shows("Error: [1] upload acme/static reads this folder: wait 1, or start it with the folder's name")
      shell.line("cancel 1")
      yield* shell.shows("[1] interrupted: upload acme/static")
      shell.line("cd /; pwd")
      yield* shell.shows(/^\/$/)
    })
  )

  it.scopedLive("fg shows its progress, and Ctrl-C ends it; what arrived is kept", () =>
    Effect.gen(function* () {
      const at = yield* site(files)
      yield* holding(at)
      const shell = yield* open(at)
      yield* shell.prompts()
      shell.line("download acme/static a.bin &")
      yield* at.proxy.passed(large / 2)
      shell.line("wait")
      yield* shell.shows(/Fetching 1 file: 0\/1 files, 1\d\.\d MB\/25\.2 MB/)
      // Whoever waits may stop waiting: it goes on.
      shell.type("\u0003")
      yield* shell.shows(/^1 transfer · 1\d\.\d MB of 25\.2 MB/)
      shell.line("fg 1")
      yield* shell.shows(/Fetching 1 file: 0\/1 files, 1\d\.\d MB\/25\.2 MB/)
      shell.type("\u0003")
      yield* shell.shows("Interrupted.")
      shell.line("transfers | select n state")
      yield* shell.shows(/^1 interrupted$/)
      yield* at.proxy.release
      yield* at.proxy.reset
      shell.line("download acme/static a.bin --quiet")
      yield* shell.shows(/\/a\.bin$/)
      const second = at.proxy.seen({ path: /resolve/ }).reduce((sum, { down }) => sum + down, 0)
      assert.isBelow(second, large)
    })
  )

  it.scopedLive("asks what becomes of it before it leaves", () =>
    Effect.gen(function* () {
      const at = yield* site(files)
      yield* holding(at)
      const shell = yield* open(at)
      yield* shell.prompts()
      shell.line("download acme/static a.bin &")
      yield* at.proxy.passed(large / 2)
      const question = "A transfer is running: wait for it, interrupt it (what arrived is kept), or stay? [w/i/s]"
      for (const leave of ["\u0004", "exit 3\r", "\u0003\u0003"]) {
        yield* shell.shows("1 transfer · ")
        yield* shell.prompts()
        shell.type(leave)
        yield* shell.until(({ cursor, rows }) => rows[cursor[0]] === question)
        shell.line("s")
      }
      yield* shell.shows("1 transfer · ")
      yield* shell.prompts()
      shell.line("exit 3")
      yield* shell.until(({ cursor, rows }) => rows[cursor[0]] === question)
      shell.line("w")
      yield* shell.shows(/Fetching 1 file: /)
      yield* at.proxy.release
      yield* shell.shows("[1] done: download acme/static a.bin")
      yield* shell.ended
      assert.match(shell.sent(), /code 3/)
    })
  )

  it.scopedLive("Ctrl-C twice offers to leave; an answer may interrupt what runs", () =>
    Effect.gen(function* () {
      const at = yield* site(files)
      yield* holding(at)
      const shell = yield* open(at)
      yield* shell.prompts()
      shell.type("not this\u0003")
      yield* shell.prompts()
      shell.type("nor that\u0003")
      yield* shell.prompts()
      shell.type("\u0003")
      yield* shell.until(({ cursor, rows }) => rows[cursor[0]] === "Leave? [y/N]")
      shell.line("")
      yield* shell.prompts()
      shell.line("download acme/static a.bin &")
      yield* at.proxy.passed(large / 2)
      shell.type("\u0004")
      yield* shell.shows("[w/i/s]")
      shell.line("i")
      yield* shell.shows("[1] interrupted: download acme/static a.bin")
      yield* shell.ended
      assert.match(shell.sent(), /code 0/)
      const blobs = join(at.home, "hf/hub/models--acme--static/blobs")
      assert.isTrue(readdirSync(blobs).some((name) => !/^[0-9a-f]{64}$/.test(name)))
    })
  )

  it.scopedLive("asks nobody and reads nothing; says so", () =>
    Effect.gen(function* () {
      const at = yield* site(files)
      const shell = yield* open(at)
      yield* shell.prompts()
      shell.line("repos delete acme/static &")
      yield* shell.shows("Use --yes to skip confirmation.")
      shell.line("exit 4 &")
      yield* shell.shows("Error: exit cannot be run in the background")
      shell.line("cp - hf://acme/static/x &")
      yield* shell.shows("Error: standard input is the shell's: in the background name a file")
    })
  )
})

describe("in a script", () => {
  it.scopedLive("waits for all of them at its end, and fails as the first of them that failed", () =>
    Effect.gen(function* () {
      const at = yield* site(files)
      const good = yield* (yield* script(at, "download acme/static a.bin -q & echo first")).exit
      assert.deepStrictEqual([good.code, good.stderr], [0, ""])
      assert.match(good.stdout, /^first\n\/.*\/a\.bin\n$/)
      const bad = yield* (yield* script(at, "download acme/static none.txt & wait 2; echo no")).exit
      assert.strictEqual(bad.code, 2)
      const failed = yield* (yield* script(at, "download acme/static none.txt & echo yes")).exit
      assert.deepStrictEqual([failed.code, failed.stdout], [3, "yes\n"])
      assert.match(
        failed.stderr,
        /^Error: .*\n(?:Hint: .*\n)* {2}in the background: \[1\] download acme\/static none\.txt\n$/
      )
    })
  )

  it.scopedLive("one that was waited for fails where it was waited for", () =>
    Effect.gen(function* () {
      const at = yield* site(files)
      const text =
        "set -e off\ndownload acme/static none.txt &\nwait 1\nversion -q | count\nset -e on\nversion -q | !sh -c 'exit 9' &\nwait\necho no"
      const ran = yield* (yield* script(at, text)).exit
      assert.deepStrictEqual([ran.code, ran.stdout], [9, "1\n"])
      assert.match(ran.stderr, / {2}at -c:3: wait 1\n/)
      assert.match(ran.stderr, / {2}at -c:7: wait\n$/)
      const { code, stdout } = yield* (yield* script(at, "version & wait 1 | json")).exit
      assert.deepStrictEqual([code, /"version": "/.test(stdout)], [0, true])
    })
  )

  it.scopedLive("Ctrl-C ends it with 130, and everything in the background with it", () =>
    Effect.gen(function* () {
      const at = yield* site(files)
      yield* holding(at)
      const pid = join(at.home, "pid")
      const child = `version -q | !sh -c 'echo $$ > ${pid}; echo started >&2; exec sleep 1000' &`
      const running = yield* script(at, `${child}\ndownload acme/static a.bin &\nwait`)
      yield* running.line(/started/)
      yield* at.proxy.passed(large / 2)
      assert.strictEqual((yield* running.kill("SIGINT")).code, 130)
      yield* Process.run("tail", [`--pid=${readFileSync(pid, "utf8").trim()}`, "-f", "/dev/null"])
      yield* at.proxy.release
      yield* at.proxy.reset
      assert.strictEqual((yield* (yield* script(at, "download acme/static a.bin -q")).exit).code, 0)
      assert.isBelow(
        at.proxy.seen({ path: /resolve/ }).reduce((sum, { down }) => sum + down, 0),
        large
      )
    })
  )

  it.scopedLive("a failure ends what runs beside it", () =>
    Effect.gen(function* () {
      const at = yield* site(files)
      yield* holding(at)
      const ran = yield* (yield* script(at, "download acme/static a.bin &\ncat nofile")).exit
      assert.strictEqual(ran.code, 8)
      assert.match(ran.stderr, / {2}at -c:2: cat nofile\nInterrupted: \[1\] download acme\/static a\.bin\n$/)
    })
  )
})
