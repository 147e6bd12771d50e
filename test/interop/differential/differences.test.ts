/** What differences.md says is what the tables use, no more and no less. */
import { assert, describe, it } from "@effect/vitest"
import { everywhere, reasons, rules } from "./differences.ts"
import { tables } from "./tables.ts"

const lines = Object.values(tables).flat()
const named = new Set([...everywhere, ...lines.flatMap(({ differs }) => differs ?? [])])

describe("differences.md", () => {
  it("has a reason for every difference, and every difference occurs on a line", () => {
    assert.deepStrictEqual([...reasons.keys()].sort(), [...named].sort())
    assert.deepStrictEqual(Object.keys(rules).sort(), [...named].sort())
    assert.isTrue([...reasons.values()].every((reason) => reason.length > 10))
  })

  it("is about at least 300 lines, none of them twice", () => {
    const typed = lines.map(({ differs: _, ...line }) => JSON.stringify(line))
    assert.strictEqual(new Set(typed).size, typed.length)
    assert.isAtLeast(typed.length, 300)
  })
})
