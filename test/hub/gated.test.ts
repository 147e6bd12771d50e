import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { origin } from "../../src/hub/InProcess.ts"
import { call, createModel, tokens, withHub } from "./support/hub.ts"

const gate = (gated: string | boolean) =>
  call("PUT", "/api/models/alice/demo/settings", { token: tokens.alice, json: { gated } })
const ask = (token: string) => call("POST", "/alice/demo/ask-access", { token })
const read = (token: string) => call("GET", "/alice/demo/resolve/main/.gitattributes", { token })
const decide = (action: string, json: unknown, token = tokens.alice) =>
  call("POST", `/api/models/alice/demo/user-access-request/${action}`, { token, json })
const asking = (status: string) =>
  Effect.map(call("GET", `/api/models/alice/demo/user-access-request/${status}`, { token: tokens.alice }), (answer) =>
    answer.json().map((each: { user: { user: string } }) => each.user.user)
  )

describe("a gated repo", () => {
  it.live("lets in at once who asks, when it does so by itself", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        assert.strictEqual((yield* ask(tokens.bob)).status, 400)
        yield* gate("auto")
        assert.strictEqual((yield* call("POST", "/alice/demo/ask-access")).status, 401)
        const refused = yield* read(tokens.bob)
        assert.deepStrictEqual([refused.status, refused.headers["x-error-code"]], [403, "GatedRepo"])
        assert.match(refused.json().error, /not in the authorized list\. Visit .* to ask for access\.$/)
        const asked = yield* ask(tokens.bob)
        assert.deepStrictEqual([asked.status, asked.headers["location"]], [303, `${origin}/alice/demo`])
        assert.strictEqual((yield* read(tokens.bob)).status, 200)
        assert.strictEqual((yield* read(tokens.carol)).status, 403)
        assert.deepStrictEqual(yield* asking("accepted"), ["bob"])
      })
    )
  )

  it.live("keeps who asks waiting until it is decided, and decides anew", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        yield* gate("manual")
        yield* ask(tokens.bob)
        yield* ask(tokens.bob)
        assert.match((yield* read(tokens.bob)).json().error, /authorized list\. .*awaiting a review/)
        const pending = yield* call("GET", "/api/models/alice/demo/user-access-request/pending", {
          token: tokens.alice
        })
        assert.deepInclude(pending.json()[0], { user: { user: "bob", fullname: "bob" }, status: "pending" })
        assert.match(pending.json()[0].timestamp, /^\d{4}-\d\d-\d\dT/)
        assert.strictEqual((yield* decide("handle", { user: "bob", status: "rejected" })).status, 200)
        assert.match((yield* read(tokens.bob)).json().error, /rejected/)
        yield* ask(tokens.bob)
        assert.deepStrictEqual([yield* asking("pending"), yield* asking("rejected")], [[], ["bob"]])
        assert.strictEqual((yield* decide("handle", { user: "Bob", status: "accepted" })).status, 200)
        assert.strictEqual((yield* read(tokens.bob)).status, 200)
        assert.strictEqual((yield* decide("handle", { user: "bob", status: "accepted" })).status, 404)
        assert.strictEqual((yield* decide("handle", { user: "bob", status: "pending" })).status, 200)
        assert.strictEqual((yield* read(tokens.bob)).status, 403)
        assert.strictEqual((yield* decide("cancel", {}, tokens.bob)).status, 200)
        assert.strictEqual((yield* decide("cancel", {}, tokens.bob)).status, 404)
        assert.deepStrictEqual(yield* asking("pending"), [])
      })
    )
  )

  it.live("is looked after by those who may write to it, and by nobody else", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        assert.strictEqual((yield* decide("grant", { user: "bob" })).status, 400)
        yield* gate("manual")
        yield* ask(tokens.bob)
        assert.strictEqual((yield* decide("handle", { user: "bob", status: "accepted" }, tokens.bob)).status, 403)
        assert.strictEqual((yield* decide("handle", { user: "carol", status: "accepted" })).status, 404)
        assert.strictEqual(
          (yield* decide("handle", { user: "bob", status: "accepted", rejectionReason: "?" })).status,
          400
        )
        assert.strictEqual((yield* decide("grant", { user: "nobody" })).status, 404)
        assert.strictEqual((yield* decide("grant", { user: "acme" })).status, 404)
        assert.strictEqual((yield* decide("no-such-action", {})).status, 404)
        assert.strictEqual((yield* decide("constructor", {})).status, 404)
        assert.strictEqual((yield* decide("handle", { status: "accepted" })).status, 400)
        assert.deepStrictEqual((yield* decide("grant", { user: "carol" })).json(), {})
        assert.strictEqual((yield* decide("grant", { user: "carol" })).status, 400)
        assert.strictEqual((yield* read(tokens.carol)).status, 200)
        yield* gate(false)
        assert.strictEqual((yield* read(tokens.bob)).status, 200)
      })
    )
  )
})
