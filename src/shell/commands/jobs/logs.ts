import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as JobId from "../../../domain/jobs/JobId.ts"
import { Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import { following } from "./attend.ts"
import * as params from "./params.ts"
import { print, printAsJson } from "./print.ts"

export const logs = leaf(
  {
    name: "logs",
    help: "Show what a job printed so far; with --json a line of JSON for each.",
    params: {
      id: params.jobId,
      follow: opt.flag(["-f", "--follow"], { help: "Go on until the job is over." }),
      tail: opt.intFrom(0)(["-n", "--tail"], { help: "Only the last lines of what there is." }),
      namespace: params.namespace,
      token: params.token
    },
    examples: ["hf jobs logs 6877b757344d8f02f6001012", "hf jobs logs -f --tail 100 6877b757344d8f02f6001012"]
  },
  ({ follow, id, namespace, tail, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const job = yield* JobId.parse(id, namespace)
      const lines = Stream.unwrap(Effect.map(Jobs, (jobs) => jobs.logs(job, { follow, tail })))
      const shown = output.mode === "json" ? printAsJson(lines) : print(lines)
      if (!follow) return yield* withHub(token, shown)
      const ref = job.namespace === undefined ? job.id : `${job.namespace}/${job.id}`
      yield* following(ref, withHub(token, shown))
      yield* output.hint(
        `Stream ended. Run \`hf jobs inspect ${ref}\` to check the final status (e.g. COMPLETED or ERROR).`
      )
    })
)
