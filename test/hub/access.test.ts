import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { call, commit, createModel, file, header, ownerToken, tokens, withHub } from "./support/hub.ts"

const lines = [header("x"), file("x", "x")]
const status = <E, R>(answer: Effect.Effect<{ readonly status: number }, E, R>) =>
  Effect.map(answer, (each) => each.status)

describe("roles in an organization", () => {
  it.live("say who may create, and who may change what", () =>
    withHub(
      Effect.gen(function* () {
        const create = (name: string, token: string) => status(createModel(name, { organization: "ACME" }, token))
        assert.strictEqual(yield* create("by-admin", tokens.alice), 200)
        assert.strictEqual(yield* create("by-contributor", tokens.carol), 200)
        assert.strictEqual(yield* create("by-reader", tokens.bob), 403)
        assert.strictEqual(yield* create("by-stranger", tokens.dave), 403)
        const write = (name: string, token: string) => status(commit(`acme/${name}`, lines, { token }))
        // Contributors look after what they made themselves, admins after everything, readers after nothing.
        assert.strictEqual(yield* write("by-contributor", tokens.carol), 200)
        assert.strictEqual(yield* write("by-admin", tokens.carol), 403)
        assert.strictEqual(yield* write("by-contributor", tokens.alice), 200)
        assert.strictEqual(yield* write("by-admin", tokens.bob), 403)
        assert.strictEqual(yield* write("by-admin", tokens.dave), 404)
        const may = (token: string) => status(call("GET", "/api/models/acme/by-admin/auth-check/write", { token }))
        assert.deepStrictEqual(
          yield* Effect.all([may(tokens.alice), may(tokens.bob), may(tokens.aliceRead)]),
          [200, 403, 403]
        )
      })
    )
  )
})

describe("the owner", () => {
  it.live("may use every namespace that is nobody else's, and no other", () =>
    withHub(
      Effect.gen(function* () {
        const token = yield* ownerToken
        const create = (organization: string | null) => status(createModel("x", { organization }, token))
        assert.strictEqual(yield* create(null), 200)
        assert.strictEqual(yield* create("openai"), 200)
        assert.strictEqual(yield* create("alice"), 403)
        assert.strictEqual(yield* create("acme"), 403)
        for (const reserved of ["api", "datasets"]) assert.strictEqual(yield* create(reserved), 400)
        assert.strictEqual(yield* status(commit("openai/x", lines, { token })), 200)
        assert.strictEqual(yield* status(commit("openai/x", lines, { token: tokens.dave })), 403)
        yield* createModel("secret", { visibility: "private" })
        assert.strictEqual(yield* status(call("GET", "/api/models/alice/secret", { token })), 404)
      })
    )
  )
})
