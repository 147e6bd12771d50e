/** `--env-file` as installed: Node has such an option too, and looks for it among ours. */
import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Build from "../support/Build.ts"
import { environment } from "./hf.ts"

const home = mkdtempSync(join(tmpdir(), "hf-env-file-"))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const postinstall = join(Build.root, "scripts/postinstall.mjs")

/** The package in a folder of its own, as npm unpacks it. */
const unpacked = (name: string): string => {
  const at = join(home, name)
  cpSync(dirname(Build.bin), join(at, "dist/bin"), { recursive: true })
  cpSync(postinstall, join(at, "scripts/postinstall.mjs"))
  cpSync(join(Build.root, "package.json"), join(at, "package.json"))
  symlinkSync(join(Build.root, "node_modules"), join(at, "node_modules"))
  const built = readFileSync(binaryOf(at), "utf8")
  writeFileSync(binaryOf(at), `#!/usr/bin/env node\n${built.slice(built.indexOf("\n") + 1)}`)
  return at
}

const binaryOf = (folder: string): string => join(folder, "dist/bin/hf.js")
const firstLine = (file: string): string => readFileSync(file, "utf8").split("\n", 1)[0] ?? ""
const install = (folder: string) => execFileSync(process.execPath, [join(folder, "scripts/postinstall.mjs")])

describe("the installed hf", () => {
  const folder = unpacked("package")
  install(folder)
  const link = join(home, "hf")
  symlinkSync(binaryOf(folder), link)
  const files = join(home, "files")
  mkdirSync(files)
  const write = (name: string, text: string) => writeFileSync(join(files, name), text, { mode: 0o600 })
  write("of-node.env", "NODE_OPTIONS=--no-such-option\nA=1\n")
  write("of-hf.env", "HF_HUB_OFFLINE=1\nHF_ENDPOINT=none\nNODE_TLS_REJECT_UNAUTHORIZED=0\n")

  const run = (words: ReadonlyArray<string>, input = "") => {
    const env = environment(home, { HF_ENDPOINT: "http://127.0.0.1:9", HF_TOKEN: "hf_x" })
    env["PATH"] = [dirname(process.execPath), env["PATH"]].join(delimiter)
    const { status, stderr, stdout } = spawnSync(link, ["jobs", "run", "--dry-run", ...words, "ubuntu", "true"], {
      cwd: files,
      encoding: "utf8",
      env,
      input
    })
    return { code: status, stdout, stderr }
  }

  it("says in its own words that there is no such file", () => {
    for (const words of [["--env-file", "none.env"], ["--env-file=none.env"]])
      assert.deepStrictEqual(run(words), {
        code: 8,
        stdout: "",
        stderr: "Error: Cannot read 'none.env': no such file or directory.\n"
      })
  })

  it("reads standard input for `-`", () => {
    const { code, stderr, stdout } = run(["--env-file", "-"], "A=1\n")
    assert.deepStrictEqual([code, stderr], [0, ""])
    assert.match(stdout, /A=/)
  })

  it("does not read standard input for two files", () => {
    const { code, stderr } = run(["--env-file", "-", "--secrets-file", "-"], "A=1\n")
    assert.strictEqual(code, 1)
    assert.strictEqual(stderr, "Error: Invalid secrets file '-': standard input is the environment file already.\n")
  })

  it("leaves what is in the file to the job, also what Node or itself would obey", () => {
    for (const [file, said] of [
      ["of-node.env", /NODE_OPTIONS=[\s\S]*A=/],
      ["of-hf.env", /HF_HUB_OFFLINE=[\s\S]*HF_ENDPOINT=[\s\S]*NODE_TLS_REJECT_UNAUTHORIZED=/]
    ] as const) {
      const { code, stderr, stdout } = run(["--env-file", file])
      assert.deepStrictEqual([code, stderr], [0, ""])
      assert.match(stdout, said)
    }
  })
})

describe("the binary of a clone", () => {
  it("is as good as an installed one", () => {
    assert.strictEqual(firstLine(Build.bin), "#!/usr/bin/env -S node --")
  })
})

describe("what npm runs after it unpacked the package", () => {
  it("keeps the first line that works everywhere where the better one does not", () => {
    const folder = unpacked("no-env-S")
    // Stands for an `env` without -S: what is tried does not start.
    writeFileSync(binaryOf(folder), "#!/usr/bin/env node\nprocess.exit(1)\n")
    install(folder)
    assert.strictEqual(firstLine(binaryOf(folder)), "#!/usr/bin/env node")
    assert.deepStrictEqual(
      readdirSync(join(folder, "dist/bin")).filter((each) => each.startsWith("hf")),
      ["hf.js"]
    )
  })

  it("does nothing in a fresh clone, nor twice", () => {
    const clone = join(home, "clone")
    mkdirSync(join(clone, "scripts"), { recursive: true })
    cpSync(postinstall, join(clone, "scripts/postinstall.mjs"))
    install(clone)
    assert.deepStrictEqual(readdirSync(clone), ["scripts"])

    const folder = unpacked("twice")
    install(folder)
    const once = readFileSync(binaryOf(folder), "utf8")
    install(folder)
    assert.strictEqual(readFileSync(binaryOf(folder), "utf8"), once)
    assert.strictEqual(firstLine(binaryOf(folder)), "#!/usr/bin/env -S node --")
  })

  it("writes a file anew: a package manager may keep the old one for other folders", () => {
    const folder = unpacked("linked")
    const store = join(home, "stored.js")
    execFileSync("ln", [binaryOf(folder), store])
    install(folder)
    assert.strictEqual(firstLine(store), "#!/usr/bin/env node")
    assert.strictEqual(firstLine(binaryOf(folder)), "#!/usr/bin/env -S node --")
  })
})
