import { homedir } from "node:os"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Live from "../../src/layers/Settings.ts"
import { expandHome, expandVariables, isTrue, variablesIn } from "../../src/layers/variables.ts"
import { Settings } from "../../src/services/Settings.ts"

const read = (environment: Record<string, string>) =>
  Effect.provide(Settings, Live.layer).pipe(
    Effect.withConfigProvider(
      ConfigProvider.fromMap(new Map(Object.entries({ HOME: "/home/me", ...environment })), { pathDelim: "\u0000" })
    )
  )

describe("the Inference Endpoints service", () => {
  it.effect("is another one only where the variable says so, with or without /v2", () =>
    Effect.gen(function* () {
      const named = (value: string) =>
        Effect.map(read({ HF_INFERENCE_ENDPOINTS_ENDPOINT: value }), ({ inferenceEndpoints }) => inferenceEndpoints)
      assert.deepStrictEqual(yield* named(""), Option.none())
      for (const value of [
        "http://127.0.0.1:9",
        "http://127.0.0.1:9/",
        "http://127.0.0.1:9/v2",
        "http://127.0.0.1:9/v2/"
      ])
        assert.deepStrictEqual(yield* named(value), Option.some("http://127.0.0.1:9"))
      const refused = yield* Effect.flip(named("127.0.0.1:9"))
      assert.match(refused.message, /HF_INFERENCE_ENDPOINTS_ENDPOINT/)
    })
  )
})

describe("directories", () => {
  it.effect("default to ~/.cache/huggingface", () =>
    Effect.gen(function* () {
      const settings = yield* read({})
      assert.strictEqual(settings.home, "/home/me/.cache/huggingface")
      assert.strictEqual(settings.cacheDir, "/home/me/.cache/huggingface/hub")
      assert.strictEqual(settings.tokenPath, "/home/me/.cache/huggingface/token")
      assert.strictEqual(settings.storedTokensPath, "/home/me/.cache/huggingface/stored_tokens")
    })
  )

  it.effect("take the most specific variable", () =>
    Effect.gen(function* () {
      const all = { XDG_CACHE_HOME: "/x", HF_HOME: "/h", HUGGINGFACE_HUB_CACHE: "/old", HF_HUB_CACHE: "/new" }
      assert.strictEqual((yield* read(all)).cacheDir, "/new")
      assert.strictEqual((yield* read({ ...all, HF_HUB_CACHE: "" })).cacheDir, "/old")
      const { HF_HUB_CACHE: _, HUGGINGFACE_HUB_CACHE: __, ...home } = all
      assert.strictEqual((yield* read(home)).cacheDir, "/h/hub")
      assert.strictEqual((yield* read({ XDG_CACHE_HOME: "/x" })).cacheDir, "/x/huggingface/hub")
    })
  )

  it.effect("expand home and variables, and become absolute", () =>
    Effect.gen(function* () {
      const { assetsDir, cacheDir, home } = yield* read({
        HF_HOME: "~/a/$NAME",
        NAME: "b",
        HF_HUB_CACHE: `rel/$\{NAME}/$NONE`
      })
      assert.strictEqual(home, "/home/me/a/b")
      assert.strictEqual(assetsDir, "/home/me/a/b/assets")
      assert.strictEqual(cacheDir, `${process.cwd()}/rel/b/$NONE`)
    })
  )

  it.effect("move stored_tokens with HF_TOKEN_PATH, but not with staging", () =>
    Effect.gen(function* () {
      const moved = yield* read({ HF_TOKEN_PATH: "/t/active" })
      assert.strictEqual(moved.tokenPath, "/t/active")
      assert.strictEqual(moved.storedTokensPath, "/t/stored_tokens")
      const staging = yield* read({ HUGGINGFACE_CO_STAGING: "1", HF_ENDPOINT: "http://mine" })
      assert.strictEqual(staging.endpoint, "https://hub-ci.huggingface.co")
      assert.strictEqual(staging.tokenPath, "/home/me/.cache/huggingface_staging/token")
      assert.strictEqual(staging.storedTokensPath, "/home/me/.cache/huggingface/stored_tokens")
    })
  )

  it.effect("fall back to the system's idea of home", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* read({ HOME: "" })).home, `${homedir()}/.cache/huggingface`)
    })
  )
})

describe("values", () => {
  it.effect("endpoint loses trailing slashes and keeps its prefix", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* read({ HF_ENDPOINT: "http://hub:8080/prefix//" })).endpoint, "http://hub:8080/prefix")
      assert.strictEqual((yield* read({ HF_ENDPOINT: "" })).endpoint, "https://huggingface.co")
      const error = yield* Effect.flip(read({ HF_ENDPOINT: "hub.example" }))
      assert.strictEqual(
        error.message,
        "Invalid value of HF_ENDPOINT 'hub.example': it must be an http:// or https:// URL."
      )
    })
  )

  it("switches are on for four words", () => {
    for (const on of ["1", "on", "YES", "True"]) assert.isTrue(isTrue(on))
    for (const off of ["", "0", "y", "t", " 1", "enabled", undefined]) assert.isFalse(isTrue(off))
  })

  it.effect("HF_HUB_OFFLINE masks TRANSFORMERS_OFFLINE unless it is empty", () =>
    Effect.gen(function* () {
      assert.isTrue((yield* read({ TRANSFORMERS_OFFLINE: "1" })).offline)
      assert.isFalse((yield* read({ HF_HUB_OFFLINE: "0", TRANSFORMERS_OFFLINE: "1" })).offline)
      assert.isTrue((yield* read({ HF_HUB_OFFLINE: "", TRANSFORMERS_OFFLINE: "1" })).offline)
    })
  )

  it.effect("time-outs are whole seconds; zero means the default", () =>
    Effect.gen(function* () {
      const seconds = (value: string) =>
        Effect.map(read({ HF_HUB_ETAG_TIMEOUT: value }), ({ metadataTimeout }) => Duration.toSeconds(metadataTimeout))
      assert.strictEqual(yield* seconds(" 7 "), 7)
      assert.strictEqual(yield* seconds("0"), 10)
      assert.strictEqual(yield* seconds(""), 10)
      for (const bad of ["abc", "2.5", "-3", "1e3"]) {
        const error = yield* Effect.flip(seconds(bad))
        assert.strictEqual(error.message, `Invalid value of HF_HUB_ETAG_TIMEOUT '${bad}': it must be a whole number.`)
      }
    })
  )

  it.effect("the token is cleaned, and an empty one does not hide the older variable", () =>
    Effect.gen(function* () {
      const { environmentToken } = yield* read({ HF_TOKEN: " \r\n", HUGGING_FACE_HUB_TOKEN: " hf_a\nb " })
      const found = Option.getOrThrow(environmentToken)
      assert.strictEqual(found.variable, "HUGGING_FACE_HUB_TOKEN")
      assert.strictEqual(Redacted.value(found.token), "hf_ab")
      assert.notInclude(JSON.stringify(environmentToken), "hf_ab")
    })
  )

  it.effect("proxies: lower case wins, an empty one removes, CGI trusts lower case only", () =>
    Effect.gen(function* () {
      const http = (environment: Record<string, string>) =>
        Effect.map(read(environment), ({ proxy }) => Option.getOrUndefined(proxy.http))
      assert.strictEqual(yield* http({ http_proxy: "a:1", HTTP_PROXY: "b:2" }), "http://a:1")
      assert.strictEqual(yield* http({ HTTP_PROXY: "https://b:2" }), "https://b:2")
      assert.isUndefined(yield* http({ http_proxy: "", HTTP_PROXY: "b:2" }))
      assert.isUndefined(yield* http({ HTTP_PROXY: "b:2", REQUEST_METHOD: "GET" }))
      assert.strictEqual(yield* http({ ALL_PROXY: "c:3" }), "http://c:3")
      const { from } = (yield* read({ ALL_PROXY: "c:3", https_proxy: "d:4", http_proxy: "" })).proxy
      assert.deepStrictEqual(from, {
        http: { name: "ALL_PROXY", value: "c:3" },
        https: { name: "https_proxy", value: "d:4" }
      })
      assert.deepStrictEqual((yield* read({ NO_PROXY: " a , ,b" })).proxy.noProxy, ["a", "b"])
    })
  )

  it.effect("progress bars: unset, yes or no", () =>
    Effect.gen(function* () {
      assert.isTrue(Option.isNone((yield* read({})).disableProgressBars))
      assert.isTrue(Option.contains((yield* read({ HF_HUB_DISABLE_PROGRESS_BARS: "1" })).disableProgressBars, true))
      assert.isTrue(Option.contains((yield* read({ HF_HUB_DISABLE_PROGRESS_BARS: "0" })).disableProgressBars, false))
    })
  )
})

describe("expansion", () => {
  it.prop("leaves text without dollar and tilde alone", [fc.string()], ([text]) => {
    fc.pre(!/[$~]/.test(text))
    return expandVariables(expandHome(text, "/home/me", "me"), () => "x") === text
  })

  it.prop(
    "replaces each known name once and never looks at the result",
    [fc.string(), fc.string()],
    ([before, value]) => {
      fc.pre(!before.includes("$"))
      return (
        expandVariables(`${before}$A/\${A}`, (name) => (name === "A" ? value : undefined)) ===
        `${before}${value}/${value}`
      )
    }
  )

  it.prop("knows the names it will look up", [fc.string()], ([text]) => {
    const asked: Array<string> = []
    expandVariables(text, (name) => {
      asked.push(name)
      return undefined
    })
    return JSON.stringify(asked) === JSON.stringify(variablesIn(text))
  })

  it("takes other users' homes literally", () => {
    assert.strictEqual(expandHome("~", "/home/me", "me"), "/home/me")
    assert.strictEqual(expandHome("~/x", "/home/me/", "me"), "/home/me/x")
    assert.strictEqual(expandHome("~me/x", "/home/me", "me"), "/home/me/x")
    assert.strictEqual(expandHome("~you/x", "/home/me", "me"), "~you/x")
  })
})
