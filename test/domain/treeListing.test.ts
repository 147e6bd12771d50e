import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "fast-check"
import type { ListedFile } from "../../src/domain/Content.ts"
import { GitOid, Sha256 } from "../../src/domain/Etag.ts"
import * as LocalMetadata from "../../src/domain/LocalMetadata.ts"
import * as RepoPath from "../../src/domain/RepoPath.ts"
import * as TreeListing from "../../src/domain/TreeListing.ts"

const blobId = GitOid.make("0123456789abcdef0123456789abcdef01234567")
const sha256 = Sha256.make("ab".repeat(32))
const file = (path: string, more: Partial<ListedFile> = {}): ListedFile => ({
  path: RepoPath.make(path),
  size: 5,
  blobId,
  ...more
})

describe("TreeListing", () => {
  it("prints the bytes Python prints: one space, ASCII, code point order, numbers not first", () => {
    const printed = TreeListing.print([
      file("😀"),
      file("\uffee"),
      file("b.bin", { size: 7, sha256, lfsSize: 7, xetHash: "cd".repeat(32) }),
      file("42"),
      file('a"\\\u007f')
    ])
    expect(printed).toBe(
      [
        "{",
        ' "format_version": 1,',
        ' "files": {',
        '  "42": {',
        '   "size": 5,',
        `   "blob_id": "${blobId}"`,
        "  },",
        '  "a\\"\\\\\\u007f": {',
        '   "size": 5,',
        `   "blob_id": "${blobId}"`,
        "  },",
        '  "b.bin": {',
        '   "size": 7,',
        `   "blob_id": "${blobId}",`,
        `   "lfs_sha256": "${sha256}",`,
        '   "lfs_size": 7,',
        `   "xet_hash": "${"cd".repeat(32)}"`,
        "  },",
        '  "\\uffee": {',
        '   "size": 5,',
        `   "blob_id": "${blobId}"`,
        "  },",
        '  "\\ud83d\\ude00": {',
        '   "size": 5,',
        `   "blob_id": "${blobId}"`,
        "  }",
        " }",
        "}"
      ].join("\n")
    )
  })

  it("keeps a file called __proto__", () => {
    const read = TreeListing.parse(TreeListing.print([file("__proto__"), file("constructor")]))
    expect(Either.getOrThrow(read).map(({ path }) => path)).toEqual(["__proto__", "constructor"])
  })

  it("reads back what it printed, whatever the names", () => {
    const name = fc.fullUnicodeString({ minLength: 1 }).filter((text) => RepoPath.problem(text) === undefined)
    const some = fc.uniqueArray(fc.tuple(name, fc.nat(), fc.boolean()), { selector: ([path]) => path })
    fc.assert(
      fc.property(some, (rows) => {
        const files = rows.map(([path, size, lfs]) => file(path, lfs ? { size, sha256, lfsSize: size } : { size }))
        const read = Either.getOrThrow(TreeListing.parse(TreeListing.print(files)))
        const byPath = (a: ListedFile, b: ListedFile) => (a.path < b.path ? -1 : 1)
        expect([...read].sort(byPath)).toEqual([...files].sort(byPath))
      })
    )
  })

  it("ignores other versions, nonsense, hostile names and masked hashes", () => {
    const good = TreeListing.print([file("a", { xetHash: "cd".repeat(32) })])
    expect(Either.isRight(TreeListing.parse(good))).toBe(true)
    for (const bad of [
      good.replace('"format_version": 1', '"format_version": 2'),
      good.slice(0, -1),
      good.replace('"a"', '"../a"'),
      good.replace("cd".repeat(32), "*".repeat(64)),
      good.replace('"size": 5', '"size": "5"')
    ])
      expect(Either.isLeft(TreeListing.parse(bad))).toBe(true)
    expect(TreeListing.isRememberable([file("a", { xetHash: "*".repeat(64) })])).toBe(false)
  })
})

describe("LocalMetadata", () => {
  it("reads what it printed", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), (timestamp) => {
        const metadata = { commit: "c", etag: "e", timestamp }
        expect(LocalMetadata.parse(LocalMetadata.print(metadata))).toEqual(metadata)
      })
    )
  })

  it("takes Python's notes from Windows too, and only refuses a bad number", () => {
    expect(LocalMetadata.parse("c\r\ne\r\n1795300014.2928526\r\n")).toEqual({
      commit: "c",
      etag: "e",
      timestamp: 1795300014.2928526
    })
    expect(LocalMetadata.parse("\n\n1\nmore\n")?.commit).toBe("")
    for (const bad of ["", "c\ne\n", "c\ne\nyesterday\n", "c\ne\n\n"]) expect(LocalMetadata.parse(bad)).toBeUndefined()
  })

  it("holds for a file that was not touched more than a second later", () => {
    const metadata = { commit: "c", etag: "e", timestamp: 1000 }
    expect(LocalMetadata.isFresh(metadata, 1_000_900)).toBe(true)
    expect(LocalMetadata.isFresh(metadata, 1_001_100)).toBe(false)
  })
})
