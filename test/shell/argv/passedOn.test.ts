/** Commands that are passed on: what of their words hf takes for itself (huggingface_hub 2.0.0), and that it says so. */
import { assert, describe, it } from "@effect/vitest"
import { plan } from "../../../src/shell/argv/planner.ts"
import { unwrap } from "../../../src/shell/argv/sentinel.ts"
import { command } from "../../../src/shell/commands/jobs.ts"
import { root } from "../../../src/shell/spec/root.ts"

const table = root([command.row])

/** The options, as far as they are given, the words passed on, and what was said about it. */
const read = (line: string) => {
  const planned = plan(
    table,
    [...line.matchAll(/(?:[^\s']|'[^']*')+/g)].map(([word]) => word.replace(/'([^']*)'/g, "$1"))
  )
  if (planned._tag !== "Run") return planned._tag
  const at = planned.argv.indexOf("--")
  return {
    options: planned.argv.slice(0, at).map(unwrap),
    words: planned.argv.slice(at + 1).map(unwrap),
    said: planned.warnings.map((text) => /^'([^']*)'/.exec(text)?.[1])
  }
}

describe("words of a command that is passed on", () => {
  it("stay as they are, dashes and all", () => {
    assert.deepStrictEqual(read("jobs run python:3.12 python -c 'print(1)' --epochs=3 -x"), {
      options: [],
      words: ["python:3.12", "python", "-c", "print(1)", "--epochs=3", "-x"],
      said: []
    })
    assert.deepStrictEqual(read("jobs uv run --with lighteval python -c 'import lighteval'"), {
      options: ["--with", "lighteval"],
      words: ["python", "-c", "import lighteval"],
      said: []
    })
  })

  it("behind -- are nobody else's", () => {
    assert.deepStrictEqual(read("jobs run -d ubuntu -- ls -l /tmp -d --json"), {
      options: ["--detach"],
      words: ["ubuntu", "ls", "-l", "/tmp", "-d", "--json"],
      said: []
    })
  })

  it("that are options of hf are taken, wherever they stand, and that is said", () => {
    assert.deepStrictEqual(read("jobs run ubuntu ls -l /tmp -d"), {
      options: ["--label", "/tmp", "--detach"],
      words: ["ubuntu", "ls"],
      said: ["-l", "-d"]
    })
    assert.deepStrictEqual(read("jobs run ubuntu pip install --json x"), {
      options: [],
      words: ["ubuntu", "pip", "install", "x"],
      said: ["--json"]
    })
    assert.deepStrictEqual(read("jobs run ubuntu bash -xec 'echo 1'"), {
      options: ["--env", "c"],
      words: ["ubuntu", "bash", "-x", "echo 1"],
      said: ["-e"]
    })
  })

  it("may have options before the command begins, without a word about it", () => {
    for (const line of [
      "jobs scheduled run @hourly --flavor a10g-small img python",
      "jobs run img --flavor a10g-small python",
      "jobs uv run train.py --flavor a10g-small",
      "jobs uv run train.py --repo scripts"
    ]) {
      const planned = read(line)
      assert.deepStrictEqual(typeof planned === "string" ? planned : planned.said, [], line)
    }
  })

  it("must be there", () => {
    assert.strictEqual(read("jobs run ubuntu"), "UsageError")
    assert.strictEqual(read("jobs scheduled run @daily ubuntu"), "UsageError")
    assert.strictEqual(read("jobs run"), "Help")
  })
})
