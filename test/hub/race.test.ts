import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { call, createModel, tokens, withHub } from "./support/hub.ts"

/** What several tries at once come to, the lowest status first. */
const together = <E, R>(tries: ReadonlyArray<Effect.Effect<{ readonly status: number }, E, R>>) =>
  Effect.map(Effect.all(tries, { concurrency: "unbounded" }), (all) => all.map(({ status }) => status).sort())

describe("a name", () => {
  it.live("goes to one of those who want it at once, by whatever way; the others hear that it is taken", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        yield* createModel("other")
        const move = (fromRepo: string) =>
          call("POST", "/api/repos/move", { token: tokens.alice, json: { fromRepo, toRepo: "alice/moved" } })
        const duplicate = call("POST", "/api/models/alice/demo/duplicate", {
          token: tokens.alice,
          json: { repository: "alice/copy" }
        })
        assert.deepStrictEqual(yield* together([1, 2, 3, 4].map(() => createModel("new"))), [200, 409, 409, 409])
        assert.deepStrictEqual(yield* together([1, 2, 3, 4].map(() => duplicate)), [200, 409, 409, 409])
        assert.deepStrictEqual(yield* together([move("alice/demo"), move("alice/other")]), [200, 409])
      })
    )
  )
})
