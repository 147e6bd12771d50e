/** Differences of texts: what they say makes the one text of the other. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { edits, unified } from "../../../../src/shell/repl/places/unified.ts"

const line = fc.constantFrom("a", "b", "c", "", "a b", "-a", "+b", "@@ -1 +1 @@", "\\ No newline at end of file")
const text = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([lines, end]) => lines.join("\n") + (end && lines.length > 0 ? "\n" : ""))

/** What `patch` would make of `text`. */
const patched = (text: string, diff: string): string => {
  const before = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const out: Array<string> = []
  let at = 0
  let left = 0
  let right = 0
  for (const each of diff.split("\n").slice(2, -1)) {
    const [, start, count = "1", , wanted = "1"] = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@$/.exec(each) ?? []
    if (left === 0 && right === 0 && start !== undefined) {
      const from = count === "0" ? Number(start) : Number(start) - 1
      while (at < from) out.push(before[at++] ?? "")
      left = Number(count)
      right = Number(wanted)
      continue
    }
    if (each.startsWith("\\")) {
      out[out.length - 1] = (out[out.length - 1] ?? "").replace(/\n$/, "")
      continue
    }
    const kind = each[0]
    if (kind !== "+") {
      assert.strictEqual((before[at] ?? "").replace(/\n$/, ""), each.slice(1))
      at++
      left--
    }
    if (kind !== "-") {
      out.push(`${each.slice(1)}\n`)
      right--
    }
  }
  while (at < before.length) out.push(before[at++] ?? "")
  return out.join("")
}

describe("unified", () => {
  it("makes the second text of the first, whatever they are", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const diff = unified(a, b, "a", "b")
        if (a === b) return assert.strictEqual(diff, "")
        // A removed last line without an end says so, too; that is for the reader alone.
        const readable = diff.replace(/^(-.*)\n\\ No newline at end of file$/gm, "$1")
        assert.strictEqual(patched(a, readable), b)
      }),
      { numRuns: 2000 }
    )
  })

  it("needs no more edits than there are differences", () => {
    const a = Array.from({ length: 200 }, (_, at) => `line ${at}`)
    const b = a.filter((_, at) => at % 50 !== 7).flatMap((each, at) => (at % 60 === 5 ? [each, "new"] : [each]))
    assert.strictEqual(edits(a, b).filter(([kind]) => kind !== " ").length, 4 + 4)
  })

  it("tells texts that have nothing in common in bounded time", () => {
    const a = Array.from({ length: 20_000 }, (_, at) => `a${at}`)
    const b = Array.from({ length: 20_000 }, (_, at) => `b${at}`)
    assert.strictEqual(edits(a, b).length, 40_000)
  })

  it("looks as people know it", () => {
    assert.strictEqual(
      unified("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9", "old", "new"),
      "--- old\n+++ new\n@@ -2,8 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n-9\n+9\n\\ No newline at end of file\n"
    )
  })
})
