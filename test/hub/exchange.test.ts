/** A CI job's identity for a short-lived token: whom the Hub trusts, and what such a token is good for. */
import { createHmac } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as InProcess from "../../src/hub/InProcess.ts"
import { call, commit, createModel, file, header, people, temporary, tokens, withHub } from "./support/hub.ts"
import { identity, provider } from "./support/identity.ts"

const github = provider("https://token.actions.example", "RS256", "one")
const gitlab = provider("https://gitlab.example", "ES256", "two")
const stranger = provider(github.issuer, "RS256", "one")

const publishers = [
  {
    issuer: github.issuer,
    keys: [github.jwk],
    claims: { repository: "acme/ci", ref: "refs/heads/main" },
    user: "alice",
    resources: ["alice/built", "datasets/alice/numbers"]
  },
  { issuer: gitlab.issuer, keys: [gitlab.jwk], claims: { sub: "job" }, user: "bob", resources: ["bob"] }
]

const trusting = <A, E>(
  test: Parameters<typeof withHub<A, E>>[0],
  trusted: ReadonlyArray<unknown> = publishers
): ReturnType<typeof withHub<A, E>> =>
  Effect.scoped(
    Effect.gen(function* () {
      const accountsFile = join(yield* temporary, "accounts.json")
      writeFileSync(accountsFile, JSON.stringify({ ...people, publishers: trusted }))
      return yield* withHub(test, { accountsFile })
    })
  )

/** What GitHub says of a job on the branch `main` of acme/ci. */
const job = {
  aud: InProcess.origin,
  exp: 300,
  nbf: 0,
  sub: "repo:acme/ci",
  repository: "acme/ci",
  ref: "refs/heads/main"
}

const exchange = (subject_token: string, resource: string, more: Record<string, unknown> = {}) =>
  call("POST", "/oauth/token", {
    json: {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      subject_token,
      resource,
      ...more
    }
  })

const tokenFor = (resource: string) =>
  Effect.map(exchange(identity(github, job), resource), (answer) => {
    assert.strictEqual(answer.status, 200, answer.text)
    return answer.json().access_token as string
  })

describe("a token in exchange for a CI's identity", () => {
  it.effect("writes to the repo it is for, for an hour", () =>
    trusting(
      Effect.gen(function* () {
        yield* createModel("built", { private: true })
        const answer = yield* exchange(identity(github, job), "alice/built")
        const { access_token: token, ...rest } = answer.json()
        assert.strictEqual(answer.headers["cache-control"], "no-store")
        assert.match(token, /^hf_jwt_\w{34}$/)
        assert.deepStrictEqual(rest, {
          token_type: "bearer",
          expires_in: 3600,
          issued_token_type: "urn:ietf:params:oauth:token-type:access_token"
        })
        const lines = [header("Built by CI"), file("a.txt", "a")]
        assert.strictEqual((yield* commit("alice/built", lines, { token })).status, 200)
        assert.strictEqual((yield* call("GET", "/alice/built/resolve/main/a.txt", { token })).text, "a")
        const who = (yield* call("GET", "/api/whoami-v2", { token })).json()
        assert.deepStrictEqual([who.name, who.auth.expiresAt], ["alice", new Date(3_600_000).toISOString()])
        yield* TestClock.adjust("1 hour")
        assert.strictEqual((yield* commit("alice/built", lines, { token })).status, 401)
      })
    )
  )

  it.effect("is worth nothing anywhere else", () =>
    trusting(
      Effect.gen(function* () {
        yield* createModel("built")
        yield* createModel("other")
        yield* createModel("hidden", { private: true })
        const token = yield* tokenFor("alice/built")
        const statuses = yield* Effect.all([
          commit("alice/other", [header("x"), file("a", "a")], { token }),
          commit("alice/other", [header("x"), file("a", "a")], { token, query: "?create_pr=1" }),
          call("GET", "/api/models/alice/hidden", { token }),
          createModel("fresh", {}, token),
          call("POST", "/api/models/alice/built/duplicate", { token, json: { repository: "alice/copy" } }),
          call("DELETE", "/api/repos/delete", { token, json: { name: "built" } }),
          call("GET", "/api/settings/repositories", { token }),
          call("GET", "/api/jobs/alice", { token }),
          call("POST", "/device", { token, form: "code=BCDF-GHJK&action=approve" })
        ])
        assert.deepStrictEqual(
          statuses.map(({ status }) => status),
          [403, 403, 401, 403, 403, 403, 401, 401, 403]
        )
        const listed = (yield* call("GET", "/api/models?author=alice", { token })).json()
        assert.deepStrictEqual(listed.map(({ id }: { id: string }) => id).sort(), ["alice/built", "alice/other"])
        assert.strictEqual((yield* call("GET", "/api/models/alice/other", { token })).status, 200)
      })
    )
  )

  it.effect("for a user reads the gated repos they have access to, and changes nothing", () =>
    trusting(
      Effect.gen(function* () {
        yield* createModel("secret", { private: true }, tokens.bob)
        yield* createModel("gated")
        yield* commit("alice/gated", [header("x"), file("a.txt", "a")])
        yield* call("PUT", "/api/models/alice/gated/settings", { token: tokens.alice, json: { gated: "auto" } })
        const answer = yield* exchange(identity(gitlab, { ...job, sub: "job" }), "bob")
        assert.strictEqual(answer.status, 200, answer.text)
        const token = answer.json().access_token as string
        const path = "/alice/gated/resolve/main/a.txt"
        assert.strictEqual((yield* call("GET", path, { token })).status, 403)
        yield* call("POST", "/alice/gated/ask-access", { token: tokens.bob })
        assert.strictEqual((yield* call("GET", path, { token })).text, "a")
        assert.strictEqual((yield* call("GET", "/api/models/bob/secret", { token })).status, 404)
        const lines = [header("x"), file("b", "b")]
        assert.strictEqual((yield* commit("bob/secret", lines, { token })).status, 403)
        assert.strictEqual((yield* call("POST", "/alice/gated/ask-access", { token })).status, 403)
        assert.strictEqual((yield* commit("alice/gated", lines, { token, query: "?create_pr=1" })).status, 403)
      })
    )
  )

  it.effect("is not given to whom nobody vouches for, and the answer says why without the token", () =>
    trusting(
      Effect.gen(function* () {
        const good = identity(github, job)
        const [head = "", payload = "", signature = ""] = good.split(".")
        const forged = Buffer.from(JSON.stringify({ iss: github.issuer, ...job })).toString("base64url")
        const none = Buffer.from('{"alg":"none"}').toString("base64url")
        const hmacHead = Buffer.from('{"alg":"HS256","kid":"one"}').toString("base64url")
        const hmac = createHmac("sha256", JSON.stringify(github.jwk))
          .update(`${hmacHead}.${payload}`)
          .digest("base64url")
        const cases: ReadonlyArray<readonly [string, string, RegExp]> = [
          ["nonsense", "alice/built", /no identity token/],
          [
            identity(provider("https://elsewhere.example", "ES256", "x"), job),
            "alice/built",
            /no publisher of.*issuer/
          ],
          [identity(stranger, job), "alice/built", /No known key/],
          [`${head}.${forged}.${signature.slice(0, -4)}AAAA`, "alice/built", /No known key/],
          [`${none}.${payload}.`, "alice/built", /No known key/],
          [`${hmacHead}.${payload}.${hmac}`, "alice/built", /No known key/],
          [identity(github, job, { alg: "ES256" }), "alice/built", /No known key/],
          [identity(github, { ...job, exp: -61 }), "alice/built", /has expired/],
          [identity(github, { ...job, nbf: 61 }), "alice/built", /does not hold yet/],
          [identity(github, { ...job, aud: "https://huggingface.co" }), "alice/built", /for somebody else/],
          [identity(github, { ...job, ref: "refs/heads/x" }), "alice/built", /no publisher with these claims/],
          [identity(github, { ...job, repository: undefined }), "alice/built", /no publisher with these claims/],
          [good, "alice/other", /no publisher with these claims to act on alice\/other/],
          [good, "alice", /no publisher with these claims/],
          [good, "a/b/c/d", /no publisher with these claims/]
        ]
        for (const [subject, resource, reason] of cases) {
          const answer = yield* exchange(subject, resource)
          const { error, error_description: said } = answer.json()
          assert.deepStrictEqual([answer.status, error], [400, "invalid_grant"], said)
          assert.match(said, reason)
          assert.notInclude(answer.text, subject)
        }
        const incomplete = yield* exchange(good, "alice/built", { subject_token_type: "x" })
        assert.strictEqual(incomplete.json().error, "invalid_request")
        assert.strictEqual((yield* exchange(good, "Alice/BUILT")).status, 200)
        assert.strictEqual((yield* exchange(good, "datasets/alice/numbers")).status, 200)
      })
    )
  )

  it.effect("nobody is trusted where no file says so", () =>
    withHub(
      Effect.map(exchange(identity(github, job), "alice/built"), (answer) =>
        assert.deepStrictEqual([answer.status, answer.json().error], [400, "invalid_grant"])
      )
    )
  )

  it.effect("a publisher that trusts too many, or nobody, is refused when the Hub starts", () =>
    Effect.gen(function* () {
      const [first] = publishers
      const cases: ReadonlyArray<readonly [unknown, string]> = [
        [{ ...first, claims: {} }, "publishers[0].claims"],
        [{ ...first, user: "nobody" }, "publishers[0].user"],
        [{ ...first, keys: [github.privateKey.export({ format: "jwk" })] }, "publishers[0].keys[0]"],
        [{ ...first, keys: [{ kty: "oct", k: "c2VjcmV0" }] }, "publishers[0].keys[0]"],
        [{ ...first, resources: ["a/b/c"] }, "publishers[0].resources[0]"],
        [{ ...first, resources: ["bob"] }, "publishers[0].resources[0]"]
      ]
      for (const [publisher, at] of cases) {
        const error = yield* Effect.flip(trusting(Effect.void, [publisher]))
        assert.include(error, { _tag: "AccountsFileInvalid", at })
      }
    })
  )
})
