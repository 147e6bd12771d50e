import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { origin } from "../../src/hub/InProcess.ts"
import { call, commit, commitObject, createModel, file, header, type Json, tokens, withHub } from "./support/hub.ts"

const paths = (rev = "main") =>
  Effect.map(call("GET", `/api/models/alice/demo/tree/${rev}?recursive=true&expand=false`), (answer) =>
    answer.json().map((each: Json) => each.path)
  )

describe("commits", () => {
  it.live("add, replace and delete in order", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const first = yield* commit("alice/demo", [
          header("First", { description: "with words" }),
          file("a.txt", "1"),
          file("d/e/f.txt", "1"),
          file("d/g.txt", "1"),
          file("z/y.txt", "1")
        ])
        const { commitOid, commitUrl, success } = first.json()
        assert.deepStrictEqual([success, commitUrl], [true, `${origin}/alice/demo/commit/${commitOid}`])
        assert.deepStrictEqual(yield* paths(), [
          ".gitattributes",
          "a.txt",
          "d",
          "d/e",
          "d/e/f.txt",
          "d/g.txt",
          "z",
          "z/y.txt"
        ])
        const second = yield* commit("alice/demo", [
          header("Second"),
          { key: "deletedFolder", value: { path: "d/e/" } },
          { key: "deletedFile", value: { path: "a.txt" } },
          { key: "deletedEntry", value: { path: "z" } },
          { key: "file", value: { path: "a.txt/now/folder.txt", content: "ü", encoding: "utf-8" } }
        ])
        assert.strictEqual(second.status, 200)
        assert.deepStrictEqual(yield* paths(), [
          ".gitattributes",
          "a.txt",
          "a.txt/now",
          "a.txt/now/folder.txt",
          "d",
          "d/g.txt"
        ])
        assert.deepStrictEqual((yield* paths(commitOid)).length, 8)
        assert.strictEqual((yield* call("GET", "/alice/demo/resolve/main/a.txt/now/folder.txt")).text, "ü")
        const rows = (yield* call("GET", "/api/models/alice/demo/commits/main?expand[]=formatted")).json()
        assert.deepStrictEqual(
          rows.map((row: Json) => [row.title, row.message]),
          [
            ["Second", ""],
            ["First", "with words"],
            ["initial commit", ""]
          ]
        )
        assert.deepStrictEqual(rows[1].formatted, { title: "First", message: "with words" })
      })
    )
  )

  it.live("come as JSON too", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const made = yield* call("POST", "/api/models/alice/demo/commit/main", {
          token: tokens.alice,
          json: {
            summary: "Json",
            files: [{ path: "a", content: "1", encoding: "utf-8" }],
            deletedEntries: [{ path: ".gitattributes" }]
          }
        })
        assert.strictEqual(made.status, 200)
        assert.deepStrictEqual(yield* paths(), ["a"])
      })
    )
  )

  it.live("insist on the parent they were given", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const base: string = (yield* commit("alice/demo", [header("1"), file("a", "1")])).json().commitOid
        const good = yield* commit("alice/demo", [header("2", { parentCommit: base.slice(0, 7) }), file("a", "2")])
        assert.strictEqual(good.status, 200)
        const late = yield* commit("alice/demo", [header("3", { parentCommit: base }), file("a", "3")])
        assert.strictEqual(late.status, 412)
        assert.include(
          late.json().error,
          "The branch was updated since you opened this page. Please refresh and try again."
        )
        assert.strictEqual((yield* call("GET", "/alice/demo/resolve/main/a")).text, "2")
      })
    )
  )

  it.live("of many at once all land, one after the other", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const numbers = Array.from({ length: 20 }, (_, i) => i)
        const answers = yield* Effect.forEach(
          numbers,
          (i) => commit("alice/demo", [header(`c${i}`), file(`f${i}`, `${i}`)]),
          { concurrency: 20 }
        )
        assert.deepStrictEqual(new Set(answers.map((answer) => answer.status)), new Set([200]))
        assert.strictEqual((yield* paths()).length, 21)
        const log = yield* call("GET", "/api/models/alice/demo/commits/main?limit=5&p=4")
        assert.deepStrictEqual(
          [log.headers["x-total-count"], log.json().length, log.headers["link"]],
          ["21", 1, undefined]
        )
        const page = yield* call("GET", "/api/models/alice/demo/commits/main?limit=5")
        assert.match(
          page.headers["link"] ?? "",
          /<http:\/\/hub\.embedded\/api\/models\/alice\/demo\/commits\/main\?limit=5&p=1>; rel="next"/
        )
      })
    )
  )

  it.live("are refused with nothing changed", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        yield* commit("alice/demo", [header("1"), file("a", "1")])
        const before = (yield* call("GET", "/api/models/alice/demo")).json().sha
        const missing = { key: "deletedFile", value: { path: "nope" } }
        const refusals: ReadonlyArray<readonly [ReadonlyArray<unknown>, number, string | undefined]> = [
          [[header("x"), file("b", "1"), missing], 404, "EntryNotFound"],
          [[header("x")], 400, undefined],
          [[header(" "), file("b", "1")], 400, undefined],
          [[file("b", "1")], 400, undefined],
          [[header("x"), { key: "nonsense", value: {} }], 400, undefined],
          [[header("x"), file("../b", "1")], 400, undefined],
          [[header("x"), file("a/b", "1")], 400, undefined],
          [[header("x"), file("b", "x".repeat(10 * 1024 * 1024 + 1))], 400, undefined],
          [
            [header("x"), { key: "lfsFile", value: { path: "b", algo: "sha256", oid: "1".repeat(64), size: 1 } }],
            400,
            undefined
          ]
        ]
        for (const [lines, status, code] of refusals) {
          const answer = yield* commit("alice/demo", lines)
          assert.deepStrictEqual(
            [answer.status, answer.headers["x-error-code"]],
            [status, code],
            answer.text.slice(0, 200)
          )
        }
        const url = "/api/models/alice/demo/commit/main"
        const lines = { ndjson: [header("x"), file("b", "1")] }
        assert.strictEqual((yield* call("POST", url, lines)).status, 401)
        assert.strictEqual((yield* call("POST", url, { token: tokens.bob, ...lines })).status, 403)
        assert.strictEqual((yield* call("POST", url, { token: tokens.aliceRead, ...lines })).status, 403)
        assert.strictEqual(
          (yield* commit("alice/demo", lines.ndjson, { rev: "nope" })).headers["x-error-code"],
          "RevisionNotFound"
        )
        assert.strictEqual(
          (yield* commit("alice/demo", lines.ndjson, { rev: before })).headers["x-error-code"],
          "RevisionNotFound"
        )
        assert.strictEqual((yield* call("GET", "/api/models/alice/demo")).json().sha, before)
      })
    )
  )

  it.live("give LFS files a rule when none covers them", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        yield* commitObject("alice/demo", "covered.bin", Buffer.alloc(2000, 1))
        const before = (yield* call("GET", "/alice/demo/resolve/main/.gitattributes")).text
        yield* commitObject("alice/demo", "my file[1]", Buffer.alloc(2000, 2))
        const after = (yield* call("GET", "/alice/demo/resolve/main/.gitattributes")).text
        assert.strictEqual(after, `${before}my[[:space:]]file\\[1] filter=lfs diff=lfs merge=lfs -text\n`)
        yield* commitObject("alice/demo", "my file[1]", Buffer.alloc(2000, 3))
        assert.strictEqual((yield* call("GET", "/alice/demo/resolve/main/.gitattributes")).text, after)
      })
    )
  )
})

describe("pull requests", () => {
  it.live("are opened by readers, numbered, and leave the branch alone", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const base: string = (yield* commit("alice/demo", [header("1"), file("a", "1")])).json().commitOid
        yield* commit("alice/demo", [header("2"), file("a", "2")])
        const open = (lines: ReadonlyArray<unknown>, rev = "main") =>
          commit("alice/demo", lines, { token: tokens.bob, query: "?create_pr=1", rev })
        const first = yield* open([header("PR"), file("b", "pr")])
        assert.strictEqual(first.json().pullRequestUrl, `${origin}/alice/demo/discussions/1`)
        const second = yield* open([header("PR", { parentCommit: base }), file("b", "pr")])
        assert.strictEqual(second.json().pullRequestUrl, `${origin}/alice/demo/discussions/2`)
        assert.strictEqual(
          (yield* open([header("PR"), file("b", "pr")], base)).headers["x-error-code"],
          "RevisionNotFound"
        )
        assert.deepStrictEqual(yield* paths(), [".gitattributes", "a"])
        assert.deepStrictEqual(yield* paths("refs/pr/1"), [".gitattributes", "a", "b"])
        assert.strictEqual((yield* call("GET", "/alice/demo/resolve/refs%2Fpr%2F2/a")).text, "1")
        const refs = (yield* call("GET", "/api/models/alice/demo/refs?include_prs=1")).json()
        assert.deepStrictEqual(
          refs.pullRequests.map((each: Json) => [each.name, each.ref]),
          [
            ["1", "refs/pr/1"],
            ["2", "refs/pr/2"]
          ]
        )
        const more = yield* commit("alice/demo", [header("more"), file("c", "1")], { rev: "refs%2Fpr%2F1" })
        assert.strictEqual(more.status, 200)
        assert.deepStrictEqual(yield* paths("refs%2Fpr%2F1"), [".gitattributes", "a", "b", "c"])
      })
    )
  )
})
