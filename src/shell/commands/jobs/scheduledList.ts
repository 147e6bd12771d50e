import * as Effect from "effect/Effect"
import * as JobId from "../../../domain/jobs/JobId.ts"
import * as Labels from "../../../domain/jobs/Labels.ts"
import { Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { Misuse } from "../../Misuse.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import { narrowed, words } from "./list.ts"
import * as params from "./params.ts"
import { columns, listedSchedule, schedule } from "./rows.ts"

const headers = ["id", "name", "schedule", "image/space", "command", "last_run", "next_run", "suspend"].map((key) => ({
  key
}))

const known: ReadonlyArray<string> = ["active", "suspended"]

export const listScheduled = leaf(
  {
    name: "list",
    aliases: [{ name: "ls" }, { name: "ps" }],
    help: "List scheduled jobs; those that are not suspended unless told otherwise.",
    params: {
      all: opt.flag(["-a", "--all"], { help: "Also the suspended ones." }),
      status: opt.repeat(["--status"], { help: "Only these: active, suspended." }),
      label: params.label("Only those with this label; all of several."),
      name: opt.text(["--name"], { help: "Only those of this name." }),
      filter: opt.repeat(["-f", "--filter"], { help: "Does nothing any more: --status and --label do.", hidden: true }),
      namespace: params.namespace,
      token: params.token
    },
    examples: ["hf jobs scheduled ps", "hf jobs scheduled ls --status suspended --label team=ml"]
  },
  ({ all, filter, label, name, namespace, status, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      if (all && status.length > 0)
        return yield* new Misuse({ reason: "`-a`/`--all` cannot be combined with `--status`." })
      if (filter.length > 0) yield* output.warning("--filter does nothing any more: use --status and --label.")
      const statuses = words(status).map((word) => word.toLowerCase())
      const odd = statuses.filter((word) => !known.includes(word))
      if (odd.length > 0)
        return yield* new Misuse({ reason: `Invalid status '${odd.join(", ")}': use ${known.join(" or ")}.` })
      const labels = yield* Labels.filters(label, name)
      const shown = all ? known : statuses.length === 0 ? ["active"] : statuses
      const found = yield* withHub(
        token,
        Effect.flatMap(Jobs, ({ schedules }) => schedules.list({ namespace, labels }))
      )
      const rows = found
        .filter(({ suspend }) => shown.includes(suspend === true ? "suspended" : "active"))
        .map(listedSchedule)
      yield* output.table(headers, rows, "id")
      const [first] = rows
      if (first !== undefined) {
        yield* output.hint(`Use \`hf jobs scheduled inspect ${first["id"]}\` to view details about a scheduled job.`)
        yield* output.hint(`Use \`hf jobs scheduled trigger ${first["id"]}\` to trigger a scheduled job immediately.`)
        return
      }
      const filters = narrowed(statuses, labels)
      if (filters !== "") yield* output.text(`No scheduled jobs matched filters: ${filters}`)
      else if (!all) yield* output.hint("No active scheduled jobs. Use `-a`/`--all` to include suspended ones.")
    })
)

export const inspectScheduled = leaf(
  {
    name: "inspect",
    help: "Show everything about scheduled jobs.",
    params: {
      ids: arg.some("SCHEDULED_JOB_IDS", {
        help: "Scheduled jobs, as `id` or `namespace/id`.",
        completes: "scheduledJob"
      }),
      namespace: params.namespace,
      token: params.token
    },
    examples: ["hf jobs scheduled inspect 687fa1b2344d8f02f6001013"]
  },
  ({ ids, namespace, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const wanted = yield* JobId.parseAll(ids, namespace)
      const rows = yield* withHub(
        token,
        Effect.flatMap(Jobs, ({ schedules }) =>
          Effect.forEach(wanted, (id) => Effect.map(schedules.inspect(id), schedule))
        )
      )
      if (output.mode === "guide")
        return yield* Effect.forEach(rows, (row) => output.dict(row, "id"), { discard: true })
      yield* output.table(columns(rows), rows, "id")
    })
)
