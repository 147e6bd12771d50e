import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as CacheQuery from "../../../domain/CacheQuery.ts"
import { InvalidInput } from "../../../domain/errors.ts"
import * as JobId from "../../../domain/jobs/JobId.ts"
import { text } from "../../../domain/Open.ts"
import { JobsFailed } from "../../../domain/serviceErrors.ts"
import { Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "./params.ts"

const secondsOf = (text: string) => {
  const seconds = CacheQuery.seconds(text)
  return seconds === undefined || seconds < 0
    ? Effect.fail(
        new InvalidInput({ what: "timeout", value: text, reason: "write whole seconds, or 90s, 15m, 12h, 7d, 2w" })
      )
    : Effect.succeed(Duration.seconds(seconds))
}

export const wait = leaf(
  {
    name: "wait",
    help: "Wait until jobs are over; fails unless all of them completed.",
    params: {
      ids: arg.some("JOB_IDS", { help: "Jobs of one namespace, as `id` or `namespace/id`.", completes: "job" }),
      timeout: opt.text(["--timeout"], { help: "Longest wait: seconds, or a whole number with s, m, h, d or w." }),
      namespace: params.namespace,
      token: params.token
    },
    examples: ["hf jobs wait 6877b757344d8f02f6001012", "hf jobs ls -q | xargs hf jobs wait --timeout 2h"]
  },
  ({ ids, namespace, timeout, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const wanted = yield* Effect.forEach(ids, (id) => JobId.parse(id, namespace))
      const spaces = new Set(wanted.map((each) => each.namespace))
      if (spaces.size > 1)
        return yield* new InvalidInput({
          what: "job ids",
          value: ids.join(" "),
          reason: "they must all be of one namespace"
        })
      const limit = timeout === undefined ? undefined : yield* secondsOf(timeout)
      yield* output.log(`Waiting for ${wanted.length} Job(s) to finish...`)
      const found = yield* withHub(
        token,
        Effect.flatMap(Jobs, (jobs) => jobs.wait(wanted, { timeout: limit }))
      )
      const rows = found.map(({ id, status }) => ({ id, stage: text(status.stage), message: status.message ?? null }))
      yield* output.table([{ key: "id" }, { key: "stage" }, { key: "message" }], rows, "id")
      const failed = found.filter(({ status }) => status.stage !== "COMPLETED")
      if (failed.length > 0)
        return yield* new JobsFailed({
          jobs: failed.map(({ id, status }) => ({ id, stage: status.stage, message: status.message ?? undefined })),
          of: rows.length
        })
    })
)
