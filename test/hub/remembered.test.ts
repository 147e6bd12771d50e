import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { call, commit, createModel, file, header, tokens, withHub } from "./support/hub.ts"

describe("what the Hub remembers", () => {
  it.live("never outlives a change of who may read a file", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const { commitOid } = (yield* commit("alice/demo", [header("x"), file("a/x.txt", "hello")])).json()
        const get = (token?: string, name = "demo") =>
          Effect.map(
            call("GET", `/alice/${name}/resolve/${commitOid}/a/x.txt`, token === undefined ? {} : { token }),
            ({ status, text }) => (status === 200 ? text : status)
          )
        const everyone = (name?: string) =>
          Effect.all([get(undefined, name), get(tokens.dave, name), get(tokens.aliceRead, name)])
        const settings = (json: object) => call("PUT", "/api/models/alice/demo/settings", { token: tokens.alice, json })
        const move = (fromRepo: string, toRepo: string) =>
          call("POST", "/api/repos/move", { token: tokens.alice, json: { fromRepo, toRepo, type: "model" } })

        assert.deepStrictEqual(yield* everyone(), ["hello", "hello", "hello"])
        yield* settings({ visibility: "private" })
        assert.deepStrictEqual(yield* everyone(), [401, 404, "hello"])
        yield* settings({ visibility: "public", gated: "manual" })
        assert.deepStrictEqual(yield* everyone(), [401, 403, "hello"])
        yield* settings({ gated: false })
        assert.deepStrictEqual(yield* everyone(), ["hello", "hello", "hello"])
        yield* move("alice/demo", "alice/other")
        assert.deepStrictEqual(yield* everyone(), [307, 307, 307])
        assert.deepStrictEqual(yield* everyone("other"), ["hello", "hello", "hello"])
        // A repo of the same name does not inherit the commits of the one before.
        yield* createModel("demo")
        assert.deepStrictEqual(yield* everyone(), [404, 404, 404])
        yield* call("DELETE", "/api/repos/delete", { token: tokens.alice, json: { name: "other" } })
        assert.deepStrictEqual(yield* everyone("other"), [401, 404, 404])
      })
    )
  )
})
