/** What is done to a scheduled job that is there. */
import * as Effect from "effect/Effect"
import * as JobId from "../../../domain/jobs/JobId.ts"
import { type ChangeError, type JobRef, Jobs, type SchedulesShape } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { Settings } from "../../../services/Settings.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import { refOf, urlOf } from "./attend.ts"
import * as params from "./params.ts"

const spec = { id: params.scheduleId, namespace: params.namespace, token: params.token }
const example = (name: string) => [`hf jobs scheduled ${name} 687fa1b2344d8f02f6001013`]

const action = (
  name: string,
  help: string,
  label: string,
  act: (schedules: SchedulesShape, ref: JobRef) => Effect.Effect<void, ChangeError>,
  hint?: (id: string) => string
) =>
  leaf({ name, help, params: spec, examples: example(name) }, ({ id, namespace, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const ref = yield* JobId.parse(id, namespace)
      yield* withHub(
        token,
        Effect.flatMap(Jobs, ({ schedules }) => act(schedules, ref))
      )
      yield* output.result("", label, [["id", ref.id]])
      if (hint !== undefined) yield* output.hint(hint(id))
    })
  )

export const suspend = action(
  "suspend",
  "Let a scheduled job rest until it is resumed.",
  "Scheduled Job suspended",
  (schedules, ref) => schedules.suspend(ref),
  (id) => `Use \`hf jobs scheduled resume ${id}\` to resume it.`
)

export const resume = action("resume", "Let a suspended job run again.", "Scheduled Job resumed", (schedules, ref) =>
  schedules.resume(ref)
)

export const remove = action(
  "delete",
  "Delete a scheduled job. Runs under way go on.",
  "Scheduled Job deleted",
  (schedules, ref) => schedules.delete(ref)
)

export const trigger = leaf(
  { name: "trigger", help: "Run a scheduled job now.", params: spec, examples: example("trigger") },
  ({ id, namespace, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const ref = yield* JobId.parse(id, namespace)
      const program = Effect.gen(function* () {
        const job = yield* (yield* Jobs).schedules.trigger(ref)
        const { endpoint } = yield* Settings
        yield* output.result("", "Scheduled Job triggered", [
          ["id", job.id],
          ["url", urlOf(endpoint, job)]
        ])
        yield* output.hint(`Use \`hf jobs logs -f ${refOf(job)}\` to stream logs.`)
      })
      yield* withHub(token, program)
    })
)
