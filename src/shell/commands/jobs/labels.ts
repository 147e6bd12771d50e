import * as Effect from "effect/Effect"
import { InvalidInput } from "../../../domain/errors.ts"
import * as JobId from "../../../domain/jobs/JobId.ts"
import * as Labels from "../../../domain/jobs/Labels.ts"
import { type ChangeError, type JobRef, Jobs, type JobsShape } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { Misuse } from "../../Misuse.ts"
import type { Arg } from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "./params.ts"

type Texts = Readonly<Record<string, string>>

/** Where labels are kept: of a job, or of a schedule. */
interface Labelled {
  readonly read: (jobs: JobsShape, ref: JobRef) => Effect.Effect<Texts, ChangeError>
  readonly write: (jobs: JobsShape, ref: JobRef, labels: Texts) => Effect.Effect<unknown, ChangeError>
}

const make = (what: string, id: Arg<string>, example: string, { read, write }: Labelled) =>
  leaf(
    {
      name: "labels",
      help: `Change the labels of a ${what}: --label replaces all of them, --name alone keeps the others.`,
      params: {
        id,
        name: opt.text(["--name"], { help: `Name of the ${what}.` }),
        label: params.label("Label it; may be repeated."),
        clear: opt.flag(["--clear"], { help: "Take all labels away." }),
        namespace: params.namespace,
        token: params.token
      },
      examples: [`${example} --name training-v2`, `${example} --label env=prod --label team=ml`, `${example} --clear`]
    },
    ({ clear, id, label, name, namespace, token }) =>
      Effect.gen(function* () {
        const output = yield* Output
        const some = label.length > 0 || name !== undefined
        if (some === clear)
          return yield* new Misuse({
            reason: some ? "Choose either --name and --label, or --clear." : "Give --name, --label or --clear."
          })
        const ref = yield* JobId.parse(id, namespace)
        const labels = yield* Labels.parse(label, name)
        const problem = Labels.problem(labels)
        if (problem !== undefined)
          return yield* new InvalidInput({ what: "labels", value: Labels.render(labels), reason: problem })
        const program = Effect.gen(function* () {
          const jobs = yield* Jobs
          const kept = label.length === 0 && !clear ? yield* read(jobs, ref) : {}
          const all = { ...kept, ...labels }
          yield* write(jobs, ref, all)
          return all
        })
        const all: Texts = yield* withHub(token, program)
        yield* output.result("", "Labels updated", [
          ["id", ref.id],
          ["name", all["name"] ?? null]
        ])
      })
  )

export const labels = make("job", params.jobId, "hf jobs labels 6877b757344d8f02f6001012", {
  read: (jobs, ref) => Effect.map(jobs.inspect(ref), ({ labels }) => labels ?? {}),
  write: (jobs, ref, all) => jobs.setLabels(ref, all)
})

export const scheduleLabels = make(
  "scheduled job",
  params.scheduleId,
  "hf jobs scheduled labels 687fa1b2344d8f02f6001013",
  {
    read: ({ schedules }, ref) => Effect.map(schedules.inspect(ref), ({ jobSpec }) => jobSpec.labels ?? {}),
    write: ({ schedules }, ref, all) => schedules.setLabels(ref, all)
  }
)
