import * as Effect from "effect/Effect"
import * as JobId from "../../../domain/jobs/JobId.ts"
import { Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { Settings } from "../../../services/Settings.ts"
import { withHub } from "../../Access.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import * as params from "./params.ts"
import { columns, job } from "./rows.ts"

export const inspect = leaf(
  {
    name: "inspect",
    help: "Show everything about jobs.",
    params: {
      ids: arg.some("JOB_IDS", { help: "Jobs, as `id` or `namespace/id`.", completes: "job" }),
      namespace: params.namespace,
      token: params.token
    },
    examples: ["hf jobs inspect 6877b757344d8f02f6001012", "hf jobs inspect my-org/6877b757344d8f02f6001012 --json"]
  },
  ({ ids, namespace, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const wanted = yield* JobId.parseAll(ids, namespace)
      const query = Effect.gen(function* () {
        const jobs = yield* Jobs
        const { endpoint } = yield* Settings
        return yield* Effect.forEach(wanted, (id) => Effect.map(jobs.inspect(id), (found) => job(found, endpoint)))
      })
      const rows = yield* withHub(token, query)
      // What the guides show is read by people: one value for each job, as a table of twenty columns is not.
      if (output.mode === "guide")
        return yield* Effect.forEach(rows, (row) => output.dict(row, "id"), { discard: true })
      yield* output.table(columns(rows), rows, "id")
    })
)
