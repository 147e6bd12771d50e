import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as JobId from "../../../domain/jobs/JobId.ts"
import * as Size from "../../../domain/Size.ts"
import type { JobMetrics } from "../../../domain/wire/Jobs.ts"
import { type JobRef, Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { Screen } from "../../render/Screen.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import * as params from "./params.ts"

type Cells = ReadonlyArray<string>

const headers = "JOB ID|CPU %|NUM CPU|MEM %|MEM USAGE|NET I/O|GPU UTIL %|GPU MEM %|GPU MEM USAGE".split("|")

/** Before the first sample. */
const unknown = (id: string): Cells => [
  id,
  ...headers.slice(1).map((header) => (/\/|USAGE/.test(header) ? "-- / --" : "--"))
]

const percent = (part: number, whole: number): string => `${whole === 0 ? 0 : Math.round((1e4 * part) / whole) / 100}%`
const usage = (used: number, total: number): string => `${Size.format(used)}B / ${Size.format(total)}B`

/** One row a GPU, the first of them with all the rest. */
const rows = (id: string, metrics: JobMetrics): ReadonlyArray<Cells> => {
  const first = [
    id,
    `${metrics.cpu_usage_pct}%`,
    (metrics.cpu_millicores / 1000).toFixed(1),
    percent(metrics.memory_used_bytes, metrics.memory_total_bytes),
    usage(metrics.memory_used_bytes, metrics.memory_total_bytes),
    `${Size.format(metrics.rx_bps)}bps / ${Size.format(metrics.tx_bps)}bps`
  ]
  const gpus = Object.entries(metrics.gpus ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  if (gpus.length === 0) return [[...first, "N/A", "N/A", "N/A"]]
  return gpus.map(([, gpu], i) => [
    ...(i === 0 ? first : first.map(() => "")),
    `${gpu.utilization}%`,
    percent(gpu.memory_used_bytes, gpu.memory_total_bytes),
    usage(gpu.memory_used_bytes, gpu.memory_total_bytes)
  ])
}

const table = (all: ReadonlyArray<Cells>): string => {
  const widths = headers.map((header, i) => Math.max(header.length, ...all.map((row) => (row[i] ?? "").length)))
  const line = (row: Cells) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join(" ")
      .trimEnd()
  return [headers, headers.map((_, i) => "-".repeat(widths[i] ?? 0)), ...all].map(line).join("\n")
}

/** The jobs asked for, or all that run. */
const wanted = (ids: ReadonlyArray<JobRef>, namespace: string | undefined) =>
  ids.length > 0
    ? Effect.succeed(ids)
    : Effect.gen(function* () {
        const found = (yield* Jobs).list({ namespace, stages: ["RUNNING", "UPDATING"] })
        return [...(yield* Stream.runCollect(found))].map(({ id, owner }): JobRef => ({ namespace: owner.name, id }))
      })

/** For programs a line of JSON a sample, as the service measures it: a table that changes is for people. */
const asLines = (all: ReadonlyArray<JobRef>) =>
  Effect.gen(function* () {
    const output = yield* Output
    const jobs = yield* Jobs
    const samples = all.map((ref) => Stream.map(jobs.metrics(ref), (metrics) => ({ job_id: ref.id, ...metrics })))
    yield* Stream.runForEach(Stream.mergeAll(samples, { concurrency: "unbounded" }), (sample) =>
      output.raw(JSON.stringify(sample))
    )
  })

export const stats = leaf(
  {
    name: "stats",
    help: "Show what running jobs use, until they are over; with --json a line for each sample.",
    params: {
      ids: arg.any("JOB_IDS", {
        help: "Jobs, as `id` or `namespace/id`; all that run when left out.",
        completes: "job"
      }),
      namespace: params.namespace,
      token: params.token
    },
    examples: ["hf jobs stats", "hf jobs stats 6877b757344d8f02f6001012"]
  },
  ({ ids, namespace, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const screen = yield* Screen
      const refs = yield* JobId.parseAll(ids, namespace)
      const program = Effect.gen(function* () {
        const jobs = yield* Jobs
        const all = yield* wanted(refs, namespace)
        if (all.length === 0) return yield* output.text("No running jobs found")
        if (output.mode === "json") return yield* asLines(all)
        const now = new Map(all.map(({ id }): [string, ReadonlyArray<Cells>] => [id, [unknown(id)]]))
        let drawn = 0
        // On a terminal in place; elsewhere one table after the other.
        const draw = Effect.suspend(() => {
          const text = table([...now.values()].flat())
          const up = drawn === 0 || !screen.stdout.isTTY ? "" : `\u001b[${drawn}A\u001b[J`
          drawn = text.split("\n").length
          return Effect.zipRight(up === "" ? Effect.void : screen.out(up), output.raw(text))
        })
        yield* draw
        const told = all.map((ref) =>
          Stream.concat(
            Stream.map(jobs.metrics(ref), (metrics) => ({ id: ref.id, rows: rows(ref.id, metrics) })),
            Stream.make({ id: ref.id, rows: undefined })
          )
        )
        yield* Stream.runForEach(Stream.mergeAll(told, { concurrency: "unbounded" }), (each) => {
          if (each.rows === undefined) now.delete(each.id)
          else now.set(each.id, each.rows)
          return each.rows === undefined ? Effect.void : draw
        })
      })
      yield* withHub(token, program)
    })
)
