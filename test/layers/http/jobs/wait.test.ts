import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import type { Stage } from "../../../../src/domain/jobs/Stage.ts"
import { Job, JobOwner, JobStatus } from "../../../../src/domain/wire/Jobs.ts"
import { wait } from "../../../../src/layers/http/jobs/wait.ts"

const job = (id: string, stage: Stage) =>
  new Job({ id, status: new JobStatus({ stage }), owner: new JobOwner({ id: "o", name: "alice", type: "user" }) })

/** Each job is over after so many looks. */
const over = (looks: Readonly<Record<string, number>>) => {
  const seen: Record<string, number> = {}
  return {
    seen,
    inspect: ({ id }: { readonly id: string }) =>
      Effect.sync(() => {
        seen[id] = (seen[id] ?? 0) + 1
        return job(id, seen[id] > (looks[id] ?? 0) ? "COMPLETED" : "RUNNING")
      })
  }
}

describe("waiting for jobs", () => {
  it.effect("looks once a second until all are over", () =>
    Effect.gen(function* () {
      const { inspect, seen } = over({ a: 2, b: 0 })
      const fiber = yield* Effect.fork(wait(Effect.succeed, inspect)([{ id: "a" }, { id: "b" }]))
      yield* TestClock.adjust("1999 millis")
      assert.deepStrictEqual(seen, { a: 2, b: 1 })
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(
        (yield* Fiber.join(fiber)).map(({ id, status }) => [id, status.stage]),
        [
          ["a", "COMPLETED"],
          ["b", "COMPLETED"]
        ]
      )
    })
  )

  it.effect("ends when the time is over, and names those that are not", () =>
    Effect.gen(function* () {
      const { inspect } = over({ a: 9, b: 0 })
      const options = { timeout: Duration.seconds(3), every: Duration.millis(500) }
      const fiber = yield* Effect.fork(Effect.flip(wait(Effect.succeed, inspect)([{ id: "a" }, { id: "b" }], options)))
      yield* TestClock.adjust("3 seconds")
      const error = yield* Fiber.join(fiber)
      assert.strictEqual(error._tag, "JobsUnfinished")
      if (error._tag === "JobsUnfinished") assert.deepStrictEqual([error.ids, error.seconds], [["a"], 3])
    })
  )
})
