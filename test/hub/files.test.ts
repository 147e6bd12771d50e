import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import {
  call,
  commit,
  commitObject,
  createModel,
  file,
  header,
  ownerToken,
  sha256,
  tokens,
  withHub
} from "./support/hub.ts"

const range = (value: string) => ({ headers: { range: value } })

describe("resolve", () => {
  it.live("serves regular files whole and in ranges, with their git id as etag", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const made = yield* commit("alice/demo", [header("Add"), file("a b/ü%.txt", "0123456789")])
        assert.strictEqual(made.status, 200)
        const url = "/alice/demo/resolve/main/a%20b/%C3%BC%25.txt"
        const whole = yield* call("GET", url)
        assert.deepStrictEqual([whole.status, whole.text], [200, "0123456789"])
        assert.strictEqual(whole.headers["x-repo-commit"], made.json().commitOid)
        assert.strictEqual(whole.headers["etag"], `"ad471007bd7f5983d273b9584e5629230150fd54"`)
        assert.include(whole.headers["content-disposition"], "filename*=UTF-8''%C3%BC%25.txt")
        const head = yield* call("HEAD", url)
        assert.deepStrictEqual([head.status, head.headers["content-length"], head.text], [200, "10", ""])
        const cases = [
          ["bytes=2-4", 206, "234", "bytes 2-4/10"],
          ["bytes=7-", 206, "789", "bytes 7-9/10"],
          ["bytes=-3", 206, "789", "bytes 7-9/10"],
          ["bytes=5-99", 206, "56789", "bytes 5-9/10"],
          ["bytes=-99", 206, "0123456789", "bytes 0-9/10"],
          ["bytes=0-0", 206, "0", "bytes 0-0/10"],
          ["bytes=0-1,3-4", 200, "0123456789", undefined],
          ["lines=0-1", 200, "0123456789", undefined]
        ] as const
        for (const [asked, status, text, contentRange] of cases) {
          const part = yield* call("GET", url, range(asked))
          assert.deepStrictEqual(
            [part.status, part.text, part.headers["content-range"]],
            [status, text, contentRange],
            asked
          )
          assert.strictEqual(part.headers["content-length"], String(text.length))
        }
        const beyond = yield* call("GET", url, range("bytes=10-"))
        assert.deepStrictEqual([beyond.status, beyond.headers["content-range"]], [416, "bytes */10"])
      })
    )
  )

  it.live("answers the first byte of an empty file with nothing and its size", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        yield* commit("alice/demo", [header("Add"), file("empty", "")])
        const probe = yield* call("GET", "/alice/demo/resolve/main/empty", range("bytes=0-0"))
        assert.deepStrictEqual([probe.status, probe.text, probe.headers["content-range"]], [200, "", "bytes */0"])
      })
    )
  )

  it.live("redirects LFS files to a signed URL that repeats what the redirect said", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const content = Buffer.alloc(1_000_000, "abcdefg")
        const made = yield* commitObject("alice/demo", "w.bin", content)
        assert.strictEqual(made.status, 200)
        const oid = sha256(content)
        const redirect = yield* call("HEAD", "/alice/demo/resolve/main/w.bin")
        assert.strictEqual(redirect.status, 302)
        const location = redirect.headers["location"] ?? ""
        assert.match(location, /^\/-\/blob\/[^?]+\/w\.bin$/)
        const facts = {
          "x-repo-commit": made.json().commitOid,
          "x-linked-etag": `"${oid}"`,
          "x-linked-size": "1000000",
          etag: `"${oid}"`
        }
        assert.deepInclude(redirect.headers, facts)
        const head = yield* call("HEAD", location)
        assert.deepInclude(head.headers, { ...facts, "content-length": "1000000", "accept-ranges": "bytes" })
        const whole = yield* call("GET", location)
        assert.deepInclude(whole.headers, facts)
        assert.strictEqual(sha256(whole.bytes), oid)
        const part = yield* call("GET", location, range("bytes=300000-999999"))
        assert.strictEqual(part.status, 206)
        assert.isTrue(part.bytes.equals(content.subarray(300_000)))
        const forged = yield* call("GET", location.replace("blob/", "blob/x"))
        assert.strictEqual(forged.status, 403)
        const raw = yield* call("GET", "/alice/demo/raw/main/w.bin")
        assert.strictEqual(raw.text, `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 1000000\n`)
      })
    )
  )

  it.effect("does not honour a signed URL after its time", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        yield* commitObject("alice/demo", "w.bin", Buffer.alloc(5000, 1))
        const redirect = yield* call("GET", "/alice/demo/resolve/main/w.bin")
        const location = redirect.headers["location"] ?? ""
        yield* TestClock.adjust("59 minutes")
        assert.strictEqual((yield* call("GET", location)).status, 200)
        yield* TestClock.adjust("1 minute")
        const late = yield* call("GET", location)
        assert.strictEqual(late.status, 403)
        assert.match(late.json().error, /expired/)
      })
    )
  )

  it.live("tells missing files, revisions and repos apart", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const codes = [
          ["/alice/demo/resolve/main/nope", "EntryNotFound"],
          ["/alice/demo/resolve/main/..%2f..%2fetc%2fpasswd", "EntryNotFound"],
          ["/alice/demo/resolve/nope/.gitattributes", "RevisionNotFound"],
          ["/alice/nope/resolve/main/x", "RepoNotFound"]
        ] as const
        for (const method of ["GET", "HEAD"] as const)
          for (const [url, code] of codes) {
            const answer = yield* call(method, url, { token: tokens.alice })
            assert.deepStrictEqual([answer.status, answer.headers["x-error-code"]], [404, code], url)
          }
        const missing = yield* call("HEAD", "/alice/demo/resolve/main/nope")
        assert.match(missing.headers["x-repo-commit"] ?? "", /^[0-9a-f]{40}$/)
      })
    )
  )

  it.live("knows a revision by branch, tag, hash and short hash, encoded or not", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const sha: string = (yield* commit("alice/demo", [header("Add"), file("a", "1")])).json().commitOid
        const pull = yield* commit("alice/demo", [header("Change"), file("a", "2")], { query: "?create_pr=1" })
        assert.match(pull.json().pullRequestUrl, /\/alice\/demo\/discussions\/1$/)
        yield* call("POST", "/api/models/alice/demo/tag/main", { token: tokens.alice, json: { tag: "v1" } })
        const text = (rev: string) => Effect.map(call("GET", `/alice/demo/resolve/${rev}/a`), (answer) => answer.text)
        for (const rev of ["main", "HEAD", "v1", sha, sha.slice(0, 7), "refs%2Fheads%2Fmain", "refs/heads/main"])
          assert.strictEqual(yield* text(rev), "1", rev)
        for (const rev of ["refs%2Fpr%2F1", "refs/pr/1"]) assert.strictEqual(yield* text(rev), "2", rev)
      })
    )
  )
})

describe("canonical ids", () => {
  it.live("name repos of the owner", () =>
    withHub(
      Effect.gen(function* () {
        const token = yield* ownerToken
        yield* createModel("gpt2", {}, token)
        const info = yield* call("GET", "/api/models/gpt2/revision/main")
        assert.strictEqual(info.json().id, "local/gpt2")
        assert.strictEqual((yield* call("GET", "/gpt2/resolve/main/.gitattributes")).status, 200)
        assert.strictEqual((yield* call("GET", "/api/models/gpt2/tree/refs/heads/main")).status, 200)
      })
    )
  )
})

describe("visibility", () => {
  it.live("hides private repos from those they are not for", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("secret", { visibility: "private" })
        yield* createModel("shared", { organization: "acme" })
        for (const url of ["/api/models/alice/secret", "/alice/secret/resolve/main/.gitattributes"]) {
          const nobody = yield* call("GET", url)
          assert.deepStrictEqual([nobody.status, nobody.headers["x-error-code"]], [401, "RepoNotFound"])
          const bob = yield* call("GET", url, { token: tokens.bob })
          assert.deepStrictEqual([bob.status, bob.headers["x-error-code"]], [404, "RepoNotFound"])
          assert.strictEqual((yield* call("GET", url, { token: tokens.aliceRead })).status, 200)
        }
        // Private by default in this organization; members of every role see it, others don't.
        const statuses = [tokens.alice, tokens.bob, tokens.carol, tokens.dave].map((token) =>
          Effect.map(call("GET", "/api/models/acme/shared", { token }), (answer) => answer.status)
        )
        assert.deepStrictEqual(yield* Effect.all(statuses), [200, 200, 200, 404])
        const write = (token: string) =>
          Effect.map(commit("acme/shared", [header("x"), file("x", "x")], { token }), (answer) => answer.status)
        assert.deepStrictEqual(
          yield* Effect.all([write(tokens.alice), write(tokens.bob), write(tokens.carol)]),
          [200, 403, 403]
        )
      })
    )
  )

  it.live("keeps the files of gated repos for those who were let in", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("gate")
        yield* call("PUT", "/api/models/alice/gate/settings", { token: tokens.alice, json: { gated: "manual" } })
        const url = "/alice/gate/resolve/main/.gitattributes"
        const nobody = yield* call("HEAD", url)
        assert.deepStrictEqual([nobody.status, nobody.headers["x-error-code"]], [401, "GatedRepo"])
        const bob = yield* call("GET", url, { token: tokens.bob })
        assert.deepStrictEqual([bob.status, bob.headers["x-error-code"]], [403, "GatedRepo"])
        assert.match(bob.json().error, /Access to model .* is restricted and you are not in the authorized list/)
        assert.strictEqual((yield* call("GET", "/api/models/alice/gate/tree/main")).status, 200)
        assert.strictEqual((yield* call("GET", "/api/models/alice/gate/auth-check", { token: tokens.bob })).status, 403)
        assert.strictEqual((yield* call("GET", url, { token: tokens.aliceRead })).status, 200)
        const grant = (user: string) =>
          call("POST", "/api/models/alice/gate/user-access-request/grant", { token: tokens.alice, json: { user } })
        assert.strictEqual((yield* grant("nobody")).status, 404)
        assert.strictEqual((yield* grant("bob")).status, 200)
        assert.strictEqual((yield* grant("bob")).status, 400)
        assert.strictEqual((yield* call("GET", url, { token: tokens.bob })).status, 200)
        assert.strictEqual((yield* call("GET", url, { token: tokens.carol })).status, 403)
      })
    )
  )
})
