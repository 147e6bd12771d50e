/** `[tool.hf-jobs]` of a script, and the TOML around it. */
import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as ScriptHeader from "../../src/domain/jobs/ScriptHeader.ts"
import * as Toml from "../../src/domain/jobs/Toml.ts"

const plain = (text: string): unknown =>
  JSON.parse(JSON.stringify(Either.getOrElse(Toml.parse(text), (reason) => reason)))

describe("TOML", () => {
  it("of everything a header may hold", () => {
    assert.deepStrictEqual(
      plain(String.raw`
requires-python = ">=3.11" # why
dependencies = [
  "torch>=2",   # one a line
  'trl[vllm]',
]
when = 2026-01-02T03:04:05Z
count = 1_000
half = -0.5e1
hex = 0xff
yes = true
"quoted key" = "a\tb\u00e9\""
'#' = 'C:\raw'
long = """
one \
    line
two"""
raw = '''
a'b\n'''
a.b . c = 1
empty = []
inline = { x = 1, "y z" = [{ q = 2 }] }

[tool.uv]
exclude-newer = "2026"
[tool.uv.sources]
pkg = { git = "https://x" }
[[tool.uv.index]]
name = "one"
[tool.uv.index.sub]
n = 1
[[tool.uv.index]]
name = "two"
[tool.uv.index.sub]
n = 2
`),
      {
        "requires-python": ">=3.11",
        dependencies: ["torch>=2", "trl[vllm]"],
        when: "2026-01-02T03:04:05Z",
        count: 1000,
        half: -5,
        hex: 255,
        yes: true,
        "quoted key": 'a\tbé"',
        "#": "C:\\raw",
        long: "one line\ntwo",
        raw: "a'b\\n",
        a: { b: { c: 1 } },
        empty: [],
        inline: { x: 1, "y z": [{ q: 2 }] },
        tool: {
          uv: {
            "exclude-newer": "2026",
            sources: { pkg: { git: "https://x" } },
            index: [
              { name: "one", sub: { n: 1 } },
              { name: "two", sub: { n: 2 } }
            ]
          }
        }
      }
    )
  })

  it("that is broken is refused, with its line", () => {
    for (const [text, line] of [
      ["a = ", 1],
      ["a = 1\na = 2", 2],
      ["\nb = nothing", 2],
      ["a = 1 b = 2", 1],
      ['a = "open\nb = 1', 1],
      ["[t]\n[t]", 2],
      ["a = 1\n[a]", 2],
      ["a = [1, 2", 1],
      ["a = { b = 1", 1],
      ["= 1", 1],
      ["a = 01", 1],
      ["[t", 1]
    ] as const)
      assert.include(String(plain(text)), `line ${line}: `, text)
    assert.include(String(plain('a = "\\q"')), "escape")
  })

  it("makes no key of every object's", () => {
    const table = Either.getOrThrow(Toml.parse('__proto__ = 1\n[constructor]\nx = "y"'))
    assert.deepStrictEqual(Object.keys(table), ["__proto__", "constructor"])
    assert.isUndefined(({} as { x?: unknown }).x)
  })
})

const script = (...lines: ReadonlyArray<string>) =>
  ["# /// script", ...lines.map((line) => (line === "" ? "#" : `# ${line}`)), "# ///", "print(1)"].join("\n")

const header = (...lines: ReadonlyArray<string>) =>
  Either.getOrElse(ScriptHeader.parse(script(...lines), "a.py"), (error) => error.reason)

describe("the header of a script", () => {
  it("says what it is to be run as", () => {
    const lines = [
      'dependencies = ["torch"]',
      "",
      "[tool.hf-jobs]",
      'image = "my/uv"',
      'flavor = "t4-small"',
      "timeout = 90",
      'name = "train"',
      'secrets = ["HF_TOKEN"]',
      'volumes = ["hf://a/b:/m"]',
      "[tool.hf-jobs.env]",
      'A = "1"'
    ]
    const said = {
      image: "my/uv",
      flavor: "t4-small",
      python: undefined,
      timeout: "90",
      name: "train",
      namespace: undefined,
      networkGroup: undefined,
      env: { A: "1" },
      secrets: ["HF_TOKEN"],
      labels: {},
      volumes: ["hf://a/b:/m"],
      networkAliases: []
    }
    assert.deepStrictEqual(header(...lines), said)
    const windows = Either.getOrThrow(
      ScriptHeader.parse(`#!/usr/bin/env python\r\n${script(...lines).replaceAll("\n", "\r\n")}`, "a.py")
    )
    assert.deepStrictEqual(windows, said)
  })

  it("says nothing where there is none, or none of ours", () => {
    for (const text of ["", "print(1)", "# /// script\nprint(1)", "# /// other\n# [tool.hf-jobs]\n# x = 1\n# ///"])
      assert.deepStrictEqual(Either.getOrThrow(ScriptHeader.parse(text, "a.py")), ScriptHeader.none)
    assert.deepStrictEqual(header("this is = no TOML, and uv's to judge"), ScriptHeader.none)
  })

  it("is refused with what is wrong in it", () => {
    for (const [line, reason] of [
      ["flavour = 'x'", "flavour"],
      ["image = 1", "'image' must be a string"],
      ["timeout = true", "'timeout'"],
      ["env = { A = 1 }", "'env.A' must be a string"],
      ["secrets = { A = 'x' }", "a list of names"],
      ["volumes = [1]", "a list of strings"],
      ["labels = 'x'", "a table of strings"],
      ["broken", "line 2"]
    ] as const)
      assert.include(String(header("[tool.hf-jobs]", line)), reason)
    assert.include(String(header("tool.hf-jobs = 1")), "must be a table")
  })
})
