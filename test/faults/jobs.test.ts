/** Jobs on bad days: logs that break off, Hubs that die, answers of no, and people at the keyboard. */
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it, layer } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { Live } from "../../src/layers/Live.ts"
import { Jobs } from "../../src/services/Jobs.ts"
import { Policies } from "../../src/services/Policies.ts"
import * as Accounts from "../support/Accounts.ts"
import * as Build from "../support/Build.ts"
import * as Hf from "../support/Hf.ts"
import * as HubProcess from "../support/HubProcess.ts"
import * as Process from "../support/Process.ts"
import * as TempDir from "../support/TempDir.ts"
import { World } from "../support/World.ts"

const logs = /\/logs/

const numbers = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i)).join("\n")

/** A job that says so much, then waits for the file. */
const waiting = (path: string, before: string, after: string) =>
  `${before}; while [ ! -e ${path} ]; do sleep 0.05; done; ${after}`

/** Looks again and again, between turns of everything else. */
const until = (done: () => boolean): Effect.Effect<void> =>
  Effect.suspend(() =>
    done()
      ? Effect.void
      : Effect.zipRight(
          Effect.promise(() => new Promise((go) => setTimeout(go, 10))),
          until(done)
        )
  )

const start = (who: Hf.Who, script: string) => Hf.ok(who, "jobs", "run", "--detach", "ubuntu", "sh", "-c", script)

/** Once the process of the job with this number is gone. */
const gone = (pid: string) => until(() => !existsSync(`/proc/${pid}`))

describe("a log that breaks off", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("is read on where it broke, again and again", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const id = yield* start(who, "seq 1 3000")
        yield* Hf.run(who, "jobs", "wait", id)
        const proxy = yield* world.proxy
        for (const after of [0, 20_001, 90_000, 150_000])
          yield* proxy.inject({ path: logs, action: { _tag: "Cut", after } })
        const through = { ...who, endpoint: proxy.url }
        assert.strictEqual(yield* Hf.ok(through, "jobs", "logs", "-f", id), numbers(1, 3000))
        assert.strictEqual(proxy.seen({ path: logs }).length, 5)
      })
    )

    it.scoped("is read on without following it, too: all there is, or its last lines", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const gate = join(who.home, "go")
        const over = yield* start(who, "seq 1 3000")
        yield* Hf.run(who, "jobs", "wait", over)
        const id = yield* start(who, waiting(gate, "seq 1 3000", "seq 3001 4000"))
        yield* (yield* Hf.start(who, "jobs", "logs", "-f", id)).line(/^3000$/m)
        const proxy = yield* world.proxy
        const through = { ...who, endpoint: proxy.url }
        const cases = [
          { id: over, args: [], cuts: [0, 20_001, 90_000, 150_000], shown: numbers(1, 3000) },
          { id, args: [], cuts: [20_001, 90_000], shown: numbers(1, 3000) },
          { id, args: ["--tail", "50"], cuts: [0, 2_000, 100_000], shown: numbers(2951, 3000) }
        ]
        for (const { args, cuts, id, shown } of cases) {
          yield* proxy.reset
          for (const after of cuts) yield* proxy.inject({ path: logs, action: { _tag: "Cut", after } })
          assert.strictEqual(yield* Hf.ok(through, "jobs", "logs", ...args, id), shown)
          assert.strictEqual(proxy.seen({ path: logs }).length, cuts.length + 1)
        }
        writeFileSync(gate, "")
      })
    )

    it.scoped("loses nothing that looks like the Hub's own words, wherever it begins", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const words = "===== Job started at 2026-01-01 00:00:00 ====="
        const id = yield* start(
          who,
          `echo '${words}'; echo '===== Job started it'; seq 1 500; echo '${words}'; echo over`
        )
        yield* Hf.run(who, "jobs", "wait", id)
        const proxy = yield* world.proxy
        const through = { ...who, endpoint: proxy.url }
        const all = `${words}\n===== Job started it\n${numbers(1, 500)}\n${words}\nover`
        for (const follow of [[], ["-f"]]) {
          assert.strictEqual(yield* Hf.ok(who, "jobs", "logs", ...follow, id), all)
          assert.strictEqual(yield* Hf.ok(who, "jobs", "logs", ...follow, "--tail", "3", id), `500\n${words}\nover`)
          yield* proxy.inject({ path: logs, action: { _tag: "Cut", after: 10_000 } })
          assert.strictEqual(yield* Hf.ok(through, "jobs", "logs", ...follow, id), all)
        }
      })
    )

    it.scoped("while the job goes on, and from its last lines", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const gate = join(who.home, "go")
        const id = yield* start(who, waiting(gate, "seq 1 500", "seq 501 900"))
        yield* (yield* Hf.start(who, "jobs", "logs", "-f", id)).line(/^500$/m)
        const proxy = yield* world.proxy
        const through = { ...who, endpoint: proxy.url }
        yield* proxy.inject({ path: logs, action: { _tag: "Cut", after: 2_000 } })
        const reader = yield* Hf.start(through, "jobs", "logs", "-f", "--tail", "50", id)
        yield* until(() => proxy.seen({ path: logs }).length === 2)
        writeFileSync(gate, "")
        const { stdout } = yield* reader.exit
        assert.strictEqual(stdout, `${numbers(451, 900)}\n`)
      })
    )

    it.scoped("politely, while the job goes on", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const gate = join(who.home, "go")
        const id = yield* start(who, waiting(gate, "seq 1 500", "echo over"))
        yield* (yield* Hf.start(who, "jobs", "logs", "-f", id)).line(/^500$/m)
        const proxy = yield* world.proxy
        yield* proxy.inject({ path: logs, action: { _tag: "Truncate", to: 10_000 } })
        const reader = yield* Hf.start({ ...who, endpoint: proxy.url }, "jobs", "logs", "-f", id)
        yield* until(() => proxy.seen({ path: logs }).length === 2)
        writeFileSync(gate, "")
        assert.strictEqual((yield* reader.exit).stdout, `${numbers(1, 500)}\nover\n`)
      })
    )

    it.scoped("that may not be read is asked for once", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const id = yield* start(who, "echo first")
        yield* Hf.run(who, "jobs", "wait", id)
        const proxy = yield* world.proxy
        yield* proxy.inject({ path: logs, action: { _tag: "Answer", status: 403 }, times: Number.POSITIVE_INFINITY })
        const end = yield* Hf.run({ ...who, endpoint: proxy.url }, "jobs", "logs", "-f", id)
        assert.deepStrictEqual([end.code, proxy.seen({ path: logs }).length], [4, 1])
      })
    )
  })
})

describe("who is asking", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("is asked once a call, however often the call looks", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const gate = join(who.home, "go")
        const ids = yield* Effect.all([start(who, waiting(gate, "seq 1 500", "echo over")), start(who, "true")])
        const [id] = ids
        const proxy = yield* world.proxy
        const settings = { HF_HOME: who.home, HF_ENDPOINT: proxy.url, HF_TOKEN: Accounts.tokens.alice }
        const whoami = () => proxy.seen({ path: /whoami/ }).length
        const looks = () => proxy.seen({ path: /\/api\/jobs\/alice\/\w+$/ }).length
        const opened = <A, E>(call: Effect.Effect<A, E>, when: () => boolean) =>
          Effect.gen(function* () {
            const fiber = yield* Effect.fork(call)
            yield* until(when)
            writeFileSync(gate, "")
            return yield* Fiber.join(fiber)
          })
        yield* Effect.gen(function* () {
          const jobs = yield* Jobs
          yield* proxy.inject({ path: logs, action: { _tag: "Truncate", to: 10_000 }, times: 2 })
          const log = yield* Effect.fork(Stream.runCollect(jobs.logs({ id }, { follow: true })))
          const metrics = yield* Effect.fork(Stream.runCollect(jobs.metrics({ id })))
          yield* until(() => proxy.seen({ path: logs }).length > 2 && proxy.seen({ path: /metrics/ }).length > 0)
          assert.deepStrictEqual([whoami(), looks()], [2, 2])
          yield* proxy.reset
          const refs = ids.map((id) => ({ id }))
          yield* opened(jobs.wait(refs, { every: Duration.millis(20) }), () => looks() > 5)
          assert.strictEqual(whoami(), 1)
          assert.strictEqual((yield* Fiber.join(log)).length, 501)
          yield* Fiber.join(metrics)
        }).pipe(
          Effect.provide(Live),
          Effect.provideService(Policies, { ...Policies.defaults, retryBase: Duration.millis(10) }),
          Effect.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(settings)))))
        )
      })
    )
  })
})

describe("an answer that is lost", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    const started = [
      ["jobs run --detach ubuntu true", "hf jobs ps -a --namespace alice"],
      ["jobs scheduled run @daily ubuntu true", "hf jobs scheduled ls -a --namespace alice"],
      ["collections create Lost", "hf collections ls --owner NAMESPACE"],
      ["repos create lost", "hf repos ls"],
      ["endpoints catalog deploy --repo openai/gpt-oss-20b --namespace alice", "hf endpoints ls"]
    ] as const
    const said = "It may have been carried out all the same: look before you send it again"

    it.scoped("may stand for something that was done: what starts something says where to look", () =>
      Effect.gen(function* () {
        const world = yield* World
        const proxy = yield* world.proxy
        const who = yield* world.who({ endpoint: proxy.url })
        for (const [words, look] of started) {
          yield* proxy.reset
          yield* proxy.inject({ method: "POST", action: { _tag: "Cut", after: 0 } })
          const end = yield* Hf.run(who, ...words.split(" "))
          assert.deepStrictEqual([end.code, proxy.seen({ method: "POST" }).length], [6, 1], end.stderr)
          assert.include(end.stderr, `Hint: ${said}: ${look}\n`)
        }
        const nobody = { ...who, endpoint: "http://127.0.0.1:9" }
        const refused = yield* Hf.run(nobody, "jobs", "run", "--namespace", "alice", "ubuntu", "true")
        assert.deepStrictEqual([refused.code, refused.stderr.includes(said)], [6, false], "nobody was there to do it")
      })
    )
  })
})

describe("an answer of no", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    const refusals = {
      403: "Forbidden",
      404: "JobNotFound",
      409: "Conflict",
      422: "BadRequest",
      429: "RateLimited",
      500: "ServerError",
      503: "ServerError"
    }

    it.scoped("starts, cancels and triggers nothing a second time", () =>
      Effect.gen(function* () {
        const world = yield* World
        const { home } = yield* world.who()
        const proxy = yield* world.proxy
        const settings = { HF_HOME: home, HF_ENDPOINT: proxy.url, HF_TOKEN: Accounts.tokens.alice }
        yield* Effect.gen(function* () {
          const jobs = yield* Jobs
          const job = { namespace: "alice", id: "someid" }
          const input = { namespace: "alice", image: "ubuntu", command: ["true"] }
          for (const [status, tag] of Object.entries(refusals)) {
            const action = { _tag: "Answer", status: Number(status), body: '{"error": "no"}' } as const
            yield* proxy.reset
            yield* proxy.inject({ method: "POST", path: /^\/api\/(scheduled-)?jobs\//, action, times: 9 })
            // Where no job was named there is none to miss.
            const unnamed = status === "404" ? "BadRequest" : tag
            assert.strictEqual((yield* Effect.flip(jobs.run(input)))._tag, unnamed)
            const schedule = { job: input, schedule: "@daily" }
            assert.strictEqual((yield* Effect.flip(jobs.schedules.create(schedule)))._tag, unnamed)
            assert.strictEqual((yield* Effect.flip(jobs.cancel(job)))._tag, tag)
            assert.strictEqual((yield* Effect.flip(jobs.schedules.trigger(job)))._tag, tag)
            assert.strictEqual(proxy.seen().length, 4, status)
          }
        }).pipe(
          Effect.provide(Live),
          Effect.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(settings)))))
        )
      })
    )

    const tagOf = <A, E extends { readonly _tag: string }>(change: Effect.Effect<A, E>) =>
      Effect.map(Effect.flip(change), ({ _tag }) => _tag)

    it.scoped("to whatever else changes something is told by its tag", () =>
      Effect.gen(function* () {
        const world = yield* World
        const { home } = yield* world.who()
        const proxy = yield* world.proxy
        const settings = { HF_HOME: home, HF_ENDPOINT: proxy.url, HF_TOKEN: Accounts.tokens.alice }
        yield* Effect.gen(function* () {
          const jobs = yield* Jobs
          const one = { namespace: "alice", id: "someid" }
          for (const [status, tag] of Object.entries(refusals)) {
            const headers = status === "429" ? { "retry-after": "600" } : {}
            const action = { _tag: "Answer", status: Number(status), headers, body: '{"error": "no"}' } as const
            yield* proxy.reset
            yield* proxy.inject({ path: /^\/api\/(scheduled-)?jobs\//, action, times: 99 })
            const tags = yield* Effect.all([
              tagOf(jobs.setLabels(one, { a: "b" })),
              tagOf(jobs.schedules.setLabels(one, { a: "b" })),
              tagOf(jobs.schedules.suspend(one)),
              tagOf(jobs.schedules.resume(one)),
              tagOf(jobs.schedules.delete(one))
            ])
            assert.deepStrictEqual(tags, [tag, tag, tag, tag, tag])
          }
        }).pipe(
          Effect.provide(Live),
          Effect.provideService(Policies, { ...Policies.defaults, retries: 0 }),
          Effect.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(settings)))))
        )
      })
    )

    it.scoped("is told with its exit code, and nothing on stdout", () =>
      Effect.gen(function* () {
        const world = yield* World
        const proxy = yield* world.proxy
        const who = yield* world.who({ endpoint: proxy.url })
        const action = { _tag: "Answer", status: 409, body: '{"error": "taken"}' } as const
        yield* proxy.inject({ method: "POST", path: /jobs/, action, times: 9 })
        const end = yield* Hf.run(who, "jobs", "run", "--detach", "ubuntu", "true")
        assert.deepStrictEqual([end.code, end.stdout], [5, ""])
        assert.include(end.stderr, "taken")
      })
    )

    it.scoped("is none that names a stage nobody knows: it is told as it came", () =>
      Effect.gen(function* () {
        const world = yield* World
        const proxy = yield* world.proxy
        const who = yield* world.who({ endpoint: proxy.url })
        const id = yield* start(who, "true")
        yield* Hf.run(who, "jobs", "wait", id)
        const job = { id, status: { stage: "FROZEN" }, owner: { id: "1", name: "alice", type: "user" } }
        const inspected = { _tag: "Answer", status: 200, body: JSON.stringify(job) } as const
        yield* proxy.inject({ path: /^\/api\/jobs\/alice\/\w+$/, action: inspected, times: 9 })
        const listed = { ...inspected, body: JSON.stringify([job]) }
        yield* proxy.inject({ path: /^\/api\/jobs\/alice\?/, action: listed, times: 9 })
        const told = JSON.parse(yield* Hf.ok(who, "jobs", "inspect", `alice/${id}`, "--json"))
        assert.deepStrictEqual(told[0].status, { stage: "FROZEN" })
        const rows = JSON.parse(yield* Hf.ok(who, "jobs", "ps", "--status", "frozen", "--namespace", "alice", "--json"))
        assert.strictEqual(rows[0].status, "FROZEN")
        const asked = proxy.seen({ path: /stage=/ }).map(({ path }) => path)
        assert.deepStrictEqual(asked, ["/api/jobs/alice?stage=FROZEN"])
      })
    )

    it.scoped("names the job that is not there", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        for (const action of ["inspect", "cancel", "logs", "wait"]) {
          const end = yield* Hf.run(who, "jobs", action, "nothing")
          assert.strictEqual(end.code, 3, end.stderr)
          assert.include(end.stderr, "Job 'nothing' not found.")
        }
        const end = yield* Hf.run(who, "jobs", "scheduled", "suspend", "nothing")
        assert.deepStrictEqual([end.code, end.stderr.includes("Scheduled job 'nothing' not found.")], [3, true])
      })
    )

    it.scoped("keeps a token out of the terminal, and says where it does not belong", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who({ env: { MINE: Accounts.tokens.alice } })
        // Every run of a test fails that prints a token.
        for (const words of [
          ["-e", "HF_TOKEN"],
          ["-e", "HF_TOKEN=abc"],
          ["-e", "MINE"]
        ]) {
          const end = yield* Hf.run(who, "jobs", "run", "--dry-run", ...words, "ubuntu", "true")
          assert.strictEqual(end.code, 0, end.stderr)
          assert.match(
            end.stderr,
            /Warning: (HF_TOKEN|MINE) would be shown to everybody who may see the job.*-s (HF_TOKEN|MINE)\./
          )
        }
        const secret = yield* Hf.run(who, "jobs", "run", "--dry-run", "-s", "HF_TOKEN", "-e", "A=1", "ubuntu", "true")
        assert.deepStrictEqual([secret.code, secret.stderr], [0, ""])
        const controls = yield* Hf.ok(who, "jobs", "run", "--dry-run", "-e", "A=a\u001b[31mb", "ubuntu", "true")
        assert.include(controls, "A=a\\x1b[31mb")
      })
    )

    it.scoped.skipIf(process.platform !== "linux")("keeps a secret out of a terminal that is being logged", () =>
      Effect.gen(function* () {
        const world = yield* World
        const proxy = yield* world.proxy
        const who = yield* world.who({ endpoint: proxy.url })
        const words = ["jobs", "run", "-s", "MY_SECRET=psswrd", "ubuntu", "true"]
        const said = /what is typed in this terminal is being logged \(([^)]*)\).*\(-s NAME\), or use --secrets-file/
        const told = yield* Hf.run({ ...who, env: { SCRIPT: "typescript" } }, ...words)
        assert.deepStrictEqual([told.code, said.exec(told.stderr)?.[1]], [1, "SCRIPT is set"])
        const inScript = (log: string) =>
          Process.run(
            "script",
            ["-qec", `'${process.execPath}' '${Build.bin}' ${words.join(" ")}`, log],
            Hf.options({ ...who, env: { SHELL: "/bin/sh" } })
          )
        const logged = yield* inScript(join(who.home, "typescript"))
        assert.deepStrictEqual([logged.code, said.exec(logged.stdout)?.[1]], [1, "'script' is running"])
        assert.deepStrictEqual(proxy.seen(), [])
        // One that keeps nothing only makes a terminal.
        const kept = yield* inScript("/dev/null")
        assert.deepStrictEqual([kept.code, /prefer -s NAME or --secrets-file/.test(kept.stdout)], [0, true])
        const named = yield* Hf.run(
          { ...who, env: { SCRIPT: "x", MY_SECRET: "psswrd" } },
          "jobs",
          "run",
          "-s",
          "MY_SECRET",
          "ubuntu",
          "true"
        )
        assert.strictEqual(named.code, 0, named.stderr)
      })
    )

    it.scoped("comes before any request where the line itself is wrong", () =>
      Effect.gen(function* () {
        const world = yield* World
        const proxy = yield* world.proxy
        const who = yield* world.who({ endpoint: proxy.url })
        const bad = [
          "run --timeout 1.5x ubuntu true",
          "run --timeout 1.5 ubuntu true",
          "run --timeout -5m ubuntu true",
          "run --timeout 0.5s ubuntu true",
          "run --flavour a10g ubuntu true",
          "scheduled run @hourly --detach ubuntu true",
          "uv run --wiht x none.py",
          "uv run --dry-run none.py",
          "scheduled run 0_0_30_2_* ubuntu true",
          "run --timeout 0.5s ubuntu true",
          "run --flavour a10g ubuntu true",
          "scheduled run @hourly --detach ubuntu true",
          "uv run --wiht x none.py",
          "uv run --dry-run none.py",
          "scheduled run 0_0_30_2_* ubuntu true",
          "run --secrets-file none ubuntu true",
          "run -e =x ubuntu true",
          "run -s a-b=x ubuntu true",
          "run -l =x ubuntu true",
          "run --name a -l name=b ubuntu true",
          "run --expose 99999 ubuntu true",
          "run -v hf://gpt2:/in ubuntu true",
          "run -v hf://a/b:/ ubuntu true",
          "run -v ./none:/in ubuntu true",
          "run --network-alias x ubuntu true",
          "uv run none.py",
          "scheduled run @fortnightly ubuntu true",
          "scheduled run 61_*_*_*_* ubuntu true",
          "scheduled run *_*_*_* ubuntu true",
          "scheduled uv run @hourly none.py",
          "wait a/b b/c",
          "wait --timeout 1.5h a",
          "logs a/b/c",
          "cancel --namespace x y/z",
          "ls --label nothing",
          "ls -a --status running",
          "labels a",
          "labels a --clear --name b"
        ]
        for (const line of bad) {
          const end = yield* Hf.run(
            who,
            "jobs",
            ...line.split(" ").map((word) => (word === "a-b=x" ? word : word.replaceAll("_", " ")))
          )
          assert.include([1, 2, 8], end.code, `${line}\n${end.stderr}`)
          assert.notInclude(end.stderr, "a-b=x", "a mistyped secret is still one")
        }
        for (const words of [
          ["run", "", "true"],
          ["run", "ubuntu", ""]
        ]) {
          const end = yield* Hf.run(who, "jobs", ...words)
          assert.strictEqual(end.code, 1, end.stderr)
          assert.match(end.stderr, /^Error: Invalid (image|command) '': .*empty\.$/m)
        }
        const unnamed = yield* Hf.run(who, "jobs", "run", "--name", "a b", "ubuntu", "true")
        assert.match(unnamed.stderr, /^Error: Invalid labels 'name=a b': Label "name" is "a b": up to 100 letters/m)
        assert.deepStrictEqual(proxy.seen(), [])
      })
    )
  })
})

describe("a Hub that dies under a job", () => {
  it.scopedLive("tells so when it is there again, has the log still, and leaves no process behind", () =>
    Effect.gen(function* () {
      const dataDir = yield* TempDir.make("jobs-hub")
      const home = yield* TempDir.make("home")
      const hub = yield* HubProcess.startIn(dataDir)
      const who = { home, endpoint: hub.url, token: Accounts.tokens.alice }
      const follower = yield* Hf.start(
        who,
        "jobs",
        "run",
        "--name",
        "victim",
        "ubuntu",
        "sh",
        "-c",
        "echo pid $$; exec sleep 600"
      )
      const [, pid = ""] = yield* follower.line(/^pid (\d+)$/m)
      const id = yield* Hf.ok(who, "jobs", "ps", "-q")
      yield* hub.process.kill("SIGKILL")
      yield* follower.kill("SIGKILL")
      assert.isTrue(existsSync(`/proc/${pid}`))
      const again = yield* HubProcess.startIn(dataDir)
      const back = { ...who, endpoint: again.url }
      const job = JSON.parse(yield* Hf.ok(back, "jobs", "inspect", id, "--json"))[0]
      assert.deepInclude(job.status, { stage: "ERROR", message: "The Hub was restarted while the job was running" })
      assert.strictEqual(yield* Hf.ok(back, "jobs", "logs", id), `pid ${pid}`)
      yield* gone(pid)
      assert.deepStrictEqual(readdirSync(join(dataDir, "jobs", id)), ["log"])
    })
  )

  it.scopedLive("stopped in good order it ends them first, and nobody is kept waiting", () =>
    Effect.gen(function* () {
      const hub = yield* HubProcess.start
      const who = { home: yield* TempDir.make("home"), endpoint: hub.url, token: Accounts.tokens.alice }
      const reader = yield* Hf.start(who, "jobs", "run", "ubuntu", "sh", "-c", "echo pid $$; sleep 600 & wait")
      const [, pid = ""] = yield* reader.line(/^pid (\d+)$/m)
      const { code } = yield* hub.process.kill("SIGTERM")
      assert.strictEqual(code, 0)
      yield* gone(pid)
    })
  )
})

describe("somebody at the keyboard", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("lets go of a job with Ctrl-C, and is told how to end it", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const attached = yield* Hf.start(who, "jobs", "run", "ubuntu", "sh", "-c", "echo ready; exec sleep 600")
        yield* attached.line(/^ready$/m)
        const end = yield* attached.kill("SIGINT")
        const id = yield* Hf.ok(who, "jobs", "ps", "-q")
        assert.deepStrictEqual([end.code, end.stdout], [130, "ready\n"])
        assert.include(end.stderr, `hf jobs cancel alice/${id}`)
        yield* Hf.ok(who, "jobs", "cancel", id)
        assert.strictEqual(yield* Hf.ok(who, "jobs", "ps", "-q"), "")
      })
    )

    it.scoped("stops following a log with Ctrl-C, and is told the same", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const id = yield* start(who, "echo ready; exec sleep 600")
        for (const [signal, code] of [
          ["SIGINT", 130],
          ["SIGTERM", 143]
        ] as const) {
          const follower = yield* Hf.start(who, "jobs", "logs", "-f", `alice/${id}`)
          yield* follower.line(/^ready$/m)
          const end = yield* follower.kill(signal)
          assert.deepStrictEqual([end.code, end.stdout], [code, "ready\n"])
          assert.include(end.stderr, `This ended the following, not the job. To see it: hf jobs logs -f alice/${id}`)
          assert.include(end.stderr, `To end it: hf jobs cancel alice/${id}`)
        }
        assert.strictEqual(yield* Hf.ok(who, "jobs", "ps", "-q"), id)
        yield* Hf.ok(who, "jobs", "cancel", id)
      })
    )

    it.scoped("asks for the last lines of a job that prints on and on, and gets no more", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const id = yield* start(who, "i=0; while :; do i=$((i+1)); echo $i; sleep 0.02; done")
        yield* (yield* Hf.start(who, "jobs", "logs", "-f", id)).line(/^20$/m)
        const shown = (yield* Hf.ok(who, "jobs", "logs", "-n", "3", id)).split("\n").map(Number)
        const [first = 0] = shown
        assert.isAbove(first, 15)
        assert.deepStrictEqual(shown, [first, first + 1, first + 2])
        assert.strictEqual(yield* Hf.ok(who, "jobs", "logs", "-n", "0", id), "")
        yield* Hf.ok(who, "jobs", "cancel", id)
      })
    )
  })

  it.scopedLive("runs jobs in the box: to their end, detached or not, and Ctrl-C ends them", () =>
    Effect.gen(function* () {
      const who = { home: yield* TempDir.make("home"), endpoint: "embedded" }
      assert.strictEqual(yield* Hf.ok(who, "jobs", "run", "ubuntu", "echo", "hello"), "hello")
      const id = yield* Hf.ok(who, "jobs", "run", "--detach", "ubuntu", "sh", "-c", "sleep 0.2; echo late")
      assert.strictEqual(yield* Hf.ok(who, "jobs", "logs", id), "late")
      const attached = yield* Hf.start(who, "jobs", "run", "ubuntu", "sh", "-c", "echo pid $$; exec sleep 600")
      const [, pid = ""] = yield* attached.line(/^pid (\d+)$/m)
      const end = yield* attached.kill("SIGINT")
      assert.strictEqual(end.code, 130, end.stderr)
      yield* gone(pid)
      const listed = yield* Hf.ok(who, "jobs", "ls", "-a", "--format", "agent")
      assert.deepStrictEqual(
        listed.split("\n").map((line) => line.split("\t")[5]),
        ["status", "CANCELED", "COMPLETED", "COMPLETED"]
      )
    })
  )
})
