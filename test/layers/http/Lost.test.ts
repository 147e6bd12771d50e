import { assert, describe, it } from "@effect/vitest"
import { NetworkError, ServerError, TimedOut } from "../../../src/domain/errors.ts"
import { marked } from "../../../src/layers/http/Lost.ts"
import { failure } from "../../../src/layers/http/Retries.ts"
import type { GatewayError, GatewayRequest } from "../../../src/services/Gateway.ts"

const url = "https://huggingface.co/api/jobs/alice"
const broken = (reason: NetworkError["reason"]) => new NetworkError({ url, reason, detail: "why" })
const late = new TimedOut({ url, phase: "answer", seconds: 60 })
const maybeDone = (request: Partial<GatewayRequest>, error: GatewayError) => {
  const told = marked({ method: "POST", url, ...request })(failure(error)).error
  assert.deepStrictEqual([told._tag, told.message], [error._tag, error.message])
  return "maybeDone" in told && told.maybeDone === true
}

describe("an answer that is lost", () => {
  it("may stand for something done when the request had left and is not sent again", () => {
    assert.isTrue(maybeDone({}, broken("reset")))
    assert.isTrue(maybeDone({}, late))
    assert.isTrue(maybeDone({ method: "DELETE", idempotent: false }, broken("reset")))
  })

  it("stands for nothing otherwise", () => {
    for (const reason of ["dns", "refused", "unreachable", "tls", "proxy", "other"] as const)
      assert.isFalse(maybeDone({}, broken(reason)), reason)
    for (const error of [broken("reset"), late]) {
      assert.isFalse(maybeDone({ method: "GET" }, error))
      assert.isFalse(maybeDone({ idempotent: true }, error))
    }
    assert.isFalse(maybeDone({}, new ServerError({ url, method: "POST", status: 500 })))
  })
})
