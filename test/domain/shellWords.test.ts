import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import * as ShellWords from "../../src/domain/ShellWords.ts"

const split = (text: string) => Either.getOrUndefined(ShellWords.split("text", text))

describe("words of a shell", () => {
  it("blanks part them, quotes and backslashes hold them together (Python's shlex)", () => {
    for (const [text, words] of [
      ["", []],
      ["  a  b\tc\nd ", ["a", "b", "c", "d"]],
      [`--name "a b" 'c d'`, ["--name", "a b", "c d"]],
      [`a'b'"c"d`, ["abcd"]],
      [`'' ""`, ["", ""]],
      [`"a\\"b\\\\c\\n"`, [`a"b\\c\\n`]],
      [`'a\\b'`, ["a\\b"]],
      ["a\\ b", ["a b"]],
      ["# no comment", ["#", "no", "comment"]],
      ["$HOME *", ["$HOME", "*"]]
    ] as const)
      assert.deepStrictEqual(split(text), [...words], text)
  })

  it("an open quote or a backslash at the end is a mistake", () => {
    for (const text of [`"a`, "'a", "a\\", `"a\\"`]) assert.isUndefined(split(text), text)
  })

  it("what was quoted comes back", () => {
    const quoted = (word: string) => `'${word.replaceAll("'", `'"'"'`)}'`
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        assert.deepStrictEqual(split(words.map(quoted).join(" ")), words)
      })
    )
  })
})
