/** `[tool.hf-jobs]` of a script. */
import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as ScriptHeader from "../../src/domain/jobs/ScriptHeader.ts"

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
