import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import * as StoredTokens from "../../../src/layers/auth/StoredTokens.ts"

const parse = (text: string) => Either.getOrThrow(StoredTokens.parse(text))
const plain = (sections: StoredTokens.Sections) =>
  Object.fromEntries([...sections].map(([name, keys]) => [name, Object.fromEntries(keys)]))

describe("stored_tokens", () => {
  it("is written as Python writes it: sections by code point, a blank line after each", () => {
    const sections = new Map([
      ["b", new Map([["hf_token", "hf_1"]])],
      ["é", new Map([["hf_token", "hf_3"]])],
      [
        "My token [x]",
        new Map([
          ["hf_token", "hf_2"],
          ["refresh_token", "r%20"],
          ["expires_at", "1900000000"]
        ])
      ]
    ])
    assert.strictEqual(
      StoredTokens.render(sections),
      "[My token [x]]\nhf_token = hf_2\nrefresh_token = r%20\nexpires_at = 1900000000\n\n[b]\nhf_token = hf_1\n\n[é]\nhf_token = hf_3\n\n"
    )
  })

  it("is read by the rules of configparser", () => {
    const text = [
      "# comment",
      "[DEFAULT]",
      "shared: yes",
      "[a ] b] trailing",
      "HF_Token : hf_1 ; not a comment",
      "note = one",
      "  two",
      "  ; a comment inside",
      "",
      "  three",
      "[c]",
      "  hf_token=hf=2"
    ].join("\r\n")
    assert.deepStrictEqual(plain(parse(text)), {
      DEFAULT: { shared: "yes" },
      "a ] b": { hf_token: "hf_1 ; not a comment", note: "one\ntwo\n\nthree" },
      c: { hf_token: "hf=2" }
    })
  })

  const unreadable: ReadonlyArray<readonly [string, string, string]> = [
    ["a section twice", "[a]\n[a]\n", "line 2: a section appears twice"],
    ["a key twice", "[a]\nx=1\nX=2\n", "line 3: a key appears twice"],
    ["text before the first section", "x=1\n", "line 1: there is text before the first section"],
    ["a key without separator", "[a]\nx\n", "line 2: a line is neither section nor key"],
    ["a byte order mark", "\uFEFF[a]\n", "it starts with a byte order mark"],
    ["another client's JSON", '{"tokens": {"a": "hf_secret"}}', "it is JSON, written by another client"]
  ]
  for (const [name, text, reason] of unreadable) {
    it(`with ${name} is unreadable as a whole`, () => {
      assert.deepStrictEqual(StoredTokens.parse(text), Either.left(reason))
    })
  }

  it("lists sections that hold a token, defaults included", () => {
    const sections = parse(
      "[DEFAULT]\nhf_token=hf_d\n[a]\nhf_token=hf_1\nexpires_at= 12 \n[b]\nexpires_at=soon\n[c]\nhf_token=\n"
    )
    assert.deepStrictEqual(StoredTokens.entries(sections), [
      { name: "a", token: "hf_1", refreshToken: undefined, expiresAt: 12 },
      { name: "b", token: "hf_d", refreshToken: undefined, expiresAt: undefined }
    ])
  })

  it("keeps what others store there, and drops what belonged to a replaced login", () => {
    const before = parse("[a]\nhf_token=old\nrefresh_token=r\n[b]\nhf_token=hf_b\nunknown=kept\n")
    assert.deepStrictEqual(
      plain(StoredTokens.put(before, { name: "a", token: "new", refreshToken: undefined, expiresAt: undefined })),
      {
        a: { hf_token: "new" },
        b: { hf_token: "hf_b", unknown: "kept" }
      }
    )
    assert.deepStrictEqual(plain(StoredTokens.without(before, "a")), { b: { hf_token: "hf_b", unknown: "kept" } })
  })

  const word = fc.stringMatching(/^[!-9<-~](?:[ -~]{0,10}[!-~])?$/)
  const name = fc
    .stringMatching(/^[!-~](?:[ -~é漢]{0,10}[!-~é漢])?$/)
    .filter((it) => StoredTokens.nameProblem(it) === undefined)
  const key = fc.constantFrom("refresh_token", "expires_at", "note")
  const section = fc
    .tuple(word, fc.dictionary(key, word))
    .map(([token, more]) => new Map([["hf_token", token], ...Object.entries(more)]))

  it.prop(
    "round-trips whatever names and values a token can have",
    [fc.uniqueArray(fc.tuple(name, section), { selector: ([it]) => it })],
    ([pairs]) => {
      const sections = new Map(pairs)
      assert.deepStrictEqual(plain(parse(StoredTokens.render(sections))), plain(sections))
    }
  )

  it.prop(
    "never throws, whatever the file holds",
    [fc.string({ unit: fc.constantFrom("[", "]", "a", "=", ":", "\n", " ", "#", "\t") })],
    ([text]) => {
      Either.isEither(StoredTokens.parse(text))
    }
  )
})
