/** Jobs by the Python and the JavaScript client, unmodified, against `hf hub serve --jobs`; and ours beside them. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import {
  cancelJob,
  createScheduledJob,
  deleteScheduledJob,
  duplicateJob,
  getJob,
  listJobs,
  listScheduledJobs,
  resumeScheduledJob,
  runJob,
  runScheduledJob,
  streamJobEvents,
  streamJobLogs,
  suspendScheduledJob
} from "@huggingface/hub"
import * as Effect from "effect/Effect"
import * as Accounts from "../support/Accounts.ts"
import * as Hf from "../support/Hf.ts"
import { World } from "../support/World.ts"
import * as Python from "./Python.ts"

/** Runs a program of the library, which must succeed; answers what it printed. */
const python = (who: Hf.Who, code: string) =>
  Effect.flatMap(
    Python.run(who, `from huggingface_hub import *\nfrom huggingface_hub import HfApi, errors\nimport json\n${code}`),
    (end) => (end.code === 0 ? Effect.succeed(end.stdout.trimEnd()) : Effect.dieMessage(`${end.stdout}\n${end.stderr}`))
  )

describe("jobs", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped.skipIf(Python.missing)("of Python: run, follow the log from the start, wait, list, cancel", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const said = yield* python(
          who,
          String.raw`
job = run_job(image="python:3.12", command=["python", "-c", "print('one'); print('two\u2028three\x85four'); print('last')"],
              env={"A": "1"}, secrets={"S": "hidden"}, labels={"team": "ml"}, timeout="1h", flavor="t4-small")
print(json.dumps(list(fetch_job_logs(job_id=job.id, follow=True))))
done = wait_for_job(job_id=job.id)
print(done.status.stage, done.owner.name, done.flavor, done.labels["team"], done.secrets, done.url == job.url)
print(list(fetch_job_logs(job_id=job.id))[-1])
print([each.id == job.id for each in list_jobs(labels={"team": "ml"})], list(list_jobs(labels={"team": "none"})))
failed = run_job(image="x", command=["sh", "-c", "exit 3"])
print(wait_for_job(job_id=failed.id).status.message)
long = run_job(image="x", command=["sleep", "600"])
cancel_job(job_id=long.id)
print(inspect_job(job_id=long.id).status.stage)
try:
    inspect_job(job_id="nothing")
except errors.JobNotFoundError as error:
    print(type(error).__name__, error.job_id)
`
        )
        assert.deepStrictEqual(said.split("\n"), [
          '["one", "two\\u2028three\\u0085four", "last"]',
          "COMPLETED alice t4-small ml ['S'] True",
          "last",
          "[True] []",
          "Job failed with exit code: 3",
          "CANCELED",
          "JobNotFoundError nothing"
        ])
      })
    )

    it.scoped.skipIf(Python.missing)("of Python: a log that is cut is read on", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const gate = join(who.home, "go")
        const proxy = yield* world.proxy
        yield* proxy.inject({ path: /\/logs/, action: { _tag: "Cut", after: 5_000 } })
        const reader = yield* Python.start(
          { ...who, endpoint: proxy.url },
          `
from huggingface_hub import *
job = run_job(image="x", command=["sh", "-c", "seq 1 300; while [ ! -e ${gate} ]; do sleep 0.05; done; echo over"])
for line in fetch_job_logs(job_id=job.id, follow=True):
    print(line)
`
        )
        yield* reader.line(/^300$/m)
        writeFileSync(gate, "")
        const { stdout } = yield* reader.exit
        assert.strictEqual(stdout, `${Array.from({ length: 300 }, (_, i) => i + 1).join("\n")}\nover\n`)
      })
    )

    it.scoped.skipIf(Python.missing)("of Python: uv, which says when there is none", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const said = yield* python(
          who,
          `
job = run_uv_job("python", script_args=["-c", "print(1)"], dependencies=["lighteval"], python="3.12")
print(job.command)
print(wait_for_job(job_id=job.id).status.message.split(".")[0])
`
        )
        const [command, message] = said.split("\n")
        assert.strictEqual(
          command,
          "['uv', 'run', '--with', 'lighteval', '--python', '3.12', 'python', '-c', 'print(1)']"
        )
        // Where uv is installed it runs, as far as the package index lets it.
        assert.match(message ?? "", /^(Command not found: uv|Job failed with exit code: \d+|None)/)
      })
    )

    it.scoped.skipIf(Python.missing)("of Python: schedules", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const said = yield* python(
          who,
          `
made = create_scheduled_job(image="python:3.12", command=["python", "-c", "print('tick')"], schedule="@hourly", labels={"a": "b"})
print(made.schedule, made.suspend, made.status.next_job_run_at.minute, made.job_spec.labels["a"])
suspend_scheduled_job(scheduled_job_id=made.id)
print(inspect_scheduled_job(scheduled_job_id=made.id).suspend)
resume_scheduled_job(scheduled_job_id=made.id)
print([each.id == made.id for each in HfApi().list_scheduled_jobs(labels={"a": "b"})])
job = trigger_scheduled_job(scheduled_job_id=made.id)
print(list(fetch_job_logs(job_id=job.id, follow=True)), job.initiator.type)
print(inspect_scheduled_job(scheduled_job_id=made.id).status.last_job.id == job.id)
delete_scheduled_job(scheduled_job_id=made.id)
print(len(list(HfApi().list_scheduled_jobs())))
try:
    create_scheduled_job(image="x", command=["true"], schedule="@fortnightly")
except errors.BadRequestError as error:
    print("400", "schedule" in str(error))
`
        )
        assert.deepStrictEqual(said.split("\n"), [
          "@hourly False 0 b",
          "True",
          "[True]",
          "['tick'] scheduled-job",
          "True",
          "0",
          "400 True"
        ])
      })
    )

    it.scoped.skipIf(Python.missing)("of Python's hf: run to the end, with its exit code, and seen by ours", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const good = yield* Python.hf(who, "jobs", "run", "--name", "theirs", "ubuntu", "echo", "hello")
        assert.strictEqual(good.code, 0, good.stderr)
        assert.match(good.stdout, /\nhello\nJob [0-9a-f]{24} completed\n$/)
        const bad = yield* Python.hf(who, "jobs", "run", "ubuntu", "sh", "-c", "exit 3")
        assert.strictEqual(bad.code, 1)
        assert.include(bad.stderr, "Job failed with exit code: 3")
        const id = yield* Hf.ok(who, "jobs", "ls", "-a", "--name", "theirs", "-q")
        assert.strictEqual(yield* Hf.ok(who, "jobs", "logs", id), "hello")
        yield* Python.hfOk(who, "jobs", "labels", id, "--name", "renamed")
        assert.strictEqual(yield* Hf.ok(who, "jobs", "ls", "-a", "--name", "renamed", "-q"), id)
        const stats = yield* Python.hf(who, "jobs", "stats", id)
        assert.strictEqual(stats.code, 0, stats.stderr)
      })
    )

    it.scoped("of ours: what it uses, as a table and as lines of JSON, until it is over", () =>
      Effect.gen(function* () {
        const world = yield* World
        const who = yield* world.who()
        const id = yield* Hf.ok(who, "jobs", "run", "--detach", "-q", "ubuntu", "sleep", "600")
        const lines = yield* Hf.start(who, "jobs", "stats", id, "--json")
        const table = yield* Hf.start(who, "jobs", "stats", id)
        const [sample = ""] = yield* lines.line(/^\{.*\}$/m)
        assert.containsSubset(JSON.parse(sample), { job_id: id })
        assert.isNumber(JSON.parse(sample).memory_used_bytes)
        yield* table.line(new RegExp(`^${id} +[\\d.]+%`, "m"))
        yield* Hf.ok(who, "jobs", "cancel", id)
        assert.deepStrictEqual([(yield* lines.exit).code, (yield* table.exit).code], [0, 0])
      })
    )

    it.scoped("of JavaScript: run, events, log, list, duplicate, cancel, schedules", () =>
      Effect.gen(function* () {
        const { hub } = yield* World
        const common = { hubUrl: hub.url, accessToken: Accounts.tokens.alice, namespace: "alice" }
        yield* Effect.promise(async () => {
          const job = await runJob({
            ...common,
            flavor: "cpu-basic",
            dockerImage: "ubuntu",
            command: ["sh", "-c"],
            arguments: ["echo one; echo two"],
            environment: { A: "1" }
          })
          const lines: Array<string> = []
          for await (const { message, timestamp } of streamJobLogs({ ...common, jobId: job.id })) {
            assert.isFalse(Number.isNaN(timestamp.getTime()))
            lines.push(message)
          }
          assert.deepStrictEqual(lines.slice(-2), ["one", "two"])
          const events: Array<unknown> = []
          for await (const event of streamJobEvents({ ...common, jobId: job.id })) events.push(event)
          assert.isNotEmpty(events)
          assert.strictEqual((await getJob({ ...common, jobId: job.id })).status.stage, "COMPLETED")
          assert.include(
            (await listJobs(common)).map(({ id }) => id),
            job.id
          )
          const again = await duplicateJob({ ...common, jobId: job.id })
          for await (const _ of streamJobLogs({ ...common, jobId: again.id }));
          const long = await runJob({ ...common, flavor: "cpu-basic", dockerImage: "x", command: ["sleep", "600"] })
          assert.strictEqual((await cancelJob({ ...common, jobId: long.id })).status.stage, "CANCELED")

          const made = await createScheduledJob({
            ...common,
            schedule: "*/5 * * * *",
            jobSpec: { flavor: "cpu-basic", dockerImage: "x", command: ["sleep", "600"] }
          })
          const at = { ...common, jobId: made.id }
          await suspendScheduledJob(at)
          await resumeScheduledJob(at)
          const first = await runScheduledJob(at)
          assert.isNotNull(first)
          assert.isNull(await runScheduledJob(at))
          await cancelJob({ ...common, jobId: first?.id ?? "" })
          assert.include(
            (await listScheduledJobs(common)).map(({ id }) => id),
            made.id
          )
          await deleteScheduledJob(at)
        })
      })
    )
  })
})
