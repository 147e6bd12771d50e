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
      "!"
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
      "let x ="
    ])
      assert.isTrue(complaint(open).unfinished, open)
    for (const wrong of [
      "| count",
      "let 1 = x",
      "cache ls | grep x",
      "echo $(cache |)",
      "cache ls | each echo",
      "with x { }",
      "& a"
    ])
      assert.isFalse(complaint(wrong).unfinished, wrong)
  })

  it("says where a mistake is", () => {
    const source = "version\ncache ls | wher size > 1"
    const { end, reason, start } = complaint(source)
    assert.strictEqual(source.slice(start, end), "wher")
    assert.match(reason, /^'wher' is none of where, sort, /)
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
