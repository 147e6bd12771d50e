import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Labels from "../../../domain/jobs/Labels.ts"
import * as Stage from "../../../domain/jobs/Stage.ts"
import { Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { Settings } from "../../../services/Settings.ts"
import { withHub } from "../../Access.ts"
import { Misuse } from "../../Misuse.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "./params.ts"
import { listed } from "./rows.ts"

const columns = ["job_id", "name", "image/space", "command", "created", "status", "runtime"].map((key) => ({ key }))

/** `running,error` and repetitions. */
export const words = (values: ReadonlyArray<string>): ReadonlyArray<string> =>
  values.flatMap((value) => value.split(",")).flatMap((word) => (word.trim() === "" ? [] : [word.trim()]))

/** What a list without rows was narrowed by. */
export const narrowed = (statuses: ReadonlyArray<string>, labels: Readonly<Record<string, string>>): string =>
  [
    ...statuses.map((each) => `status=${each}`),
    ...Object.entries(labels).map(([key, value]) => `label=${key}=${value}`)
  ].join(", ")

export const list = leaf(
  {
    name: "list",
    aliases: [{ name: "ls" }, { name: "ps" }],
    help: "List jobs; those that are not over unless told otherwise.",
    params: {
      all: opt.flag(["-a", "--all"], { help: "Also those that are over." }),
      status: opt.repeat(["--status"], { help: `Only these stages: ${Stage.stages.join(", ").toLowerCase()}.` }),
      label: params.label("Only jobs with this label; all of several."),
      name: opt.text(["--name"], { help: "Only jobs of this name." }),
      limit: opt.intFrom(0)(["--limit"], { help: "List so many at most; 0: all.", default: 100 }),
      filter: opt.repeat(["-f", "--filter"], { help: "Does nothing any more: --status and --label do.", hidden: true }),
      namespace: params.namespace,
      token: params.token
    },
    examples: [
      "hf jobs ps",
      "hf jobs ps -a",
      "hf jobs ls --status error --label team=ml",
      "hf jobs ls -q | xargs hf jobs wait"
    ]
  },
  ({ all, filter, label, limit, name, namespace, status, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      if (all && status.length > 0)
        return yield* new Misuse({ reason: "`-a`/`--all` cannot be combined with `--status`." })
      if (filter.length > 0) yield* output.warning("--filter does nothing any more: use --status and --label.")
      const statuses = words(status)
      const labels = yield* Labels.filters(label, name)
      const active = statuses.length === 0 && !all
      const query = Effect.gen(function* () {
        const jobs = yield* Jobs
        const { endpoint } = yield* Settings
        const found = jobs.list({
          namespace,
          stages: active ? ["RUNNING", "SCHEDULING"] : statuses.map(Stage.parse),
          labels
        })
        // One more, to know whether there are more.
        const some = limit === 0 ? found : Stream.take(found, limit + 1)
        return Chunk.toReadonlyArray(yield* Stream.runCollect(some)).map((job) => listed(job, endpoint))
      })
      const found = yield* withHub(token, query)
      const rows = limit === 0 ? found : found.slice(0, limit)
      yield* output.table(columns, rows, "job_id")
      if (found.length > rows.length)
        yield* output.hint(`Output truncated to ${limit} Jobs. Use \`--limit 0\` to show all (or \`--limit N\`).`)
      if (rows.length > 0) return
      const filters = narrowed(statuses, labels)
      if (filters !== "") yield* output.text(`No jobs matched filters: ${filters}`)
      else if (active) yield* output.hint("No running jobs. Use `-a`/`--all` to include finished (and failed) jobs.")
    })
)
