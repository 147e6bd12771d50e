import { execFileSync } from "node:child_process"
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { forBash, isFit, openQuote, unquote } from "../../../src/shell/completion/quoting.ts"

/** Names as strangers give them. */
const name = fc
  .oneof(
    { weight: 2, arbitrary: fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }) },
    {
      weight: 3,
      arbitrary: fc.stringMatching(/^[ "'\\$`!;&|<>(){}[\]*?~#=%^@:,a.\u00e9-]{1,12}$/u)
    }
  )
  .filter(isFit)

describe("a name on a shell's line", () => {
  it("is one word to a real bash, and the same, whatever quote is open", () => {
    const names = fc.sample(name, { numRuns: 1000, seed: 7 })
    for (const open of ["", "'", '"'] as const) {
      const said = names.flatMap((each) => {
        const text = forBash(each, open)
        return text === undefined ? [] : [[each, `${open}${text}${open}`] as const]
      })
      assert.isAbove(said.length, names.length / 2)
      const script = `printf '%s\\0' ${said.map(([, text]) => text).join(" ")}`
      const heard = execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8", cwd: "/" }).split("\0")
      assert.deepStrictEqual(
        heard.slice(0, -1),
        said.map(([each]) => each)
      )
    }
  })

  it("is read back as it was meant, finished or not", () => {
    fc.assert(
      fc.property(name, fc.constantFrom("" as const, "'" as const, '"' as const), (each, open) => {
        const text = forBash(each, open)
        if (text === undefined) return
        const word = `${open}${text}`
        assert.strictEqual(unquote(word), each)
        assert.strictEqual(unquote(word + open), each)
        assert.strictEqual(openQuote(word), open)
      })
    )
  })

  it("is not shown when it could move the cursor, or reads as an option", () => {
    for (const each of ["\u001b[31m", "a\nb", "a\tb", "\u202egpj", "\u0085", "-rf", "--local-dir=/", ""]) {
      assert.isFalse(isFit(each), JSON.stringify(each))
    }
    for (const each of ["a b", "é", "$(x)", "文件", "~x"]) assert.isTrue(isFit(each), each)
  })
})
