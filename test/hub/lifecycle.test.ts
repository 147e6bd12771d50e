import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { origin } from "../../src/hub/InProcess.ts"
import { call, commitObject, createModel, tokens, withHub } from "./support/hub.ts"

describe("whoami", () => {
  it.live("tells who the token belongs to, with organizations and roles", () =>
    withHub(
      Effect.gen(function* () {
        const alice = (yield* call("GET", "/api/whoami-v2", { token: tokens.alice })).json()
        assert.strictEqual(alice.name, "alice")
        assert.strictEqual(alice.id, "0123456789abcdef01234567")
        assert.deepInclude(alice.auth.accessToken, { displayName: "laptop", role: "write" })
        assert.deepInclude(alice.orgs[0], { name: "acme", roleInOrg: "admin" })
        const head = yield* call("HEAD", "/api/whoami-v2", { token: tokens.alice })
        assert.strictEqual(head.status, 200)
      })
    )
  )

  it.live("refuses nobody and unknown tokens, with the words clients compare", () =>
    withHub(
      Effect.gen(function* () {
        assert.strictEqual((yield* call("GET", "/api/whoami-v2")).status, 401)
        const bad = yield* call("GET", "/api/whoami-v2", { token: "hf_wrong" })
        assert.strictEqual(bad.status, 401)
        assert.strictEqual(bad.headers["x-error-message"], "Invalid credentials in Authorization header")
        assert.isDefined(bad.headers["x-request-id"])
        assert.notInclude(bad.text, "hf_wrong")
      })
    )
  )
})

describe("repos", () => {
  it.live("are created once, with one commit, and found whatever the case", () =>
    withHub(
      Effect.gen(function* () {
        const made = yield* createModel("Demo")
        assert.strictEqual(made.status, 200)
        assert.strictEqual(made.json().url, `${origin}/alice/Demo`)
        assert.match(made.json().id, /^[0-9a-f]{24}$/)
        const again = yield* createModel("demo", { organization: "Alice" })
        assert.strictEqual(again.status, 409)
        assert.strictEqual(again.json().url, `${origin}/alice/Demo`)
        const commits = yield* call("GET", "/api/models/ALICE/DEMO/commits/main")
        assert.strictEqual(commits.headers["x-total-count"], "1")
        assert.strictEqual(commits.json()[0].title, "initial commit")
        assert.deepStrictEqual(commits.json()[0].authors, [{ user: "alice" }])
        const info = (yield* call("GET", "/api/models/alice/demo/revision/HEAD")).json()
        assert.strictEqual(info.id, "alice/Demo")
        assert.deepStrictEqual(info.siblings, [{ rfilename: ".gitattributes" }])
      })
    )
  )

  it.live("are refused with bad names, without rights, and without sdk for Spaces", () =>
    withHub(
      Effect.gen(function* () {
        assert.strictEqual((yield* createModel("a--b")).status, 400)
        assert.strictEqual((yield* createModel("tree")).status, 400)
        assert.strictEqual((yield* createModel("x", { organization: "bob" })).status, 403)
        assert.strictEqual((yield* createModel("x", { organization: "nobody" })).status, 403)
        assert.strictEqual((yield* createModel("x", {}, tokens.aliceRead)).status, 403)
        assert.strictEqual((yield* createModel("x", { type: "space" })).status, 400)
        assert.strictEqual((yield* createModel("x", { type: "space", sdk: "nonsense" })).status, 400)
        assert.strictEqual((yield* createModel("x", { private: true, visibility: "public" })).status, 400)
        assert.strictEqual((yield* call("POST", "/api/repos/create", { json: { name: "x" } })).status, 401)
      })
    )
  )

  it.live("exist beside each other by type", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("same")
        const dataset = yield* createModel("same", { type: "dataset" })
        assert.strictEqual(dataset.json().url, `${origin}/datasets/alice/same`)
        const space = yield* createModel("same", { type: "space", sdk: "static", license: "mit" })
        assert.strictEqual(space.status, 200)
        const files = (yield* call("GET", "/api/spaces/alice/same/tree/main")).json()
        assert.deepStrictEqual(
          files.map((each: { path: string }) => each.path),
          [".gitattributes", "README.md", "index.html", "style.css"]
        )
        const readme = yield* call("GET", "/spaces/alice/same/resolve/main/README.md")
        assert.include(readme.text, "license: mit")
      })
    )
  )

  it.live("go away", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const body = { json: { name: "demo", organization: "alice" } }
        assert.strictEqual((yield* call("DELETE", "/api/repos/delete", { token: tokens.bob, ...body })).status, 403)
        const gone = yield* call("DELETE", "/api/repos/delete", { token: tokens.alice, ...body })
        assert.deepStrictEqual([gone.status, gone.text], [200, "OK"])
        const again = yield* call("DELETE", "/api/repos/delete", { token: tokens.alice, ...body })
        assert.strictEqual(again.headers["x-error-code"], "RepoNotFound")
        assert.strictEqual((yield* createModel("demo")).status, 200)
      })
    )
  )

  it.live("move, leave a redirect behind, and come back", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("old")
        yield* createModel("other")
        const move = (fromRepo: string, toRepo: string) =>
          call("POST", "/api/repos/move", { token: tokens.alice, json: { fromRepo, toRepo, type: "model" } })
        const taken = yield* move("alice/old", "alice/other")
        assert.strictEqual(taken.status, 409)
        assert.match(taken.json().error, /A model repository called alice\/other already exists/)
        assert.strictEqual((yield* move("alice/old", "bob/old")).status, 403)
        assert.strictEqual((yield* move("alice/old", "alice/new")).status, 200)
        const api = yield* call("GET", "/api/models/alice/old/tree/main?recursive=true")
        assert.deepStrictEqual(
          [api.status, api.headers["location"]],
          [307, "/api/models/alice/new/tree/main?recursive=true"]
        )
        const file = yield* call("HEAD", "/alice/old/resolve/main/.gitattributes")
        assert.deepStrictEqual([file.status, file.headers["location"]], [307, "/alice/new/resolve/main/.gitattributes"])
        assert.strictEqual((yield* call("GET", "/api/models/alice/new")).status, 200)
        // Only by its present name is a repo moved on or deleted.
        const gone = yield* call("DELETE", "/api/repos/delete", { token: tokens.alice, json: { name: "old" } })
        assert.deepStrictEqual([gone.status, gone.headers["x-error-code"]], [404, "RepoNotFound"])
        assert.strictEqual((yield* move("alice/old", "alice/newer")).status, 404)
        assert.strictEqual((yield* move("alice/new", "alice/old")).status, 200)
        assert.strictEqual((yield* call("GET", "/api/models/alice/old")).status, 200)
      })
    )
  )

  it.live("change their settings, visible at once", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        for (const gated of ["auto", "manual", false])
          for (const visibility of ["private", "public"]) {
            const put = yield* call("PUT", "/api/models/alice/demo/settings", {
              token: tokens.alice,
              json: { gated, visibility }
            })
            assert.strictEqual(put.status, 200)
            const info = (yield* call("GET", "/api/models/alice/demo", { token: tokens.alice })).json()
            assert.deepStrictEqual([info.gated, info.private], [gated, visibility === "private"])
          }
      })
    )
  )

  it.live("are listed with what they store: mine, and my organizations'", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("small", { visibility: "private" })
        yield* commitObject("alice/small", "w.bin", Buffer.alloc(1481))
        yield* createModel("large", { type: "dataset" })
        yield* createModel("theirs", { organization: "acme" })
        const list = (path: string, token: string) => call("GET", `/api/${path}settings/repositories`, { token })
        const mine = (yield* list("", tokens.alice)).json()
        assert.deepStrictEqual(
          mine.map((each: { id: string; type: string; visibility: string }) => [each.id, each.type, each.visibility]),
          [
            ["alice/large", "dataset", "public"],
            ["alice/small", "model", "private"]
          ]
        )
        const small = mine[1].storage as number
        assert.strictEqual(
          small,
          (yield* call("GET", "/alice/small/resolve/main/.gitattributes", { token: tokens.alice })).bytes.length + 1481
        )
        assert.approximately(mine[0].storagePercent + mine[1].storagePercent, 100, 0.001)
        assert.strictEqual((yield* list("organizations/acme/", tokens.bob)).json()[0].id, "acme/theirs")
        assert.strictEqual((yield* list("organizations/acme/", tokens.dave)).status, 403)
        assert.strictEqual((yield* list("organizations/nowhere/", tokens.alice)).status, 404)
        assert.strictEqual((yield* call("GET", "/api/settings/repositories")).status, 401)
        const first = yield* call("GET", "/api/settings/repositories?limit=1", { token: tokens.alice })
        assert.match(first.headers["link"] ?? "", /rel="next"/)
      })
    )
  )

  it.live("are listed: mine and public ones, newest first, in pages", () =>
    withHub(
      Effect.gen(function* () {
        for (const name of ["one", "two", "three"]) yield* createModel(name)
        yield* createModel("secret", { visibility: "private" })
        const ids = (answer: { json: () => ReadonlyArray<{ id: string }> }) => answer.json().map((each) => each.id)
        const seen = yield* call("GET", "/api/models?author=alice")
        assert.deepStrictEqual(new Set(ids(seen)), new Set(["alice/three", "alice/two", "alice/one"]))
        const mine = yield* call("GET", "/api/models?author=alice&search=SEC", { token: tokens.alice })
        assert.deepStrictEqual(ids(mine), ["alice/secret"])
        const found: Array<string> = []
        let next: string | undefined = "/api/models?limit=2"
        while (next !== undefined) {
          const page: { json: () => ReadonlyArray<{ id: string }>; headers: Record<string, string | undefined> } =
            yield* call("GET", next)
          found.push(...ids(page))
          next = /<([^>]+)>; rel="next"/.exec(page.headers["link"] ?? "")?.[1]
        }
        assert.deepStrictEqual(new Set(found), new Set(["alice/three", "alice/two", "alice/one"]))
        assert.strictEqual(found.length, 3)
        const bad = yield* call("GET", "/api/models?expand=nonsense")
        assert.strictEqual(bad.status, 400)
        assert.match(bad.json().error, /"expand" must be one of/)
        const some = (yield* call("GET", "/api/models?expand=private&expand=sha&limit=1")).json()[0]
        assert.deepStrictEqual(Object.keys(some).sort(), ["_id", "id", "private", "sha"])
      })
    )
  )
})
