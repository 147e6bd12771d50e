import { assert, describe, it } from "@effect/vitest"
import * as Urls from "../../../src/layers/http/Urls.ts"

describe("a URL in a message", () => {
  it("shows where it leads and nothing that opens doors", () => {
    assert.strictEqual(
      Urls.presentable("https://me:hf_secret@cdn.example/repo/model.bin?Signature=abc&Expires=9#frag"),
      "https://cdn.example/repo/model.bin"
    )
    assert.strictEqual(
      Urls.presentable(`http://127.0.0.1:8085/-/blob/${"Wz".repeat(100)}.K-nc/model.bin`),
      "http://127.0.0.1:8085/-/blob/…/model.bin"
    )
    const long = `https://hub.example/org/name/resolve/main/${"a".repeat(128)}/${"b".repeat(255)}`
    assert.strictEqual(Urls.presentable(long), long)
  })
})
