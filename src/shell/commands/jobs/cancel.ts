import * as Effect from "effect/Effect"
import * as JobId from "../../../domain/jobs/JobId.ts"
import { isTerminal } from "../../../domain/jobs/Stage.ts"
import { Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import * as params from "./params.ts"

export const cancel = leaf(
  {
    name: "cancel",
    help: "End a job.",
    params: { id: params.jobId, namespace: params.namespace, token: params.token },
    examples: ["hf jobs cancel 6877b757344d8f02f6001012"]
  },
  ({ id, namespace, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const job = yield* JobId.parse(id, namespace)
      const { status } = yield* withHub(
        token,
        Effect.flatMap(Jobs, (jobs) => jobs.cancel(job))
      )
      const before = isTerminal(status.stage) && status.stage !== "CANCELED"
      yield* output.result("", before ? `Job was over already: ${status.stage}` : "Job cancelled", [["id", job.id]])
    })
)
