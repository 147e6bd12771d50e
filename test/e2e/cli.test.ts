import { execFileSync, spawn } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { version } from "../../src/domain/Version.ts"
import { binary, environment, hf } from "./hf.ts"

describe("hf, the binary", () => {
  it("knows the version of its package", () => {
    const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))
    assert.strictEqual(version, manifest.version)
  })

  it("prints its version bare, as --version and as -v", async () => {
    for (const flag of ["--version", "-v"]) {
      assert.deepStrictEqual(await hf([flag]), { code: 0, stdout: `${version}\n`, stderr: "" })
    }
  })

  it("prints its version in every voice", async () => {
    const said = async (...flags: ReadonlyArray<string>) => (await hf(["version", ...flags])).stdout
    assert.strictEqual(await said(), `✓ hf version\n  version: ${version}\n`)
    assert.strictEqual(await said("--format", "human"), `✓ hf version\n  version: ${version}\n`)
    assert.strictEqual(await said("--format=agent"), `version=${version}\n`)
    assert.strictEqual(await said("--json"), `{"version": "${version}"}\n`)
    assert.strictEqual(await said("-q"), `${version}\n`)
  })

  it("with --format auto, speaks to a program that says it is one, by the list that lies in HF_HOME", async () => {
    const home = mkdtempSync(join(tmpdir(), "hf-auto-"))
    try {
      const list = join(home, "hf", ".agent_harnesses.json")
      const said = (env: Readonly<Record<string, string>>, flag = "--format=auto") =>
        hf(["version", flag], { home, env })
      const human = { code: 0, stdout: `✓ hf version\n  version: ${version}\n`, stderr: "" }
      const agent = { code: 0, stdout: `version=${version}\n`, stderr: "" }
      assert.deepStrictEqual(await said({ AI_AGENT: "x" }), human, "no list, nobody is known")
      mkdirSync(join(home, "hf"))
      writeFileSync(list, "{ torn")
      assert.deepStrictEqual(await said({ AI_AGENT: "x" }), human, "a list that is none is no obstacle")
      const harnesses = { tool: { envVars: { TOOL_RUNS: "*", TOOL_MODE: "on" } }, plain: {} }
      writeFileSync(list, JSON.stringify({ standardEnvVars: ["AI_AGENT", "AGENT"], harnesses, later: 1 }))
      for (const env of [{ AGENT: " x " }, { TOOL_RUNS: "0" }, { TOOL_MODE: "on" }]) {
        assert.deepStrictEqual(await said(env), agent, JSON.stringify(env))
      }
      assert.deepStrictEqual(await said({ AGENT: " ", TOOL_RUNS: "", TOOL_MODE: "off" }), human)
      // Without the option nothing depends on who calls.
      assert.deepStrictEqual(await said({ AI_AGENT: "x" }, "--no-truncate"), human)
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  })

  it("hands what follows an extension's name to it, word for word, and ends as it does", async () => {
    const home = mkdtempSync(join(tmpdir(), "hf-extension-"))
    try {
      const folder = join(home, ".local/share/hf/extensions/hf-greet")
      mkdirSync(folder, { recursive: true })
      const program = join(folder, "hf-greet")
      writeFileSync(program, '#!/bin/sh\nprintf "<%s>" "$@"; cat; exit 7\n', { mode: 0o755 })
      const words = ["--json", "--", "-h", "a b", "--limit=1"]
      const said = { code: 7, stdout: `${words.map((word) => `<${word}>`).join("")}in`, stderr: "" }
      assert.deepStrictEqual(await hf(["greet", ...words], { home, stdin: "in" }), said)
      assert.deepStrictEqual(await hf(["hf-greet", ...words], { home, stdin: "in" }), said)
      // Ours come first, and what is not there or no program is an unknown command.
      chmodSync(program, 0o644)
      for (const name of ["greet", "nobody", "../hf-greet"]) {
        const unknown = await hf([name, "x"], { home })
        assert.strictEqual(unknown.code, 2)
        assert.include(unknown.stderr, `No such command '${name}'.`)
      }
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  })

  it("alone, says on stderr how it is used", async () => {
    const { code, stdout, stderr } = await hf([])
    assert.strictEqual(code, 2)
    assert.strictEqual(stdout, "")
    assert.match(stderr, /^Usage: hf \[OPTIONS\] \[COMMAND\] \[ARGS\]\.\.\.\n/)
  })

  it("prints help on stdout when asked, and no colour into a pipe", async () => {
    const { code, stdout, stderr } = await hf(["--help"])
    assert.strictEqual(code, 0)
    assert.strictEqual(stderr, "")
    assert.match(stdout, /Help commands:\n {2}doctor [\s\S]*\n {2}env .*\n {2}version /)
    assert.notInclude(stdout, "\u001b")
  })

  it("refuses mode flags before the command", async () => {
    const { code, stderr } = await hf(["--json", "version"])
    assert.strictEqual(code, 2)
    assert.match(stderr, /\n\nError: No such option '--json'\.\n$/)
  })

  it("suggests the command that was meant", async () => {
    const { code, stderr } = await hf(["versoin"])
    assert.strictEqual(code, 2)
    assert.include(stderr, "Error: No such command 'versoin'. Did you mean 'version'?\n")
  })

  it("describes its environment", async () => {
    const { code, stdout } = await hf(["env"], { env: { HF_HUB_OFFLINE: "1", HF_ENDPOINT: "http://127.0.0.1:9/" } })
    assert.strictEqual(code, 0)
    assert.match(stdout, /^\nCopy-and-paste the text below in your GitHub issue\.\n\n- huggingface_hub version: N\/A\n/)
    assert.include(stdout, "\n- ENDPOINT: http://127.0.0.1:9\n")
    assert.include(stdout, "\n- HF_HUB_OFFLINE: True\n")
    assert.include(stdout, "\n- HF_HUB_DISABLE_PROGRESS_BARS: None\n")
    assert.match(stdout, /\n\n$/)
  })

  it("tells a setting that cannot be used in one line", async () => {
    const { code, stdout, stderr } = await hf(["env"], { env: { HF_HUB_ETAG_TIMEOUT: "soon" } })
    assert.deepStrictEqual([code, stdout], [1, ""])
    assert.match(stderr, /^Error: Invalid value of HF_HUB_ETAG_TIMEOUT 'soon': .*\.\n/)
  })

  it("never shows a token in an error", async () => {
    const secret = `hf_${"a1B2".repeat(8)}`
    const { code, stderr } = await hf([secret])
    assert.strictEqual(code, 2)
    assert.include(stderr, "No such command 'hf_****'")
    assert.notInclude(stderr, secret)
  })

  it("is no failure when the reader leaves first", () => {
    const script = `set -o pipefail; "$NODE" "$HF" --help | head -c 1 >/dev/null; echo "$?"; "$NODE" "$HF" env | true; echo "$?"`
    const env = { ...environment("/nonexistent"), NODE: process.execPath, HF: binary }
    assert.strictEqual(execFileSync("bash", ["-c", script], { env, encoding: "utf8" }), "0\n0\n")
  })

  it("says so when stdout is on a full disk", async () => {
    const child = spawn("bash", ["-c", `exec "$NODE" "$HF" env > /dev/full`], {
      env: { ...environment("/nonexistent"), NODE: process.execPath, HF: binary }
    })
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text))
    const code = await new Promise((resolve) => child.on("close", resolve))
    assert.strictEqual(code, 8)
    assert.match(stderr, /^Error: Cannot write the output: .*ENOSPC/)
  })
})
