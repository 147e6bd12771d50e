import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import { parse } from "../../../src/shell/repl/language/parse.ts"
import { pieces } from "../../../src/shell/repl/pieces.ts"

/** What is run, and which lines (from 1) are said to be wrong, in their order. */
const told = (source: string): ReadonlyArray<string | number> =>
  pieces(source).flatMap(
    (piece): ReadonlyArray<string | number> =>
      Either.isRight(piece)
        ? piece.right.map(({ end, start }) => source.slice(start, end))
        : [source.slice(0, piece.left.start).split("\n").length]
  )

describe("lines of which some cannot be read", () => {
  it("all others are", () => {
    assert.deepStrictEqual(told("echo a\nls | nope\necho b; echo c\nlet x\necho d"), [
      "echo a",
      2,
      "echo b",
      "echo c",
      4,
      "echo d"
    ])
  })

  it("a quote that is left open takes nothing with it", () => {
    assert.deepStrictEqual(told("echo 'a\necho b\necho c\n"), [1, "echo b", "echo c"])
  })

  it("a pipe that leads nowhere, and a line that should go on", () => {
    assert.deepStrictEqual(told("ls |\necho b\n"), [2, "echo b"])
    assert.deepStrictEqual(told("nope |bad\nls |\n"), [1, 2])
    assert.deepStrictEqual(told("ls | bad\necho a \\"), [1, 2])
  })

  it("what belongs together stays together", () => {
    const block = "ls | each {\n  echo $it\n}"
    assert.deepStrictEqual(told(`ls | bad\n${block}\necho 'two\nlines'`), [1, block, "echo 'two\nlines'"])
  })

  it("what stands in a block with a mistake is not run by itself", () => {
    assert.deepStrictEqual(told("with retries 3 {\n  echo in\n  ls | bad\n  repos delete x\n}\necho b"), [3, "echo b"])
    assert.deepStrictEqual(told("echo a\nls | each {\n  repos delete x\necho b"), ["echo a", 2])
  })

  it("any text at all: what can be read as a whole is, and every piece lies in it", () => {
    const scrap = FastCheck.constantFrom(
      "echo",
      "each",
      "{",
      "}",
      "|",
      "'",
      '"',
      "\n",
      "\n",
      " ",
      "let x =",
      "$(",
      "\\",
      "#"
    )
    FastCheck.assert(
      FastCheck.property(FastCheck.array(scrap, { maxLength: 30 }), (scraps) => {
        const source = scraps.join(" ")
        const all = pieces(source)
        const whole = parse(source)
        if (Either.isRight(whole)) assert.deepStrictEqual(all, [whole])
        else assert.isTrue(all.some(Either.isLeft))
        let from = 0
        for (const piece of all)
          for (const { end, start } of Either.getOrElse(piece, () => [])) {
            assert.isTrue(start >= from && end <= source.length)
            assert.isTrue(Either.isRight(parse(source.slice(start, end))), source.slice(start, end))
            from = end
          }
      }),
      { numRuns: 2000 }
    )
  })
})
