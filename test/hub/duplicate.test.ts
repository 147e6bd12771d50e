import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { origin } from "../../src/hub/InProcess.ts"
import { call, commit, commitObject, createModel, file, header, sha256, tokens, withHub } from "./support/hub.ts"

const duplicate = (json: unknown, token = tokens.bob) =>
  call("POST", "/api/models/alice/demo/duplicate", { token, json })

describe("a duplicate", () => {
  it.live("has the files, branches, tags and history of the original, and a life of its own", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        yield* commit("alice/demo", [header("Add a"), file("a.txt", "a")])
        yield* commitObject("alice/demo", "weights.bin", Buffer.from("weights"))
        yield* call("POST", "/api/models/alice/demo/tag/main", { token: tokens.alice, json: { tag: "v1" } })
        yield* call("POST", "/api/models/alice/demo/branch/dev", { token: tokens.alice, json: {} })
        const pr = yield* commit("alice/demo", [header("A proposal"), file("b.txt", "b")], { query: "?create_pr=1" })
        const made = yield* duplicate({ repository: "bob/copy" })
        assert.deepStrictEqual(
          [made.status, made.json().url, made.json().name],
          [200, `${origin}/bob/copy`, "bob/copy"]
        )
        const refs = (id: string) =>
          Effect.map(call("GET", `/api/models/${id}/refs?include_prs=1`), (all) => all.json())
        const original = yield* refs("alice/demo")
        const copy = yield* refs("bob/copy")
        assert.deepStrictEqual([copy.branches, copy.tags], [original.branches, original.tags])
        assert.deepStrictEqual(copy.pullRequests, [])
        const titles = (yield* call("GET", "/api/models/bob/copy/commits/main")).json()
        assert.deepStrictEqual(
          titles.map((each: { title: string }) => each.title),
          ["Add weights.bin", "Add a", "initial commit"]
        )
        const weights = yield* call("GET", "/bob/copy/resolve/v1/weights.bin")
        assert.strictEqual(weights.status, 302)
        assert.strictEqual((yield* call("GET", weights.headers["location"] ?? "")).text, "weights")
        // What only the original's pull request leads to is not to be had here.
        assert.strictEqual((yield* call("GET", `/api/models/bob/copy/revision/${pr.json().commitOid}`)).status, 404)
        yield* commit("bob/copy", [header("Mine"), file("mine.txt", "m")], { token: tokens.bob })
        assert.strictEqual((yield* call("GET", "/alice/demo/resolve/main/mine.txt")).status, 404)
        const again = yield* duplicate({ repository: "bob/copy" })
        assert.deepStrictEqual([again.status, again.json().url], [409, `${origin}/bob/copy`])
      })
    )
  )

  it.live("is as visible as the original unless told otherwise, and only for who may read and create", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo", { visibility: "private" })
        const info = (id: string, token: string) =>
          Effect.map(call("GET", `/api/models/${id}`, { token }), (answer) => answer.json().private)
        assert.strictEqual((yield* duplicate({ repository: "bob/copy" })).status, 404)
        yield* duplicate({ repository: "alice/same" }, tokens.alice)
        yield* duplicate({ repository: "alice/open", visibility: "public" }, tokens.alice)
        assert.strictEqual(yield* info("alice/same", tokens.alice), true)
        assert.strictEqual(yield* info("alice/open", tokens.alice), false)
        // Who had to ask for the original has to ask for the copy.
        const settings = { gated: "manual", visibility: "public" }
        yield* call("PUT", "/api/models/alice/demo/settings", { token: tokens.alice, json: settings })
        assert.strictEqual((yield* duplicate({ repository: "bob/copy" })).status, 403)
        yield* duplicate({ repository: "alice/gated" }, tokens.alice)
        const gated = yield* call("GET", "/alice/gated/resolve/main/.gitattributes", { token: tokens.bob })
        assert.strictEqual(gated.headers["x-error-code"], "GatedRepo")
        const status = (json: unknown, token?: string) => Effect.map(duplicate(json, token), (answer) => answer.status)
        assert.strictEqual(yield* status({ repository: "bob/copy" }, tokens.alice), 403)
        assert.strictEqual(yield* status({ repository: "alice/x" }, tokens.aliceRead), 403)
        assert.strictEqual(yield* status({ repository: "alice" }, tokens.alice), 400)
        assert.strictEqual(yield* status({ repository: "alice/a--b" }, tokens.alice), 400)
        assert.strictEqual(yield* status({ repository: "alice/x", visibility: "protected" }, tokens.alice), 400)
      })
    )
  )

  it.live("of an object lets the other repo's commits name it", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        yield* createModel("target", {}, tokens.bob)
        const content = Buffer.from("weights")
        yield* commitObject("alice/demo", "weights.bin", content)
        const oid = sha256(content)
        const lines = [header("Copy"), { key: "lfsFile", value: { path: "w.bin", algo: "sha256", oid } }]
        assert.strictEqual((yield* commit("bob/target", lines, { token: tokens.bob })).status, 400)
        const give = (files: ReadonlyArray<string>, token: string) =>
          call("POST", "/api/models/alice/demo/lfs-files/duplicate", {
            token,
            json: { target: { type: "model", name: "bob/target" }, files: files.map((sha256) => ({ sha256 })) }
          })
        assert.strictEqual((yield* give([oid], tokens.alice)).status, 403)
        const unknown = "0".repeat(64)
        const given = yield* give([oid, unknown], tokens.bob)
        assert.strictEqual(given.status, 207)
        assert.deepStrictEqual(given.json(), {
          success: false,
          processed: 2,
          succeeded: 1,
          failed: [{ sha256: unknown, error: "Object does not exist" }]
        })
        assert.strictEqual((yield* commit("bob/target", lines, { token: tokens.bob })).status, 200)
      })
    )
  )
})
