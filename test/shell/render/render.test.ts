import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import type { OutputMode, OutputValue } from "../../../src/services/Output.ts"
import { result } from "../../../src/shell/render/block.ts"
import { harmless, harmlessBytes, paint, redact } from "../../../src/shell/render/paint.ts"
import { json, str } from "../../../src/shell/render/python.ts"
import { table } from "../../../src/shell/render/table.ts"

const plain = paint(false)

describe("values as Python spells them", () => {
  it("json escapes what is not ASCII and spaces its separators", () => {
    assert.strictEqual(
      json({ a: [1, true, null], é: "👍\n" }),
      '{"a": [1, true, null], "\\u00e9": "\\ud83d\\udc4d\\n"}'
    )
    assert.strictEqual(json({ a: [], b: {}, c: [1] }, 2), '{\n  "a": [],\n  "b": {},\n  "c": [\n    1\n  ]\n}')
  })

  it("any JSON value survives", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = json(value as OutputValue, indent)
        assert.match(text, /^[\n -~]*$/)
        assert.deepStrictEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
      })
    )
  })

  it("text forms are those of str and repr", () => {
    assert.strictEqual(str(null), "None")
    assert.strictEqual(str(["a", true, 'it\'s "b"', "it's"]), `['a', True, 'it\\'s "b"', "it's"]`)
    assert.strictEqual(str({ k: "v\n" }), "{'k': 'v\\n'}")
    assert.strictEqual(str("v\n"), "v\n")
  })
})

describe("the block of a command that did one thing", () => {
  const entries = [
    ["id", "org/name"],
    ["tags", ["a"]],
    ["note", null],
    ["private", true]
  ] as const
  const block = (mode: OutputMode, guide = "Done.") => result(mode, guide, "Repo created", entries, plain)

  it("has five voices", () => {
    assert.strictEqual(block("guide"), "Done.")
    assert.strictEqual(block("guide", ""), block("human"))
    assert.strictEqual(block("human"), "✓ Repo created\n  id: org/name\n  tags: ['a']\n  private: True")
    assert.strictEqual(block("agent"), "id=org/name tags=['a'] private=True")
    assert.strictEqual(block("json"), '{"id": "org/name", "tags": ["a"], "note": null, "private": true}')
    assert.strictEqual(block("quiet"), "org/name")
  })

  it("without values is its label, an empty line, or nothing", () => {
    const empty = (mode: OutputMode) => result(mode, "", "Done", [], plain)
    assert.deepStrictEqual([empty("agent"), empty("json"), empty("quiet")], ["Done", "", undefined])
  })
})

describe("tables", () => {
  const columns = [{ key: "id" }, { key: "lastModified" }, { key: "likes" }, { key: "private" }]
  const rows = [
    { id: "org/first", lastModified: "2026-01-02T03:04:05+00:00", likes: 12, private: true },
    { id: "org/a-much-longer-name", lastModified: null, likes: 3, private: false }
  ]
  const lines = (mode: OutputMode, width?: number) => table(mode, columns, rows, "id", width).text.split("\n")

  it("for people: padded, numbers right, dates short", () => {
    assert.deepStrictEqual(lines("human"), [
      "ID                     LAST_MODIFIED LIKES PRIVATE",
      "---------------------- ------------- ----- -------",
      "org/first              2026-01-02       12 ✔",
      "org/a-much-longer-name                   3"
    ])
  })

  it("cut to the terminal, widest column first", () => {
    const cut = table("human", columns, rows, "id", 40)
    assert.isTrue(cut.truncated)
    assert.strictEqual(cut.text.split("\n")[3], "org/a-muc...                   3")
    assert.isTrue(cut.text.split("\n").every((line) => line.length <= 40))
    assert.isFalse(table("human", columns, rows, "id", 120).truncated)
  })

  it("for programs: TSV, JSON, ids", () => {
    assert.deepStrictEqual(lines("agent"), [
      "id\tlastModified\tlikes\tprivate",
      "org/first\t2026-01-02T03:04:05+00:00\t12\tTrue",
      "org/a-much-longer-name\tNone\t3\tFalse"
    ])
    assert.strictEqual(lines("json")[0]?.slice(0, 46), '[{"id": "org/first", "lastModified": "2026-01-')
    assert.deepStrictEqual(lines("quiet"), ["org/first", "org/a-much-longer-name"])
  })

  it("without rows", () => {
    const empty = (mode: OutputMode) => table(mode, columns, [], "id", 80).text
    assert.deepStrictEqual([empty("human"), empty("json"), empty("quiet")], ["No results found.", "[]", ""])
  })
})

describe("what strangers write", () => {
  it("cannot steer the terminal", () => {
    assert.strictEqual(
      harmless("a\u001b[31mred\u0007\r\n\tb\u202e\u009b1m"),
      "a\\x1b[31mred\\x07\\x0d\n\tb\\u202e\\x9b1m"
    )
    const show = harmlessBytes()
    const pieces = Buffer.from("é\u001b[2J\r\nü\u009bK")
    // Wherever it is cut.
    assert.strictEqual([...pieces].map((byte) => show(Uint8Array.of(byte))).join(""), "é\\x1b[2J\\x0d\nü\\x9bK")
    assert.strictEqual(harmlessBytes()(pieces), "é\\x1b[2J\nü\\x9bK")
    assert.notMatch(table("human", [{ key: "a" }], [{ a: "x\u001b]0;t\u0007" }], "a", undefined).text, /[\u001b\u0007]/)
    assert.notInclude(result("human", "", "L", [["k", "\u001b[2J"]], plain) ?? "", "\u001b")
  })

  it("never shows a token", () => {
    const token = `hf_${"x1Y2".repeat(8)}`
    assert.strictEqual(redact(`bad ${token}, api_org_${"z9".repeat(12)}`), "bad hf_****, api_org_****")
    assert.strictEqual(
      redact("no Hub: 'https://me:pa77@host:1/x?y' and http://:p@h"),
      "no Hub: 'https://me:****@host:1/x?y' and http://:****@h"
    )
    assert.strictEqual(redact("https://host:1/a@b and //x:y@z"), "https://host:1/a@b and //x:y@z")
    assert.strictEqual(redact("hf_xet and hf_hub_download"), "hf_xet and hf_hub_download")
  })
})
