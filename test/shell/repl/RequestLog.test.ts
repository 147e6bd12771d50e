import { assert, describe, it } from "@effect/vitest"
import { RequestLog } from "../../../src/shell/repl/RequestLog.ts"

const outgoing = { method: "GET", url: "https://hub.example/a", attempt: 1, hop: 0 }

describe("the requests of a command", () => {
  it("are rows, also those without an answer and those that go on", () => {
    const log = new RequestLog()
    const first = log.begin(outgoing)
    first.answered(200)
    first.received(5)
    first.received(7)
    first.over(undefined)
    log.begin({ ...outgoing, attempt: 2 }).over("refused")
    log.begin({ ...outgoing, url: "https://hub.example/hf_abcdefghijkl" })
    const [one, two, three] = log.rows
    assert.deepInclude(one, { method: "GET", status: 200, bytes: 12, attempt: 1, hop: 0, failure: null })
    assert.deepInclude(two, { status: null, failure: "refused", attempt: 2 })
    assert.deepInclude(three, { status: null, ms: null, failure: null, url: "https://hub.example/hf_****" })
  })

  it("are kept up to 10,000, and counted beyond", () => {
    const log = new RequestLog()
    for (let n = 0; n < 10_050; n++) log.begin(outgoing).over(undefined)
    assert.deepStrictEqual([log.rows.length, log.more], [10_000, 50])
  })
})
