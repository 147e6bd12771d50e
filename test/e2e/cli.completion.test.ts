import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { binary, environment } from "./hf.ts"

describe("completion in a real bash", () => {
  const home = mkdtempSync(join(tmpdir(), "hf-complete-"))
  const env = { ...environment(home), PATH: `${home}:${process.env["PATH"] ?? ""}`, SHELL: "/bin/bash" }
  const bash = (script: string) => execFileSync("bash", ["--norc", "-c", script], { env, encoding: "utf8" })

  beforeAll(() => {
    symlinkSync(binary, join(home, "hf"))
    writeFileSync(join(home, "marker"), "")
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  /** What TAB offers at the end of `words`, the last of them being typed. */
  const offered = (...words: ReadonlyArray<string>): ReadonlyArray<string> =>
    bash(`
      eval "$(hf --show-completion)"
      COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})
      COMP_CWORD=${words.length - 1}
      _hf_complete hf
      printf '%s\\n' "\${COMPREPLY[@]}"
    `)
      .trimEnd()
      .split("\n")

  it("registers itself", () => {
    assert.include(bash(`eval "$(_HF_COMPLETE=bash_source hf)"; complete -p hf`), "-F _hf_complete hf")
  })

  it("offers commands", () => {
    assert.deepStrictEqual(offered("hf", "ver"), ["version"])
    assert.includeMembers([...offered("hf", "")], ["env", "version"])
  })

  it("offers options of a command, and nothing behind --", () => {
    assert.deepStrictEqual(offered("hf", "version", "--fo"), ["--format"])
    assert.deepStrictEqual(offered("hf", "version", "--", "--fo"), [""])
  })

  it("offers the values of an option, apart and behind =", () => {
    assert.deepStrictEqual(offered("hf", "version", "--format", "j"), ["json"])
    assert.deepStrictEqual(offered("hf", "version", "--format", "=", "j"), ["json"])
    assert.deepStrictEqual(offered("hf", "version", "--format", "="), ["auto", "human", "agent", "json", "quiet"])
  })

  it("installs itself once", () => {
    for (let i = 0; i < 2; i++) {
      assert.match(bash("hf --install-completion"), /^bash completion installed in .*\.bashrc\. Restart your shell/)
    }
    assert.strictEqual(readFileSync(join(home, ".bashrc"), "utf8"), 'eval "$(_HF_COMPLETE=bash_source hf)"\n')
  })
})
