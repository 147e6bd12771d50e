import { assert, describe, it } from "@effect/vitest"
import { highlighter, hinter } from "../../../src/shell/repl/reading.ts"
import { table } from "../../../src/shell/table.ts"

const marked = (line: string) =>
  highlighter(table)(line)
    .filter(({ style }) => style === "red")
    .map(({ from, to }) => line.slice(from, to))

describe("what is expected while somebody types", () => {
  it("inside of a $(…) is what its command expects", () => {
    const hint = (line: string) => hinter(table)(line, line.length)
    for (const line of ["download gpt2 --revision ", "cache ls | where ", "set "])
      assert.strictEqual(hint(`echo "a $(${line}`), hint(line))
  })
})

describe("what is marked as unknown while somebody types", () => {
  it("commands, and options that a command does not have", () => {
    for (const [line, unknown] of [
      ["nosuch --dry-run", ["nosuch"]],
      ["repos nosuch x", ["nosuch"]],
      ["download gpt2 --nosuch --dry-run -q", ["--nosuch"]],
      ["hf download gpt2 --nosuch=1 --revision=main", ["--nosuch=1"]],
      ["let x = cache ls --nosuch | count", ["--nosuch"]],
      ["hf let x = nosuch; where size; where --help", ["nosuch", "where"]],
      ["repos ls | each { download $it --nosuch ; cat --nosuch x }", ["--nosuch", "--nosuch"]],
      ["grep -iF x; grep -ix y; head -n10 a; rm -r b; commit -m --force --nosuch", ["-ix", "--nosuch"]]
    ] as const)
      assert.deepStrictEqual(marked(line), [...unknown], line)
  })

  it("no word that may be right: values, what is passed on, what is behind --, what is on its way", () => {
    for (const line of [
      "download gpt2 --include --nosuch --exclude -x",
      "download gpt2 -- --nosuch",
      "jobs run python:3.12 python --nosuch",
      "cache ls --format json --filter size>1",
      "download gpt2 --dry",
      "$x | count",
      "@1 | json",
      "echo --anything",
      "cp - hf://org/name/x"
    ])
      assert.deepStrictEqual(marked(line), [], line)
    assert.deepStrictEqual(marked("download --dry gpt2"), ["--dry"])
  })
})
