/** A word of ours is that word to `sh`, whatever is in it. */
import { execFileSync } from "node:child_process"
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import * as ShellWords from "../../../src/domain/ShellWords.ts"

const word = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom("'", '"', "\\", "$", "`", " ", "\n", "!", "*", "~", "=", "-", "#", "é", "a", "{", "\u001b")
  }),
  fc.constantFrom("", "~", "-n", "a=b", "$(id)", "%s", "'", "=ls", "!!")
)

describe("words for a shell outside", () => {
  it("arrive there as they are", () => {
    fc.assert(
      fc.property(
        fc.array(
          word.map((text) => text.replaceAll("\0", "")),
          { maxLength: 8 }
        ),
        (words) => {
          const script = `printf '%s\\0' ${["first", ...words].map(ShellWords.quote).join(" ")}`
          const seen = execFileSync("sh", ["-c", script], { encoding: "utf8" })
          assert.deepStrictEqual(seen.split("\0").slice(1, -1), words)
        }
      ),
      { numRuns: 150 }
    )
  })
})
