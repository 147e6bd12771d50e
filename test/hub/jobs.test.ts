/** Jobs of the embedded Hub: real processes, asked for and watched through the API. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream, TestClock } from "effect"
import { vi } from "vitest"
import { HubConfig } from "../../src/hub/HubConfig.ts"
import * as InProcess from "../../src/hub/InProcess.ts"
import { call, commit, createModel, file, header, type Json, temporary, tokens, withHub } from "./support/hub.ts"

const jobs = { jobs: { atOnce: 2 } }

const spec = (script: string, more: Record<string, unknown> = {}) => ({
  dockerImage: "ubuntu",
  command: ["sh", "-c", script],
  ...more
})

const run = (body: unknown, token = tokens.alice, namespace = "alice") =>
  call("POST", `/api/jobs/${namespace}`, { token, json: body })

const inspect = (id: string) =>
  Effect.map(call("GET", `/api/jobs/alice/${id}`, { token: tokens.alice }), (answer): Json => answer.json())

/** The whole log: comes to its end when the job does. */
const log = (id: string, query = "") =>
  Effect.map(call("GET", `/api/jobs/alice/${id}/logs${query}`, { token: tokens.alice }), ({ text }) =>
    text
      .split("\n")
      .filter((line) => line.startsWith("data: {"))
      .map((line) => JSON.parse(line.slice(6)) as { data: string; timestamp: string })
      .filter(({ data }) => !data.startsWith("===== Job started"))
  )

const lines = (id: string, query = "") => Effect.map(log(id, query), (all) => all.map(({ data }) => data))

/** Reads the log until `text` is in it, and hangs up. */
const saw = (id: string, text: string | RegExp) =>
  Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    const request = HttpClientRequest.get(`${InProcess.origin}/api/jobs/alice/${id}/logs`, {
      headers: { authorization: `Bearer ${tokens.alice}` }
    })
    const { stream } = yield* client.execute(request)
    yield* stream.pipe(
      Stream.decodeText(),
      Stream.splitLines,
      Stream.takeUntil((line) => (typeof text === "string" ? line.includes(`"data":"${text}"`) : text.test(line))),
      Stream.runDrain
    )
  })

/** A turn for what happens beside this test. */
const turn = Effect.promise(() => new Promise<void>((go) => setImmediate(go)))

/** Gives turns until `done`. */
const until = <E, R>(done: Effect.Effect<boolean, E, R>): Effect.Effect<void, E, R> =>
  Effect.flatMap(done, (is) => (is ? Effect.void : Effect.zipRight(turn, until(done))))

/** Runs to the end and answers how that was. */
const finished = (body: unknown) =>
  Effect.gen(function* () {
    const { id } = (yield* run(body)).json()
    const printed = yield* lines(id)
    return { id, lines: printed, job: yield* inspect(id) }
  })

/** A server that has `/here.py` and nothing else. */
const refusing = Effect.map(
  Effect.acquireRelease(
    Effect.async<Server>((resume) => {
      const server = createServer(({ url }, answer) => {
        answer.statusCode = url === "/here.py" ? 200 : 404
        answer.end('{"error":"Entry not found"}')
      }).listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.async<void>((resume) => void server.close(() => resume(Effect.void)))
  ),
  (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
)

describe("a job", () => {
  it.effect("runs, prints, and ends with what its process ended with", () =>
    withHub(
      Effect.gen(function* () {
        const first = (yield* run(spec("echo one; echo two >&2; echo three"))).json()
        assert.strictEqual(first.status.stage, "SCHEDULING")
        assert.notProperty(first, "endpoint")
        assert.deepInclude(first, { dockerImage: "ubuntu", secrets: [], timeout: 1800, type: "job" })
        assert.deepStrictEqual(yield* lines(first.id), ["one", "two", "three"])
        const over = yield* inspect(first.id)
        assert.strictEqual(over.status.stage, "COMPLETED")
        assert.isAbove(Date.parse(over.finishedAt) + 1, Date.parse(over.startedAt))

        const { job } = yield* finished(spec("exit 3"))
        assert.deepInclude(job.status, { stage: "ERROR", message: "Job failed with exit code: 3" })
        const signalled = yield* finished(spec("kill -9 $$"))
        assert.strictEqual(signalled.job.status.message, "Job failed with exit code: 137")
        const turns = Array.from({ length: 300 }, (_, i) => String(i + 1))
        const both = yield* finished(spec("i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo $i >&$((i % 2 + 1)); done"))
        assert.deepStrictEqual(both.lines, turns)
        const large = yield* finished(spec("true", { environment: { A: "x".repeat(200_000) } }))
        assert.match(large.job.status.message, /^Cannot start sh: its arguments and its environment are too large/)
      }),
      jobs
    )
  )

  it.effect("finds its environment, and nothing of the Hub's own", () =>
    withHub(
      Effect.gen(function* () {
        vi.stubEnv("HF_JOBS_TEST_ONLY", "of the Hub")
        const { id, lines } = yield* finished(
          spec(
            'echo "$A|$N|$S|$JOB_ID|$ACCELERATOR|$CPU_CORES|$HF_ENDPOINT|$HF_JOBS_TEST_ONLY|$HF_TOKEN"; pwd; echo "$HOME"',
            {
              environment: { A: "a b", N: 1, GONE: null },
              secrets: { S: "quite secret" },
              flavor: "t4-small"
            }
          )
        )
        assert.strictEqual(lines[0], `a b|1|quite secret|${id}|t4-small|4|${InProcess.origin}||`)
        assert.include(lines[1], id)
        assert.include(lines[2], id)
      }),
      jobs
    ).pipe(Effect.ensuring(Effect.sync(() => vi.unstubAllEnvs())))
  )

  it.effect("keeps its secrets out of every file of the Hub", () =>
    withHub(
      Effect.gen(function* () {
        const { dataDir } = yield* HubConfig
        const { job } = yield* finished(
          spec("true", { secrets: { S: "hidden-value" }, environment: { E: "seen-value" } })
        )
        assert.deepStrictEqual(job.secrets, ["S"])
        const files = readdirSync(dataDir, { recursive: true, encoding: "utf8" })
          .map((name) => join(dataDir, name))
          .filter((path) => statSync(path).isFile())
        const holding = (text: string) => files.filter((path) => readFileSync(path).includes(text))
        assert.isNotEmpty(holding("seen-value"))
        assert.deepStrictEqual(holding("hidden-value"), [])
      }),
      jobs
    )
  )

  it.effect("that cannot start says why", () =>
    withHub(
      Effect.gen(function* () {
        const { job } = yield* finished({ dockerImage: "x", command: ["no-such-program-here"] })
        assert.strictEqual(job.status.stage, "ERROR")
        assert.match(job.status.message, /^Command not found: no-such-program-here\./)
        assert.strictEqual((yield* run({ command: ["true"] })).status, 400)
        assert.strictEqual((yield* run({ command: ["true"], dockerImage: "a", spaceId: "b/c" })).status, 400)
        assert.strictEqual((yield* run({ command: [], dockerImage: "a" })).status, 400)
        assert.strictEqual((yield* run(spec("true", { labels: { "a b": "c" } }))).status, 400)
        assert.strictEqual((yield* run(spec("true", { timeoutSeconds: -1 }))).status, 400)
        const space = yield* run({ command: ["true"], spaceId: "alice/none" })
        assert.deepStrictEqual([space.status, space.headers["x-error-code"]], [404, "RepoNotFound"])
      }),
      jobs
    )
  )

  it.scopedLive("fails when the address of its script answers with an error, which uv would run", () =>
    withHub(
      Effect.gen(function* () {
        const url = yield* refusing
        const program = join(yield* temporary, "uv")
        writeFileSync(program, "#!/bin/sh\necho runs", { mode: 0o755 })
        const uv = (...words: ReadonlyArray<string>) =>
          finished({ dockerImage: "uv", command: [program, "run", ...words] })
        const why = `Cannot get the script ${url}/none.py: the answer is 404 Not Found`
        for (const words of [[], ["--with", "torch", "--with", "https://x/y.whl", "--python", "3.12"]]) {
          const { job, lines } = yield* uv(...words, `${url}/none.py`, "--flag")
          assert.deepStrictEqual([job.status.stage, job.status.message, lines], ["ERROR", why, [why]])
        }
        for (const words of [[`${url}/here.py`], ["python", `${url}/none.py`], ["http://127.0.0.1:1/none.py"]]) {
          const { job, lines } = yield* uv(...words)
          assert.deepStrictEqual([job.status.stage, lines], ["COMPLETED", ["runs"]])
        }
      }),
      jobs
    )
  )

  it.effect("is ended by its time limit, with all it started", () =>
    withHub(
      Effect.gen(function* () {
        const { id } = (yield* run(spec("sleep 1000 & echo ready; wait", { timeoutSeconds: 60 }))).json()
        yield* saw(id, "ready")
        yield* TestClock.adjust("61 seconds")
        yield* lines(id)
        assert.deepInclude((yield* inspect(id)).status, { stage: "ERROR", message: "Job timeout" })
      }),
      jobs
    )
  )

  it.effect("can be cancelled while it runs and while it waits", () =>
    withHub(
      Effect.gen(function* () {
        const started = yield* Effect.forEach([1, 2, 3], () => run(spec("echo ready; exec sleep 1000")))
        const [first, second, third] = started.map((answer) => answer.json().id as string)
        yield* saw(first!, "ready")
        yield* saw(second!, "ready")
        assert.strictEqual((yield* inspect(third!)).status.stage, "SCHEDULING")
        const cancel = (id: string) =>
          Effect.map(
            call("POST", `/api/jobs/alice/${id}/cancel`, { token: tokens.alice }),
            (answer) => answer.json().status.stage
          )
        assert.strictEqual(yield* cancel(third!), "CANCELED")
        assert.strictEqual(yield* cancel(first!), "CANCELED")
        assert.strictEqual(yield* cancel(first!), "CANCELED")
        // A place is free: the next one takes it.
        const { job } = yield* finished(spec("true"))
        assert.strictEqual(job.status.stage, "COMPLETED")
        assert.strictEqual((yield* inspect(second!)).status.stage, "RUNNING")
      }),
      jobs
    )
  )

  it.effect("mounts repos where it was told to, and runs in the files of its Space", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("weights")
        yield* commit("alice/weights", [header("add"), file("dir/a.txt", "from the repo")])
        const mounted = yield* finished({
          dockerImage: "ubuntu",
          command: ["cat", "/in/a.txt"],
          volumes: [{ type: "model", source: "alice/weights", mountPath: "/in", path: "dir" }]
        })
        assert.deepStrictEqual([mounted.job.status.message, mounted.lines], [null, ["from the repo"]])
        const missing = yield* finished({
          dockerImage: "ubuntu",
          command: ["true"],
          volumes: [{ type: "model", source: "alice/weights", mountPath: "/in", revision: "nope" }]
        })
        assert.strictEqual(missing.job.status.message, "model alice/weights has no revision 'nope'")
        const hidden = yield* run(
          {
            dockerImage: "x",
            command: ["true"],
            volumes: [{ type: "model", source: "acme/nothing", mountPath: "/in" }]
          },
          tokens.bob,
          "bob"
        )
        assert.strictEqual(hidden.status, 404)
        assert.strictEqual(hidden.headers["x-error-code"], "RepoNotFound")
        assert.strictEqual(hidden.json().error, "Volume hf://acme/nothing: Repository not found")
        const bucket = yield* run({
          dockerImage: "x",
          command: ["true"],
          volumes: [{ type: "bucket", source: "alice/nothing", mountPath: "/in" }]
        })
        assert.strictEqual(bucket.json().error, "Volume hf://buckets/alice/nothing: Repository not found")
        const space = yield* run({ spaceId: "alice/nothing", command: ["true"] })
        assert.strictEqual(space.json().error, "Space alice/nothing: Repository not found")
        yield* createModel("page", { type: "space", sdk: "static" })
        const inside = yield* finished({ spaceId: "alice/page", command: ["ls"] })
        assert.include(inside.lines, "index.html")
      }),
      jobs
    )
  )
})

describe("the log of a job", () => {
  it.effect("is told from its beginning, or from its last lines, with growing times", () =>
    withHub(
      Effect.gen(function* () {
        const { id } = yield* finished(spec("seq 1 1000"))
        const all = yield* log(id)
        assert.deepStrictEqual(
          all.map(({ data }) => data),
          Array.from({ length: 1000 }, (_, i) => String(i + 1))
        )
        const times = all.map(({ timestamp }) => timestamp)
        assert.deepStrictEqual([...new Set(times)].sort(), times)
        assert.deepStrictEqual(yield* lines(id, "?tail=2"), ["999", "1000"])
        assert.deepStrictEqual(yield* lines(id, "?tail=0"), [])
        assert.strictEqual((yield* lines(id, "?tail=5000")).length, 1000)
      }),
      jobs
    )
  )

  it.effect("tears no line apart, whatever is in it", () =>
    withHub(
      Effect.gen(function* () {
        const odd = "a\u2028b\u0085c\u000bd\r50%\re"
        const { id } = yield* finished({
          dockerImage: "x",
          command: ["printf", "%s\n%s", odd, "no newline at the end"]
        })
        const answer = yield* call("GET", `/api/jobs/alice/${id}/logs`, { token: tokens.alice })
        assert.match(answer.text, /^[\x20-\x7e\n]*$/)
        assert.deepStrictEqual(yield* lines(id), [odd, "no newline at the end"])
        const long = yield* finished(spec("head -c 100000 /dev/zero | tr '\\0' x"))
        assert.strictEqual(long.lines.join(""), "x".repeat(100_000))
      }),
      jobs
    )
  )

  it.effect("stays open while a job waits or is silent, with a sign of life", () =>
    withHub(
      Effect.gen(function* () {
        const { id } = (yield* run(spec("echo ready; exec sleep 1000", { timeoutSeconds: 1e9 }))).json()
        yield* saw(id, "ready")
        const reading = yield* Effect.fork(saw(id, /^: keep-alive/))
        yield* until(
          Effect.zipRight(
            TestClock.adjust("10 seconds"),
            Effect.map(reading.status, ({ _tag }) => _tag === "Done")
          )
        )
        yield* reading
        assert.strictEqual((yield* inspect(id)).status.stage, "RUNNING")
      }),
      jobs
    )
  )
})

describe("who may", () => {
  it.effect("see and run jobs: those of the namespace, running only with a write token", () =>
    withHub(
      Effect.gen(function* () {
        const { id } = yield* finished(spec("true"))
        const status = (method: "GET" | "POST", path: string, token?: string, json?: unknown) =>
          Effect.map(
            call(method, path, { ...(token === undefined ? {} : { token }), ...(json === undefined ? {} : { json }) }),
            (answer) => answer.status
          )
        assert.strictEqual(yield* status("GET", `/api/jobs/alice/${id}`), 401)
        assert.strictEqual(yield* status("GET", `/api/jobs/alice/${id}`, tokens.bob), 403)
        assert.strictEqual(yield* status("GET", `/api/jobs/alice/${id}/logs`, tokens.bob), 403)
        assert.strictEqual(yield* status("GET", `/api/jobs/alice/${id}`, tokens.aliceRead), 200)
        assert.strictEqual(yield* status("POST", `/api/jobs/alice/${id}/cancel`, tokens.aliceRead), 403)
        assert.strictEqual(yield* status("POST", "/api/jobs/alice", tokens.aliceRead, spec("true")), 403)
        assert.strictEqual(yield* status("POST", "/api/jobs/acme", tokens.bob, spec("true")), 403)
        assert.strictEqual(yield* status("POST", "/api/jobs/acme", tokens.alice, spec("true")), 200)
        assert.strictEqual(yield* status("GET", "/api/jobs/acme", tokens.bob), 200)
        assert.strictEqual(yield* status("GET", "/api/jobs/alice/0123456789abcdef01234567", tokens.alice), 404)
        assert.strictEqual(yield* status("GET", `/api/jobs/acme/${id}`, tokens.alice), 404)
        assert.strictEqual(yield* status("GET", "/api/jobs/hardware"), 200)
      }),
      jobs
    )
  )

  it.effect("run nothing on a Hub that was not told to", () =>
    withHub(
      Effect.gen(function* () {
        const answer = yield* run(spec("true"))
        assert.deepStrictEqual(
          [answer.status, (yield* call("GET", "/api/jobs/alice", { token: tokens.alice })).json()],
          [501, []]
        )
        assert.include(answer.json().error, "--jobs")
        const schedule = { token: tokens.alice, json: { jobSpec: spec("true"), schedule: "@daily" } }
        assert.strictEqual((yield* call("POST", "/api/scheduled-jobs/alice", schedule)).status, 501)
      })
    )
  )
})

describe("lists and labels", () => {
  it.effect("narrow, page and replace", () =>
    withHub(
      Effect.gen(function* () {
        const ok = yield* finished(spec("true", { labels: { team: "ml", name: "a" } }))
        const bad = yield* finished(spec("false", { labels: { team: "ml" } }))
        const ids = (query: string) =>
          Effect.map(call("GET", `/api/jobs/alice?${query}`, { token: tokens.alice }), (answer) =>
            (answer.json() as Json).map((job: Json) => job.id)
          )
        assert.sameMembers(yield* ids(""), [bad.id, ok.id])
        assert.deepStrictEqual(yield* ids("stage=error"), [bad.id])
        assert.sameMembers(yield* ids("stage=ERROR&stage=COMPLETED&label=team%3Dml"), [bad.id, ok.id])
        assert.deepStrictEqual(yield* ids("label=team%3Dml&label=name%3Da"), [ok.id])
        const page = yield* call("GET", "/api/jobs/alice?limit=1&label=team%3Dml", { token: tokens.alice })
        const next = /<([^>]*)>; rel="next"/.exec(page.headers["link"] ?? "")?.[1]
        const rest = yield* call("GET", next ?? "", { token: tokens.alice })
        assert.sameMembers(
          [...page.json(), ...rest.json()].map((job: Json) => job.id),
          [bad.id, ok.id]
        )
        const set = yield* call("PUT", `/api/jobs/alice/${ok.id}/labels`, {
          token: tokens.alice,
          json: { labels: { only: "this" } }
        })
        assert.deepStrictEqual(set.json().labels, { only: "this" })
        const again = yield* call("POST", `/api/jobs/alice/${ok.id}/duplicate`, { token: tokens.alice })
        assert.deepInclude(again.json().initiator, { type: "duplicated-job", id: ok.id })
        yield* lines(again.json().id)
      }),
      jobs
    )
  )
})

describe("schedules", () => {
  const create = (body: Record<string, unknown>) =>
    call("POST", "/api/scheduled-jobs/alice", { token: tokens.alice, json: body })
  const act = (id: string, action: string) =>
    call("POST", `/api/scheduled-jobs/alice/${id}/${action}`, { token: tokens.alice })
  const list = Effect.map(call("GET", "/api/jobs/alice", { token: tokens.alice }), (answer): Json => answer.json())

  it.effect("start jobs when they are due, rest when suspended, and never twice at once", () =>
    withHub(
      Effect.gen(function* () {
        const made = (yield* create({
          jobSpec: spec("echo ready; exec sleep 1000", { labels: { a: "b" } }),
          schedule: "*/5 * * * *"
        })).json()
        assert.strictEqual(made.status.nextJobRunAt, "1970-01-01T00:05:00.000Z")
        const count = (n: number) => until(Effect.map(list, (all) => all.length === n))
        yield* TestClock.adjust("4 minutes")
        assert.deepStrictEqual(yield* list, [])
        yield* TestClock.adjust("61 seconds")
        yield* count(1)
        const [job] = yield* list
        assert.deepInclude(job.initiator, { type: "scheduled-job", id: made.id })
        assert.deepStrictEqual(job.labels, { a: "b" })
        yield* saw(job.id, "ready")
        assert.strictEqual((yield* act(made.id, "run")).status, 409)
        yield* call("POST", `/api/jobs/alice/${job.id}/cancel`, { token: tokens.alice })
        const again = yield* act(made.id, "run")
        assert.strictEqual(again.status, 200)
        yield* call("POST", `/api/jobs/alice/${again.json().id}/cancel`, { token: tokens.alice })
        assert.isNull((yield* act(made.id, "suspend")).json().status.nextJobRunAt)
        yield* TestClock.adjust("1 hour")
        assert.strictEqual((yield* list).length, 2)
        assert.isTrue(Date.parse((yield* act(made.id, "resume")).json().status.nextJobRunAt) > 3_600_000)
        yield* TestClock.adjust("5 minutes")
        yield* count(3)
        const gone = yield* call("DELETE", `/api/scheduled-jobs/alice/${made.id}`, { token: tokens.alice })
        assert.strictEqual(gone.status, 204)
        assert.strictEqual((yield* act(made.id, "run")).status, 404)
      }),
      jobs
    )
  )

  it.effect("are refused when they name no moment", () =>
    withHub(
      Effect.gen(function* () {
        for (const schedule of ["@fortnightly", "61 * * * *", "* * * *", ""])
          assert.strictEqual((yield* create({ jobSpec: spec("true"), schedule })).status, 400, schedule)
      }),
      jobs
    )
  )
})

describe("a Hub that starts again", () => {
  const at = (dataDir: string) => InProcess.layer({ dataDir, ownerName: "alice", ...jobs })
  const owner = Effect.map(HubConfig, ({ dataDir }) => readFileSync(join(dataDir, "owner.token"), "utf8").trim())
  const asOwner = (method: "GET" | "POST", path: string, json?: unknown) =>
    Effect.flatMap(owner, (token) => call(method, path, { token, ...(json === undefined ? {} : { json }) }))

  it.scoped("fires its schedules, secrets and all, and skips what was due meanwhile", () =>
    Effect.gen(function* () {
      const dataDir = join(yield* temporary, "data")
      const schedule = { jobSpec: spec('echo "got $S"', { secrets: { S: "kept" } }), schedule: "@hourly" }
      yield* Effect.provide(asOwner("POST", "/api/scheduled-jobs/alice", schedule), at(dataDir))
      yield* TestClock.adjust("3 hours")
      yield* Effect.gen(function* () {
        const [stored] = (yield* asOwner("GET", "/api/scheduled-jobs/alice")).json()
        assert.strictEqual(stored.status.nextJobRunAt, "1970-01-01T04:00:00.000Z")
        assert.deepStrictEqual((yield* asOwner("GET", "/api/jobs/alice")).json(), [])
        const job = (yield* asOwner("POST", `/api/scheduled-jobs/alice/${stored.id}/run`)).json()
        assert.include((yield* asOwner("GET", `/api/jobs/alice/${job.id}/logs`)).text, "got kept")
      }).pipe(Effect.provide(at(dataDir)))
    })
  )

  it.scoped("ends its jobs when it is closed, and says so", () =>
    Effect.gen(function* () {
      const dataDir = join(yield* temporary, "data")
      const id = yield* Effect.gen(function* () {
        const running = (yield* asOwner("POST", "/api/jobs/alice", spec("exec sleep 1000"))).json()
        yield* asOwner("POST", "/api/jobs/alice", spec("true"))
        return running.id as string
      }).pipe(Effect.provide(at(dataDir)))
      const { status } = yield* Effect.map(asOwner("GET", `/api/jobs/alice/${id}`), (answer) => answer.json()).pipe(
        Effect.provide(at(dataDir))
      )
      assert.strictEqual(status.stage, "ERROR")
      assert.match(status.message, /^The Hub was stopped/)
    })
  )
})
