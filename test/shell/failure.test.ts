import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Cause, FiberId } from "effect"
import { exitCodes } from "../../src/domain/errorKinds.ts"
import {
  GatedRepo,
  InvalidInput,
  NetworkError,
  RepoNotFound,
  TimedOut,
  Unauthorized,
  VerificationFailed
} from "../../src/domain/errors.ts"
import { Aborted } from "../../src/services/Prompt.ts"
import { defectCode, explain, signalCode } from "../../src/shell/failure.ts"
import { StreamFailed } from "../../src/shell/render/Screen.ts"
import type { CommandError } from "../../src/shell/spec/Services.ts"

const answer = { url: "https://huggingface.co/api/datasets/a/b", method: "GET", status: 404 }
const told = (error: CommandError) => explain(Cause.fail(error), undefined, false)

describe("how a failure is told", () => {
  it("a repo that is not there: what it may be, and how to make it", () => {
    assert.deepStrictEqual(told(new RepoNotFound({ ...answer, repoType: "dataset", repoId: "a/b" })), {
      code: 3,
      lines: [
        "Error: Dataset 'a/b' not found.",
        "Hint: If the repository is private or gated, log in with an account that may read it: hf auth login",
        "Hint: To create it: hf repos create a/b --type dataset"
      ]
    })
  })

  it("a gated repo: where to ask", () => {
    const { code, lines } = told(new GatedRepo({ ...answer, status: 403, repoType: "dataset", repoId: "a/b" }))
    assert.strictEqual(code, 4)
    assert.include(lines[1], "https://huggingface.co/datasets/a/b, ")
  })

  it("no token: how to log in", () => {
    const { code, lines } = told(new Unauthorized({ url: answer.url, reason: "missing" }))
    assert.strictEqual(code, 4)
    assert.match(lines.join("\n"), /^Error: Not logged in\.\nHint: .*hf auth login/)
  })

  it("a stalled download: which setting waits longer", () => {
    const { code, lines } = told(new TimedOut({ url: answer.url, phase: "body", seconds: 10 }))
    assert.strictEqual(code, 6)
    assert.include(lines[1], "HF_HUB_DOWNLOAD_TIMEOUT")
  })

  it("files that are not what the Hub says: the first few by name, and the command that mends them where they lie", () => {
    const found = {
      repo: "a/b",
      type: "dataset",
      path: "/x/it's",
      revision: "main",
      different: [],
      missing: [],
      extra: []
    }
    const many = ["1", "2", "3", "4", "5", "6", "7"]
    assert.deepStrictEqual(told(new VerificationFailed({ ...found, localDir: "it's", different: many })), {
      code: 7,
      lines: [
        "Error: Verification failed for 'a/b' in /x/it's (revision main): 1, 2, 3, 4, 5 and 2 more differ.",
        "Hint: This fetches all of it anew: hf download a/b --type dataset --local-dir 'it'\\''s' --force-download"
      ]
    })
    const missing = new VerificationFailed({ ...found, revision: "v1", localDir: "d", missing: ["x y", "z"] })
    assert.deepStrictEqual(told(missing).lines, [
      "Error: Verification failed for 'a/b' in /x/it's (revision v1): x y and z are missing.",
      "Hint: This fetches what is missing: hf download a/b 'x y' z --type dataset --revision v1 --local-dir d"
    ])
    const pattern = new VerificationFailed({ ...found, cacheDir: "c", different: ["[x]"] })
    assert.include(told(pattern).lines[1], ": hf download a/b --type dataset --revision main --cache-dir c --force-")
    assert.deepStrictEqual(told(new VerificationFailed({ ...found, localDir: "d", extra: ["more"] })).lines, [
      "Error: Verification failed for 'a/b' in /x/it's (revision main): more is not on the Hub.",
      "Hint: What is not on the Hub stays until you delete it."
    ])
  })

  it("an answer that was lost: it may have been carried out, and where to look", () => {
    const lost = (path: string, more: { readonly maybeDone?: boolean } = { maybeDone: true }) =>
      told(new NetworkError({ url: `https://huggingface.co${path}`, reason: "reset", detail: "it broke off", ...more }))
        .lines.slice(1)
        .join("\n")
    const look = "Hint: It may have been carried out all the same: look before you send it again"
    const cases: Readonly<Record<string, string>> = {
      "/api/jobs/org": `${look}: hf jobs ps -a --namespace org`,
      "/api/scheduled-jobs/org/id/run": `${look}: hf jobs scheduled ls -a --namespace org`,
      "/v2/endpoint/org": `${look}: hf endpoints ls --namespace org`,
      "/api/collections/org/slug-1/items": `${look}: hf collections info org/slug-1`,
      "/api/repos/create": `${look}: hf repos ls`,
      "/api/models/a/b/commit/main": `${look}.`
    }
    for (const [path, hint] of Object.entries(cases)) assert.strictEqual(lost(path), hint)
    assert.strictEqual(lost("/api/jobs/org", {}), "")
    const late = told(new TimedOut({ url: answer.url, phase: "answer", seconds: 60, maybeDone: true }))
    assert.strictEqual(late.lines[1], `${look}.`)
  })

  it("an answer of no is one word", () => {
    assert.deepStrictEqual(told(new Aborted()), { code: 1, lines: ["Aborted!"] })
  })

  it("a fault of hf itself: one line and its own code, the place only in debug", () => {
    const cause = Cause.die(new Error("boom\nmore"))
    assert.deepStrictEqual(explain(cause, undefined, false), {
      code: defectCode,
      lines: ["Error: Something in hf itself failed: boom", "Hint: HF_DEBUG=1 shows where."]
    })
    assert.include(explain(cause, undefined, true).lines.join("\n"), "failure.test.ts")
    assert.strictEqual(explain(Cause.die(new StreamFailed({ detail: "full" })), undefined, false).code, exitCodes.disk)
  })

  it("an interruption by a signal is silent; by a reader that left, a success", () => {
    const cause = Cause.interrupt(FiberId.none)
    assert.deepStrictEqual(explain(cause, "SIGINT", false), { code: 130, lines: [] })
    assert.deepStrictEqual(explain(cause, "SIGTERM", true), { code: 143, lines: [] })
    assert.deepStrictEqual(explain(cause, undefined, false), { code: 0, lines: [] })
  })

  it("a failure after the signal that asked for the end is still a failure", () => {
    const error = new InvalidInput({ what: "x", value: "y", reason: "z" })
    assert.strictEqual(explain(Cause.fail(error), "SIGINT", false).code, 1)
  })
})

describe("docs/exit-codes.md", () => {
  const text = readFileSync(new URL("../../docs/exit-codes.md", import.meta.url), "utf8")
  it("lists every code", () => {
    const listed = [...text.matchAll(/^\| (\d+) \|/gm)].map((match) => Number(match[1])).sort((a, b) => a - b)
    const codes = [0, ...Object.values(exitCodes), defectCode, signalCode("SIGTERM"), signalCode("SIGHUP")]
    assert.deepStrictEqual(
      listed,
      codes.sort((a, b) => a - b)
    )
  })
})
