import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { requestId, toError } from "../../../src/layers/http/Answers.ts"
import { Gateway } from "../../../src/services/Gateway.ts"
import { client, eager, serve } from "./servers.ts"

const subject = { repoType: "model", repoId: "org/name", revision: "v1", path: "a.txt" }
const { path: _, ...repoOnly } = subject

const refusal = {
  method: "GET",
  url: "http://hub/api/models/org/name?token=secret",
  status: 404,
  headers: {} as Record<string, string>,
  body: "",
  subject,
  authorized: true
}

/** One row per line of the mapping: what came, what it becomes. */
const table: ReadonlyArray<readonly [string, Partial<typeof refusal>, Record<string, unknown>]> = [
  [
    "code RevisionNotFound",
    { headers: { "x-error-code": "RevisionNotFound" } },
    { _tag: "RevisionNotFound", revision: "v1", repoId: "org/name" }
  ],
  [
    "code EntryNotFound",
    { headers: { "x-error-code": "EntryNotFound", "x-repo-commit": "c" } },
    { _tag: "EntryNotFound", path: "a.txt", commitHash: "c" }
  ],
  [
    "code GatedRepo, anonymous",
    { status: 401, headers: { "x-error-code": "GatedRepo" }, authorized: false },
    { _tag: "GatedRepo", status: 401 }
  ],
  [
    "code GatedRepo, known",
    { status: 403, headers: { "x-error-code": "GatedRepo" } },
    { _tag: "GatedRepo", status: 403 }
  ],
  ["code RepoNotFound", { headers: { "x-error-code": "RepoNotFound" } }, { _tag: "RepoNotFound", repoType: "model" }],
  [
    "code RepoNotFound for strangers",
    { status: 401, headers: { "x-error-code": "RepoNotFound" }, authorized: false },
    { _tag: "RepoNotFound", status: 401 }
  ],
  [
    "a token the Hub does not know",
    { status: 401, headers: { "x-error-message": "Invalid credentials in Authorization header" }, authorized: false },
    { _tag: "Unauthorized", reason: "invalid" }
  ],
  ["401 with a token", { status: 401 }, { _tag: "Unauthorized", reason: "invalid" }],
  ["401 for a stranger's read of a repo", { status: 401, authorized: false }, { _tag: "RepoNotFound" }],
  [
    "401 for a stranger's write",
    { status: 401, authorized: false, method: "POST" },
    { _tag: "Unauthorized", reason: "missing" }
  ],
  [
    "401 for a stranger elsewhere",
    { status: 401, authorized: false, subject: {} as never },
    { _tag: "Unauthorized", reason: "missing" }
  ],
  [
    "a disabled repo",
    { status: 403, headers: { "x-error-message": "Access to this resource is disabled." } },
    { _tag: "Forbidden", serverMessage: "Access to this resource is disabled." }
  ],
  ["403", { status: 403 }, { _tag: "Forbidden", repoId: "org/name" }],
  ["404 without code, of a file", {}, { _tag: "EntryNotFound" }],
  ["404 without code, of a repo", { subject: repoOnly as never }, { _tag: "RepoNotFound" }],
  ["404 without code, of something else", { subject: {} as never }, { _tag: "BadRequest", status: 404 }],
  [
    "409",
    { status: 409, body: '{"error":"You already created this model repo","url":"http://hub/org/name"}' },
    { _tag: "Conflict", existing: "http://hub/org/name", message: "You already created this model repo" }
  ],
  ["412", { status: 412 }, { _tag: "PreconditionFailed" }],
  ["416", { status: 416 }, { _tag: "BadRequest", status: 416 }],
  ["422", { status: 422, body: '{"error":["one","two"]}' }, { _tag: "BadRequest", serverMessage: "one two" }],
  ["429 by Retry-After", { status: 429, headers: { "retry-after": "7" } }, { _tag: "RateLimited", retryAfter: 7 }],
  [
    "429 by RateLimit",
    { status: 429, headers: { ratelimit: '"api";r=0;t=55', "retry-after": "7" } },
    { _tag: "RateLimited", retryAfter: 56 }
  ],
  [
    "429 by a date, which is ignored",
    { status: 429, headers: { "retry-after": "Fri, 31 Dec 2100 23:59:59 GMT" } },
    { _tag: "RateLimited", retryAfter: undefined }
  ],
  ["500", { status: 500 }, { _tag: "ServerError" }],
  ["503 in HTML", { status: 503, body: "<html>down</html>" }, { _tag: "ServerError", serverMessage: undefined }],
  [
    "a plain text body",
    { status: 400, body: "no such thing\u001b[31m\n" },
    { _tag: "BadRequest", serverMessage: "no such thing [31m" }
  ],
  [
    "words said twice",
    { status: 400, headers: { "x-error-message": "Bad" }, body: '{"error":"Bad","error_description":"because"}' },
    { _tag: "BadRequest", serverMessage: "Bad: because" }
  ],
  [
    "errors as a list of objects",
    { status: 400, body: '{"errors":[{"message":"x"},{"message":"y"}]}' },
    { serverMessage: "x y" }
  ]
]

describe("the Hub's refusals", () => {
  for (const [name, given, expected] of table) {
    it(name, () => {
      const error = toError({ ...refusal, ...given })
      const actual = Object.fromEntries(Object.keys(expected).map((key) => [key, Reflect.get(error, key)]))
      assert.deepStrictEqual(actual, expected)
      assert.notInclude(JSON.stringify(error) + error.message, "secret")
    })
  }

  it("name the request by the first of three headers", () => {
    assert.strictEqual(requestId({ "x-amz-cf-id": "c", "x-request-id": "a", "x-amzn-trace-id": "b" }), "a")
    assert.strictEqual(requestId({ "x-amz-cf-id": "c", "x-amzn-trace-id": "b" }), "b")
    assert.strictEqual(requestId({ "x-amz-cf-id": "c" }), "c")
  })

  it.scopedLive("arrive whole from a real server, an endless body cut", () =>
    Effect.gen(function* () {
      const server = yield* serve((_, __, response) => {
        response.writeHead(400, { "x-request-id": "r1", "content-type": "text/plain" })
        response.write("word ".repeat(100_000))
      })
      const error = yield* Effect.flatMap(Gateway, (gateway) =>
        Effect.flip(gateway.drain({ method: "GET", url: "/x?signature=secret" }))
      ).pipe(eager, Effect.provide(client(server.url)))
      assert.strictEqual(error._tag, "BadRequest")
      if (error._tag !== "BadRequest") return
      assert.strictEqual(error.requestId, "r1")
      assert.strictEqual(error.url, `${server.url}/x`)
      assert.isBelow(error.message.length, 1200)
    })
  )
})
