import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Cause, FiberId } from "effect"
import { exitCodes } from "../../src/domain/errorKinds.ts"
import { GatedRepo, InvalidInput, RepoNotFound, TimedOut, Unauthorized } from "../../src/domain/errors.ts"
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
