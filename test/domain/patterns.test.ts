import { readFileSync } from "node:fs"
import { describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { expect } from "vitest"
import * as Patterns from "../../src/domain/Patterns.ts"

// Made with Python 3.11's fnmatch.fnmatchcase after turning "\" into "/" and "dir/" into "dir/*".
const vectors: ReadonlyArray<{ pattern: string; matches: ReadonlyArray<string> }> = JSON.parse(
  readFileSync(new URL("./patterns.vectors.json", import.meta.url), "utf8")
)

const paths = [
  ..."! ** - .hidden A.JSON [ [a] ] ^ a a-b a.json a/.b a//b a/b a] ab b b] dir/a.json x😀 {a,b} é 😀".split(" "),
  "",
  "a\nb"
]

describe("Patterns", () => {
  it("agrees with Python's fnmatchcase on every recorded pattern", () => {
    for (const { pattern, matches } of vectors) {
      const found = paths.filter((path) => Patterns.compile(pattern).test(path))
      expect({ pattern, matches: found.sort() }).toEqual({ pattern, matches: [...matches].sort() })
    }
  })

  it("lets everything through without patterns, and nothing through an empty include list", () => {
    expect(paths.every(Patterns.matcher({}))).toBe(true)
    expect(paths.some(Patterns.matcher({ include: [] }))).toBe(false)
  })

  it("applies exclude after include", () => {
    const wanted = Patterns.matcher({ include: ["*.json", "docs/"], exclude: ["vocab.json", "docs/old/"] })
    expect(["a.json", "vocab.json", "docs/a.md", "docs/old/a.md", "a.bin"].filter(wanted)).toEqual([
      "a.json",
      "docs/a.md"
    ])
  })

  it("does not hang on many stars", () => {
    expect(Patterns.compile("*a*b*c**********d").test("a".repeat(2_000))).toBe(false)
  })

  it("never throws, and a pattern of literals matches itself alone", () => {
    fc.assert(
      fc.property(fc.fullUnicodeString(), fc.fullUnicodeString(), (pattern, path) => {
        Patterns.compile(pattern).test(path)
        if (!/[*?[\\]/.test(pattern) && !pattern.endsWith("/"))
          expect(Patterns.compile(pattern).test(path)).toBe(pattern === path.replaceAll("\\", "/") && pattern === path)
      })
    )
  })

  it("knows the pattern of one text alone", () => {
    const text = fc.string({ unit: fc.constantFrom("*", "?", "[", "]", "!", "-", "a", "b", "/", "é") })
    fc.assert(
      fc.property(text, text, (pattern, path) => {
        fc.pre(!pattern.endsWith("/"))
        expect(Patterns.compile(Patterns.exactly(pattern)).test(pattern)).toBe(true)
        expect(Patterns.compile(Patterns.exactly(pattern)).test(path)).toBe(path === pattern)
      })
    )
  })

  it("treats [x] as x for every character", () => {
    fc.assert(
      fc.property(fc.fullUnicode(), (char) => {
        fc.pre(char !== "!" && char !== "\\")
        expect(Patterns.compile(`[${char}]`).test(char === "]" ? "[]]" : char)).toBe(char !== "]")
        if (char !== "]") expect(Patterns.compile(`[!${char}]`).test(char)).toBe(false)
      })
    )
  })
})
