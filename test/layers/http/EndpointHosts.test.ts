import { assert, describe, it } from "@effect/vitest"
import * as Option from "effect/Option"
import { hosts, mayHaveToken } from "../../../src/layers/http/EndpointHosts.ts"

const at = (endpoint: string, variable?: string) =>
  hosts({ endpoint, inferenceEndpoints: Option.fromNullable(variable) })

describe("where the Inference Endpoints service is", () => {
  it("the Hub's own hosts for the Hub, any other Hub itself, or what the variable names", () => {
    assert.deepStrictEqual(at("https://huggingface.co"), {
      api: "https://api.endpoints.huggingface.cloud/v2",
      catalog: "https://endpoints.huggingface.co/api/catalog"
    })
    assert.deepStrictEqual(at("https://HuggingFace.co:443"), at("https://huggingface.co"))
    assert.deepStrictEqual(at("https://hub.example"), {
      api: "https://hub.example/v2",
      catalog: "https://hub.example/api/catalog"
    })
    for (const hub of ["https://huggingface.co", "https://hub.example"])
      assert.deepStrictEqual(at(hub, "http://127.0.0.1:9"), {
        api: "http://127.0.0.1:9/v2",
        catalog: "http://127.0.0.1:9/api/catalog"
      })
  })
})

describe("which endpoint sees the token", () => {
  const official = at("https://huggingface.co")
  const local = at("http://127.0.0.1:8085")
  const may = (service: typeof official, url: string, more: { type?: string; domain?: string } = {}) =>
    mayHaveToken(
      service,
      { type: more.type ?? "authenticated", ...(more.domain === undefined ? {} : { route: { domain: more.domain } }) },
      url
    )

  it("the service's own, by TLS only", () => {
    assert.isTrue(may(official, "https://abc.us-east-1.aws.endpoints.huggingface.cloud"))
    assert.isFalse(may(official, "http://abc.us-east-1.aws.endpoints.huggingface.cloud"))
    assert.isFalse(may(official, "https://endpoints.huggingface.cloud.evil.example"))
    assert.isFalse(may(official, "https://evilendpoints.huggingface.cloud.example"))
    assert.isFalse(may(official, "https://huggingface.co/-/endpoint/1"))
    assert.isFalse(may(local, "https://abc.us-east-1.aws.endpoints.huggingface.cloud"))
  })

  it("on the service's origin, and on this machine when the service is", () => {
    assert.isTrue(may(local, "http://127.0.0.1:8085/-/endpoint/1"))
    assert.isTrue(may(local, "http://127.0.0.1:9000"))
    assert.isTrue(may(local, "http://localhost:9000"))
    assert.isTrue(may(local, "http://[::1]:9000"))
    assert.isFalse(may(local, "http://127.0.0.1.evil.example"))
    assert.isFalse(may(official, "http://127.0.0.1:9000"))
    assert.isTrue(may(at("http://hub.embedded"), "http://hub.embedded/-/endpoint/1"))
  })

  it("on a domain of its own, by TLS only", () => {
    assert.isTrue(may(official, "https://models.example", { domain: "models.example" }))
    assert.isFalse(may(official, "http://models.example", { domain: "models.example" }))
    assert.isFalse(may(official, "https://models.example"))
    assert.isFalse(may(official, "https://models.example.evil.example", { domain: "models.example" }))
  })

  it("never a public one, and nothing that is no URL", () => {
    assert.isFalse(may(local, "http://127.0.0.1:8085/-/endpoint/1", { type: "public" }))
    assert.isFalse(may(local, "nowhere"))
  })
})
