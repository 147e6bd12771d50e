import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Stage from "../../src/domain/jobs/Stage.ts"
import { text, UnknownWord } from "../../src/domain/Open.ts"
import { type EndpointState, ReportedState, states } from "../../src/domain/wire/Endpoints.ts"
import { JobStatus } from "../../src/domain/wire/Jobs.ts"
import type { Endpoint } from "../../src/services/Endpoints.ts"
import type { JobFilter } from "../../src/services/Jobs.ts"

type JobStage = JobStatus["stage"]
type State = Endpoint["status"]["state"]

const readStatus = Schema.decodeUnknownSync(JobStatus)

describe("a job's stage", () => {
  it("is one of those there are, or a word that is none of them", () => {
    const known: ReadonlyArray<JobStage> = Stage.stages
    // @ts-expect-error There is no such stage,
    const misspelt: JobStage = "COMPLETE"
    // @ts-expect-error it is spelled in capitals,
    const small: JobFilter = { stages: ["running"] }
    // @ts-expect-error and what cannot be need not be asked.
    const never = known.some((stage) => stage === "COMPLETE")
    assert.deepStrictEqual([misspelt, small, never], ["COMPLETE", { stages: ["running"] }, false])
    // Who handles every stage there is still has those to handle that nobody knows.
    const left = (stage: JobStage): UnknownWord | undefined => {
      switch (stage) {
        case "SCHEDULING":
        case "RUNNING":
        case "UPDATING":
          return undefined
        default:
          return Stage.isTerminal(stage) ? undefined : stage
      }
    }
    assert.deepStrictEqual(known.map(left), Array(known.length).fill(undefined))
    assert.deepStrictEqual(left(Stage.parse("frozen")), new UnknownWord({ text: "FROZEN" }))
  })

  it("of a newer Hub is read as it came, and told as it came", () => {
    const status = readStatus({ stage: "FROZEN" })
    assert.deepStrictEqual(Schema.encodeSync(JobStatus)(status), { stage: "FROZEN" })
    assert.deepStrictEqual(
      [JSON.stringify(status.stage), text(status.stage), Stage.isTerminal(status.stage)],
      ['"FROZEN"', "FROZEN", false]
    )
    for (const stage of Stage.stages) assert.strictEqual(readStatus({ stage }).stage, stage)
  })
})

describe("an endpoint's state", () => {
  it("is one of those there are, or a word that is none of them", () => {
    const known: ReadonlyArray<State> = states
    const named: ReadonlyArray<EndpointState> = states
    // @ts-expect-error There is no such state,
    const misspelt: State = "scaledtozero"
    // @ts-expect-error and what cannot be need not be asked.
    const never = known.some((state) => state === "scaledtozero")
    assert.deepStrictEqual([misspelt, never, known.length], ["scaledtozero", false, named.length])
    const decode = Schema.decodeUnknownEither(ReportedState)
    for (const state of ["paused", "hibernating"]) assert.strictEqual(text(Either.getOrThrow(decode(state))), state)
  })
})
