import { describe, expect, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Patterns from "../../../src/domain/Patterns.ts"
import { mayContain } from "../../../src/programs/upload/pruning.ts"

describe("Folders that need not be opened", () => {
  it("are those no pattern reaches into", () => {
    const wild = mayContain({ include: ["dir/sub/*.bin"] })
    expect(["dir", "dir/sub", "dir/sub/deep"].map(wild)).toEqual([true, true, true])
    expect(["other", "dir/else", "di", "dirs"].map(wild)).toEqual([false, false, false, false])
    expect(mayContain({ include: ["*.bin"] })("any/where")).toBe(true)
    expect(mayContain({ include: [] })("any")).toBe(false)
    expect(mayContain({})("any")).toBe(true)
    const without = mayContain({ exclude: ["node_modules/", "logs/*", "*.tmp"] })
    expect(["node_modules", "node_modules/a", "logs"].map(without)).toEqual([false, false, false])
    expect(["src", "src/logs", "log"].map(without)).toEqual([true, true, true])
  })

  it("never hold a file that is wanted", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "/", "*", "?", "[ab]", "[!a]", "\\", ".", "a/"), { maxLength: 6 })
      .map((all) => all.join(""))
    const name = fc.constantFrom("a", "b", "ab", "a.b", ".a")
    const patterns = fc.array(text, { maxLength: 3 })
    fc.assert(
      fc.property(
        fc.option(patterns, { nil: undefined }),
        patterns,
        fc.array(name, { minLength: 2, maxLength: 4 }),
        (include, exclude, parts) => {
          const filter = { include, exclude }
          fc.pre(Patterns.matcher(filter)(parts.join("/")))
          for (let depth = 1; depth < parts.length; depth++)
            expect(mayContain(filter)(parts.slice(0, depth).join("/"))).toBe(true)
        }
      ),
      { numRuns: 2000 }
    )
  })
})
