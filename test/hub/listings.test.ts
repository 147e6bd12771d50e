import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  call,
  commit,
  commitObject,
  createModel,
  file,
  header,
  type Json,
  sha256,
  tokens,
  withHub
} from "./support/hub.ts"

const api = "/api/models/alice/demo"
const post = (path: string, json: unknown, token = tokens.alice) => call("POST", `${api}/${path}`, { token, json })
const remove = (path: string) => call("DELETE", `${api}/${path}`, { token: tokens.alice })

describe("tree", () => {
  it.live("lists folders and files, one level or all, from any folder on", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        yield* commit("alice/demo", [header("Add"), file("a/b c/d.txt", "1"), file("a/e.txt", "22")])
        const list = (path: string, query = "recursive=false&expand=false") =>
          Effect.map(call("GET", `${api}/tree/main${path}?${query}`), (answer) =>
            answer.json().map((each: Json) => `${each.type} ${each.path} ${each.size}`)
          )
        assert.deepStrictEqual(yield* list(""), ["file .gitattributes 1519", "directory a 0"])
        assert.deepStrictEqual(yield* list("/a"), ["directory a/b c 0", "file a/e.txt 2"])
        assert.deepStrictEqual(yield* list("/a%2Fb%20c"), ["file a/b c/d.txt 1"])
        assert.deepStrictEqual(yield* list("/a", "recursive=true&expand=false"), [
          "directory a/b c 0",
          "file a/b c/d.txt 1",
          "file a/e.txt 2"
        ])
        for (const path of ["/nope", "/a/e.txt"]) {
          const missing = yield* call("GET", `${api}/tree/main${path}`)
          assert.strictEqual(missing.headers["x-error-code"], "EntryNotFound")
        }
        assert.strictEqual((yield* call("GET", `${api}/tree/nope`)).headers["x-error-code"], "RevisionNotFound")
      })
    )
  )

  it.live("shows LFS facts, and the last commit of each path when asked", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const content = Buffer.alloc(3000, 7)
        yield* commitObject("alice/demo", "w.bin", content)
        yield* commit("alice/demo", [header("Second"), file("d/x", "1"), file("d/y", "1")])
        const third = (yield* commit("alice/demo", [header("Third"), file("d/x", "2")])).json().commitOid
        const tree = (yield* call("GET", `${api}/tree/main?recursive=true&expand=true`)).json()
        const last = Object.fromEntries(tree.map((each: Json) => [each.path, each.lastCommit.title]))
        assert.deepStrictEqual(last, {
          ".gitattributes": "initial commit",
          d: "Third",
          "d/x": "Third",
          "d/y": "Second",
          "w.bin": "Add w.bin"
        })
        const weights = tree.find((each: Json) => each.path === "w.bin")
        assert.deepInclude(weights, { size: 3000, lfs: { oid: sha256(content), size: 3000, pointerSize: 129 } })
        const info = (yield* call("GET", `${api}?blobs=true`)).json()
        assert.strictEqual(info.sha, third)
        assert.deepStrictEqual(
          info.siblings.find((each: Json) => each.rfilename === "w.bin"),
          {
            rfilename: "w.bin",
            size: 3000,
            blobId: weights.oid,
            lfs: { sha256: sha256(content), size: 3000, pointerSize: 129 }
          }
        )
        const json = (yield* post("paths-info/main", { paths: ["d", "nope", "w.bin", "d/x"], expand: true })).json()
        assert.deepStrictEqual(
          json.map((each: Json) => [each.type, each.path, each.lastCommit.title]),
          [
            ["directory", "d", "Third"],
            ["file", "w.bin", "Add w.bin"],
            ["file", "d/x", "Third"]
          ]
        )
        const form = yield* call("POST", `${api}/paths-info/main`, { form: "paths=d%2Fx&expand=False" })
        assert.deepStrictEqual(
          form.json().map((each: Json) => [each.path, each.lastCommit]),
          [["d/x", undefined]]
        )
      })
    )
  )

  it.live("comes in pages linked by absolute URLs that keep the query", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const files = Array.from({ length: 25 }, (_, i) => file(`d/f${String(i).padStart(2, "0")}`, `${i}`))
        yield* commit("alice/demo", [header("Add"), ...files])
        const found: Array<string> = []
        const sizes: Array<number> = []
        let next: string | undefined = `${api}/tree/main?recursive=true&expand=false&limit=10`
        while (next !== undefined) {
          const page: { json: () => ReadonlyArray<Json>; headers: Record<string, string | undefined> } = yield* call(
            "GET",
            next
          )
          found.push(...page.json().map((each) => each.path))
          sizes.push(page.json().length)
          next = /^<(http:\/\/hub\.embedded\/[^>]+recursive=true[^>]+)>; rel="next"$/.exec(
            page.headers["link"] ?? ""
          )?.[1]
        }
        assert.deepStrictEqual(sizes, [10, 10, 7])
        assert.strictEqual(new Set(found).size, 27)
      })
    )
  )
})

describe("branches and tags", () => {
  it.live("are made, refused twice, and deleted", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const sha: string = (yield* commit("alice/demo", [header("Add"), file("a", "1")])).json().commitOid
        const initial = (yield* call("GET", `${api}/commits/main`)).json()[1].id
        assert.strictEqual((yield* post("branch/feature%2Fx", {})).status, 200)
        assert.strictEqual((yield* post("branch/old", { startingPoint: initial.slice(0, 8) })).status, 200)
        const taken = yield* post("branch/main", {})
        assert.deepStrictEqual([taken.status, taken.json().error], [409, "Reference refs/heads/main already exists"])
        assert.strictEqual((yield* post("branch/old", { overwrite: true })).status, 200)
        const nowhere = yield* post("branch/new", { startingPoint: "nope" })
        assert.strictEqual(nowhere.headers["x-error-code"], "RevisionNotFound")
        const bad = yield* post("branch/refs%2Fpr%2F1", {})
        assert.deepStrictEqual([bad.status, bad.json().error], [400, "Invalid reference for a branch: refs/pr/1"])
        assert.strictEqual((yield* post("branch/empty", { emptyBranch: true })).status, 200)
        const nothing = yield* call("GET", "/alice/demo/resolve/empty/a")
        assert.strictEqual(nothing.headers["x-error-code"], "EntryNotFound")
        assert.deepStrictEqual((yield* call("GET", `${api}/tree/empty`)).json(), [])

        assert.strictEqual((yield* post("tag/main", { tag: "v1" })).status, 200)
        assert.strictEqual((yield* post("tag/main", { tag: "v1" })).status, 409)
        assert.strictEqual((yield* post(`tag/${initial.slice(0, 7)}`, { tag: "old" })).status, 200)
        assert.strictEqual((yield* post("tag/nope", { tag: "not a name" })).headers["x-error-code"], "RevisionNotFound")
        assert.strictEqual((yield* post("tag/main", { tag: "not a name" })).status, 400)

        const refs = (yield* call("GET", `${api}/refs`)).json()
        const targets = (list: Json) => Object.fromEntries(list.map((each: Json) => [each.ref, each.targetCommit]))
        const { "refs/heads/empty": _, ...branches } = targets(refs.branches)
        assert.deepStrictEqual(branches, {
          "refs/heads/main": sha,
          "refs/heads/feature/x": sha,
          "refs/heads/old": initial
        })
        assert.deepStrictEqual(targets(refs.tags), { "refs/tags/v1": sha, "refs/tags/old": initial })
        assert.deepStrictEqual([refs.converts, refs.pullRequests], [[], undefined])

        const main = yield* remove("branch/main")
        assert.deepStrictEqual([main.status, main.json().error], [403, "Cannot delete refs/heads/main"])
        assert.match((yield* remove("branch/v1")).json().error, /Invalid rev id/)
        assert.strictEqual((yield* remove("branch/feature%2Fx")).status, 200)
        assert.strictEqual((yield* remove("tag/old")).status, 200)
        assert.strictEqual((yield* remove("tag/old")).headers["x-error-code"], "RevisionNotFound")
        // "old" was the tag's name too: the branch is still there.
        assert.strictEqual((yield* call("GET", `${api}/revision/old`)).json().sha, initial)
      })
    )
  )

  it.live("are squashed to one commit with the same files", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        yield* commit("alice/demo", [header("Add"), file("a", "1")])
        const before = (yield* call("GET", `${api}/tree/main`)).json()
        const { commitId } = (yield* post("super-squash/main", { message: "All of it" })).json()
        const commits = (yield* call("GET", `${api}/commits/main`)).json()
        assert.deepStrictEqual(
          commits.map((each: Json) => [each.id, each.title]),
          [[commitId, "All of it"]]
        )
        assert.deepStrictEqual((yield* call("GET", `${api}/tree/main`)).json(), before)
      })
    )
  )
})

describe("small routes", () => {
  it.live("answer what clients ask on the side", () =>
    withHub(
      Effect.gen(function* () {
        assert.strictEqual((yield* call("GET", "/api/agent-harnesses")).status, 404)
        const validate = (content: string) =>
          call("POST", "/api/validate-yaml", { json: { content, repoType: "model" } })
        const good = yield* validate("---\nlicense: mit\n---\n# Hi\n")
        assert.deepStrictEqual([good.status, good.json()], [200, { errors: [], warnings: [] }])
        assert.lengthOf((yield* validate("# Hi")).json().warnings, 1)
        for (const broken of [
          "license: [mit",
          "tags:\n- a\nx: {a: 1",
          'title: "open',
          "license: mit\nlicense: mit",
          "just words"
        ])
          assert.strictEqual((yield* validate(`---\n${broken}\n---\n`)).status, 400, broken)
        for (const fine of [
          "tags: [a,\n  b]",
          'title: "a: [b"',
          "x: it's # [",
          "a:\n  b: 1\nb:\n- 1\n- c: 2",
          "t: |\n  any [ {\n  x",
          "title: 'it''s'",
          "# note\n\nlicense: mit"
        ])
          assert.strictEqual((yield* validate(`---\n${fine}\n---\n`)).status, 200, fine)
        const bad = yield* validate("---\nmodel-index: nonsense\n---\n")
        assert.deepStrictEqual([bad.status, bad.json().errors.length], [400, 1])
        const broken = yield* validate('---\nlicense: "mit\n---\n')
        assert.deepStrictEqual([broken.status, broken.json().errors.length], [400, 1])
        const numbered = yield* validate("---\ntags:\n  - a\nlicense:\n  2.0\n---\n")
        assert.deepStrictEqual(numbered.json().errors, [{ message: '"license" must be a string' }])
        const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]", ..."bcdefgh"]
          .map((each, at, all) =>
            at === 0 ? each : `${each}: &${each} [${Array(9).fill(`*${all[at - 1]?.charAt(0)}`)}]`
          )
          .join("\n")
        assert.strictEqual((yield* validate(`---\n${bomb}\n---\n`)).status, 400)
        const unknown = yield* call("PATCH", "/api/models/a/b/nothing")
        assert.deepStrictEqual([unknown.status, unknown.headers["x-error-code"]], [404, undefined])
        assert.strictEqual((yield* call("GET", "/api/models/%E0%A4%A")).status, 400)
      })
    )
  )
})
