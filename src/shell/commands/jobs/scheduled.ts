import * as Effect from "effect/Effect"
import { InvalidInput } from "../../../domain/errors.ts"
import * as Schedule from "../../../domain/jobs/Schedule.ts"
import type { ScheduledJob } from "../../../domain/wire/Jobs.ts"
import { type JobInput, Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { Access, withHub } from "../../Access.ts"
import * as arg from "../../spec/arg.ts"
import { type Decoded, group, leaf } from "../../spec/command.ts"
import { scheduleLabels } from "./labels.ts"
import * as params from "./params.ts"
import { command, image, ofCommand, ofImage, show } from "./run.ts"
import { remove, resume, suspend, trigger } from "./scheduledActions.ts"
import { inspectScheduled, listScheduled } from "./scheduledList.ts"
import { scriptSource } from "./scriptSource.ts"
import { shell, summary } from "./summary.ts"
import { block, ofOptions, ofScript, script, scriptArgs } from "./uv.ts"

const schedule = arg.one("SCHEDULE", {
  help: "@annually, @yearly, @monthly, @weekly, @daily, @hourly, or five CRON fields (UTC)."
})

type Recurrence = Decoded<typeof params.recurrence> & { readonly schedule: string }

const shown = ({ concurrency, schedule, suspend }: Recurrence) => ({
  schedule,
  suspend: suspend === true,
  concurrency: concurrency === true
})

const create = Effect.fnUntraced(function* (job: JobInput, { concurrency, schedule, suspend }: Recurrence) {
  return yield* (yield* Jobs).schedules.create({ job, schedule, suspend, concurrency })
})

const tell = Effect.fnUntraced(function* (made: ScheduledJob, named: boolean) {
  const output = yield* Output
  const { local } = yield* Access
  const ref = `${made.owner.name}/${made.id}`
  const name = made.jobSpec.labels?.["name"] ?? null
  yield* output.result("", "Scheduled Job created", [
    ["id", made.id],
    ["name", name]
  ])
  if (!named && name !== null)
    yield* output.hint(
      `Scheduled Job auto-named '${name}'. Pass --name, or rename it: hf jobs scheduled labels ${ref} --name NAME`
    )
  yield* output.hint(`Use \`hf jobs scheduled inspect ${ref}\` to view its details.`)
  if (local) yield* output.hint("It runs while a Hub serves this folder: hf hub serve --jobs")
})

const run = leaf(
  {
    name: "run",
    help: "Run a command in an image again and again.",
    passThrough: "unknown",
    params: { schedule, image, command, ...params.recurrence, ...params.start },
    examples: [
      "hf jobs scheduled run @hourly python:3.12 python -c 'print(\"This runs every hour!\")'",
      'hf jobs scheduled run "*/5 * * * *" python:3.12 python script.py'
    ]
  },
  ({ command, concurrency, image, schedule, suspend, ...options }) =>
    Effect.gen(function* () {
      yield* Schedule.parse(schedule)
      const shared = yield* ofCommand(options, image, command)
      const recurrence = { schedule, suspend, concurrency }
      yield* show(summary({ ...shown(recurrence), image, command: shell(command) }, shared), options.dryRun)
      if (options.dryRun) return
      const made = yield* withHub(
        options.token,
        Effect.flatMap(ofImage(shared, image, command), (job) => create(job, recurrence))
      )
      yield* tell(made, shared.named)
    })
)

const uvRun = leaf(
  {
    name: "run",
    help: "Run a Python script with its dependencies again and again.",
    passThrough: "unknown",
    params: { schedule, script, scriptArgs, ...params.recurrence, ...params.uv, ...params.start },
    examples: ["hf jobs scheduled uv run @hourly my_script.py"]
  },
  ({ concurrency, image, python, repo, schedule, script, scriptArgs, suspend, with: packages, ...options }) =>
    Effect.gen(function* () {
      yield* Schedule.parse(schedule)
      const source = yield* scriptSource(script, options.token)
      const typed = { image, python, repo, script, scriptArgs, source, with: packages }
      const { given, shared } = yield* ofOptions(options, typed)
      const grouped = ["network_group", "network_aliases"].filter((key) => shared.fromScript?.keys.has(key))
      if (grouped.length > 0)
        return yield* new InvalidInput({
          what: "header of script",
          value: script,
          reason: `a scheduled job has no network group: remove ${grouped.join(" and ")}`
        })
      const recurrence = { schedule, suspend, concurrency }
      yield* show(block(given, shared, shown(recurrence)), options.dryRun)
      if (options.dryRun) return
      const made = yield* withHub(
        options.token,
        Effect.flatMap(ofScript(given, shared), (job) => create(job, recurrence))
      )
      yield* tell(made, shared.named)
    }).pipe(Effect.scoped)
)

export const scheduled = group({ name: "scheduled", help: "Jobs that run again and again." }, [
  run,
  listScheduled,
  inspectScheduled,
  suspend,
  resume,
  remove,
  trigger,
  scheduleLabels,
  group({ name: "uv", help: "Run Python scripts by uv." }, [uvRun])
])
