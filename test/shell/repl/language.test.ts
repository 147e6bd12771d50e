import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import { lex } from "../../../src/shell/repl/language/lex.ts"
import { parse } from "../../../src/shell/repl/language/parse.ts"
import type { Complaint, Statement, Word } from "../../../src/shell/repl/language/syntax.ts"

const read = (source: string): ReadonlyArray<Statement> => Either.getOrThrow(parse(source))

const complaint = (source: string): Complaint => Either.getOrThrow(Either.flip(parse(source)))

const text = ({ parts }: Word): string =>
  parts.map((part) => (part._tag === "text" ? part.text : `<${part._tag}>`)).join("")

/** Words of the one command that `source` is. */
const words = (source: string): ReadonlyArray<string> => {
  const [statement] = read(source)
  return statement?._tag === "pipeline" ? statement.call.words.map(text) : []
}

/** Everything a line can be made of, valid or not. */
const scraps = FastCheck.array(
  FastCheck.oneof(
    FastCheck.string(),
    FastCheck.constantFrom(
      "let",
      "x",
      "=",
      "with",
      "each",
      "{",
      "}",
      "|",
      "&",
      ";",
      "\n",
      "$x",
      "$(",
      ")",
      "@1",
      "'",
      '"',
      "\\",
      "#",
      " ",
      "where",
      "!",
      "where",
      "size",
      ">",
      "first",
      "\r\n",
      "\ufeff"
    )
  )
).map((pieces) => pieces.join(""))

describe("the language of the shell", () => {
  it("reads words as a shell does", () => {
    assert.deepStrictEqual(words(`download gpt2 'two words' "and \\"more\\"" a\\ b --x=y # no more`), [
      "download",
      "gpt2",
      "two words",
      'and "more"',
      "a b",
      "--x=y"
    ])
    assert.deepStrictEqual(words("cache ls \\\n  --json"), ["cache", "ls", "--json"])
    assert.deepStrictEqual(words("echo \"\" it's'fine a#b {} }"), ["echo", "", "itsfine", "a#b", "{}", "}"])
    assert.deepStrictEqual(words("run -- python -c 'print(1); x = {1: 2}'"), [
      "run",
      "--",
      "python",
      "-c",
      "print(1); x = {1: 2}"
    ])
  })

  it("knows values in words, and what is none", () => {
    assert.deepStrictEqual(words('echo $x "$x.id" \'$x\' @1 "@1" org/name@1 $(cache ls -q) \\$x $ @x'), [
      "echo",
      "<variable>",
      "<variable>",
      "$x",
      "<row>",
      "@1",
      "org/name@1",
      "<command>",
      "$x",
      "$",
      "@x"
    ])
  })

  it("reads pipes, blocks, bindings and scopes", () => {
    const [pipeline, binding, scope, background] = read(
      "cache ls | where size > 1GB | each { echo $it; download $it } ; let x = cache ls | !sort -r\nwith timeout 60s { version }\ndownload gpt2 &"
    )
    assert(
      pipeline?._tag === "pipeline" &&
        binding?._tag === "let" &&
        scope?._tag === "with" &&
        background?._tag === "pipeline"
    )
    assert.deepStrictEqual(
      pipeline.stages.map((stage) => stage._tag),
      ["filter", "each"]
    )
    const [, each] = pipeline.stages
    assert.strictEqual(each?._tag === "each" ? each.body.length : 0, 2)
    assert.deepStrictEqual([binding.name, binding.value.stages[0]?._tag], ["x", "external"])
    assert.deepStrictEqual(scope.words.map(text), ["timeout", "60s"])
    assert.isTrue(background.background)
  })

  it("asks for more where a line is not done, and only there", () => {
    for (const open of [
      "echo 'a",
      'echo "a',
      "echo a \\",
      "cache ls |",
      "cache ls | each {",
      "cache ls | each { echo",
      "with timeout 60s {",
      "let x =",
      "echo $(cache ls",
      'echo "$(cache ls',
      'echo $(echo ")"',
      "echo $(echo a # )\n"
    ])
      assert.isTrue(complaint(open).unfinished, open)
    for (const wrong of [
      "| count",
      "let 1 = x",
      "cache ls | grep x",
      "echo $(cache |)",
      "cache ls | each echo",
      "with x { }",
      "& a",
      "cache ls | where size >",
      "cache ls | where size => 1",
      "cache ls | where a = 1 b",
      "cache ls | first many",
      "cache ls | last 1 2",
      "cache ls | select",
      "cache ls | sort --nonsense",
      "cache ls | count x"
    ])
      assert.isFalse(complaint(wrong).unfinished, wrong)
  })

  it("says where a mistake is", () => {
    const source = "version\ncache ls | wher size > 1"
    const { end, reason, start } = complaint(source)
    assert.strictEqual(source.slice(start, end), "wher")
    assert.match(reason, /^'wher' is none of where, sort, /)
  })

  it("leaves open in a filter what a value will say", () => {
    for (const line of [
      "where size > $x",
      "where size>$x",
      "where $a $b $c",
      "first $n",
      "sort $c",
      "select $c",
      "sort -r"
    ])
      assert.isTrue(Either.isRight(parse(`cache ls | ${line}`)), line)
  })

  it("finds the end of a $(…) whatever is in it", () => {
    for (const inner of [
      'echo ")"',
      "echo ')'",
      'echo "a\\")b"',
      'echo "$(echo ")")"',
      "echo (a)",
      "echo \\)",
      "a # )\n"
    ])
      assert.deepStrictEqual(
        words(`echo $(${inner}) "$(${inner})" end`),
        ["echo", "<command>", "<command>", "end"],
        inner
      )
  })

  it("reads a pipe that goes on in the next line, with the | at the end or at the beginning", () => {
    for (const source of [
      "cache ls |\n\n count",
      "cache ls\n| count",
      "cache ls # all\n  # of them\n\n | count\nversion"
    ]) {
      const [pipeline] = read(source)
      assert.strictEqual(pipeline?._tag === "pipeline" ? pipeline.stages.length : 0, 1, source)
    }
    assert.isTrue(Either.isLeft(parse("cache ls; | count")))
  })

  it("reads what editors of Windows write", () => {
    assert.deepStrictEqual(words("\ufeffcache ls \\\r\n  --json\r\n"), ["cache", "ls", "--json"])
    assert.strictEqual(
      read("\ufeffversion\r\n# no more\r\nwith retries 1 {\r\n  version |\r\n  count\r\n}\r\n").length,
      2
    )
    assert.isTrue(complaint("cache ls \\\r\n").unfinished)
  })

  it("refuses thousands of blocks in one another, and reads what people write", () => {
    const nested = (times: number, open: string, close: string) => `${open.repeat(times)}version${close.repeat(times)}`
    for (const [open, close] of [
      ["with retries 1 { ", " }"],
      ["version | each { ", " }"],
      ["echo $(", ")"],
      ['echo "$(', ')"']
    ] as const) {
      assert.isTrue(Either.isRight(parse(nested(90, open, close))), open)
      const { reason, unfinished } = complaint(nested(5000, open, close))
      assert.deepStrictEqual([reason, unfinished], ["blocks and $(…) stand in one another more than 100 deep", false])
    }
  })

  it("says what stands for the habits of other shells", () => {
    assert.match(complaint("let x=5").reason, /^a = with blanks around it is expected: let x = …$/)
    assert.match(complaint("version && version").reason, /^there is no &&: write ;/)
    assert.match(complaint("version || version").reason, /^there is no \|\|: with set -e off/)
    assert.match(complaint("cache ls | grep x").reason, /for a program write !grep$/)
  })

  it("reads back any words that were quoted", () => {
    const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`
    FastCheck.assert(
      FastCheck.property(FastCheck.array(FastCheck.string({ unit: "binary" }), { minLength: 1 }), (given) => {
        assert.deepStrictEqual(words(given.map(quote).join(" ")), given)
      })
    )
  })

  it("has an answer to any text, with places inside it", () => {
    FastCheck.assert(
      FastCheck.property(scraps, (source) => {
        const within = ({ end, start }: { readonly start: number; readonly end: number }) =>
          assert.isTrue(0 <= start && start <= end && end <= source.length, `${start}–${end}`)
        for (const token of lex(source).tokens) within(token)
        Either.match(parse(source), { onLeft: within, onRight: (statements) => statements.forEach(within) })
      })
    )
  })
})
