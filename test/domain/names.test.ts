import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "fast-check"
import * as CommitPath from "../../src/domain/CommitPath.ts"
import * as Etag from "../../src/domain/Etag.ts"
import * as RepoId from "../../src/domain/RepoId.ts"
import * as RepoPath from "../../src/domain/RepoPath.ts"
import * as Revision from "../../src/domain/Revision.ts"

const accepts = (
  problem: (text: string) => string | undefined,
  good: ReadonlyArray<string>,
  bad: ReadonlyArray<string>
) => {
  for (const text of good) expect([text, problem(text)]).toEqual([text, undefined])
  for (const text of bad) expect([text, problem(text)]).toEqual([text, expect.any(String)])
}

describe("repo ids", () => {
  it("follow the Hub's rules", () =>
    accepts(
      RepoId.problem,
      ["gpt2", "a/b", "a.b/c_d-e", "_a/b_", "a".repeat(96), `${"a".repeat(96)}/${"b".repeat(96)}`, "a/b.gitx"],
      [
        ..."|a/|/a|a/b/c|-a|a-|.a|a.|a--b|a..b|a b|a\\b|a/b.git|café/x|文件|a\n|a/b\n|a@b|a%2Fb|../x|a/..".split("|"),
        "a".repeat(97),
        `${"a".repeat(97)}/b`
      ]
    ))

  it("fold into a cache folder that no other id has", () =>
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z._-]{1,5}(\/[a-z._-]{1,5})?$/),
        fc.stringMatching(/^[a-z._-]{1,5}(\/[a-z._-]{1,5})?$/),
        (a, b) => {
          fc.pre(RepoId.problem(a) === undefined && RepoId.problem(b) === undefined && a !== b)
          expect(a.replaceAll("/", "--")).not.toBe(b.replaceAll("/", "--"))
        }
      ),
      { numRuns: 500 }
    ))
})

describe("revisions", () => {
  it("are what git takes as a ref", () =>
    accepts(
      Revision.problem,
      ["main", "refs/pr/1", "v1.0", "feat/x", "a@b", "HEAD", "0".repeat(40), "éé"],
      ["", "/x", "x/", "a//b", "..", "a/../b", "a..b", ".", "a b", "a\\b", "a:b", "a\0", "x~1", "x^", "a*", "[a"]
    ))
})

describe("paths in a repo", () => {
  it("never leave it, on any system", () =>
    accepts(
      RepoPath.problem,
      ["a", "a/b.c", ".gitattributes", "a..b", "ab:c", "con.txt", "nul", "a\\b", " ", "文/件", "a:".slice(0, 1)],
      [
        "",
        "/a",
        "a/",
        "a//b",
        ".",
        "./a",
        "a/./b",
        "..",
        "a/..",
        "../a",
        "a\\..\\b",
        "..\\a",
        "\\a",
        "a/\\b",
        "\\\\h\\s",
        "c:",
        "C:/x",
        "a/1:b",
        "é:x",
        "😀:x",
        "a\0b"
      ]
    ))

  it("that pass stay below their folder under POSIX and Windows rules", () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("..", ".", "a", "b:", "c", "\\", "/", "é", ":"), { maxLength: 9 }),
        (parts) => {
          const path = parts.join("")
          fc.pre(RepoPath.problem(path) === undefined)
          const depth = path
            .split(/[/\\]/)
            .reduce<number>((at, each) => (at < 0 ? at : at + (each === ".." ? -1 : 1)), 0)
          expect(depth).toBeGreaterThan(0)
          expect(path).not.toMatch(/^(?:[/\\]|.:)/u)
        }
      ),
      { numRuns: 1000 }
    ))
})

describe("paths of a commit", () => {
  it("drop one leading / or ./", () => {
    for (const text of ["a/b", "/a/b", "./a/b"]) expect(CommitPath.parse(text)).toEqual(Either.right("a/b"))
    for (const text of [
      "",
      ".",
      "..",
      "./",
      "/./a",
      "../a",
      "a/../b",
      "a/..",
      "x/.git/y",
      ".git",
      ".cache/x",
      "a/.cache",
      "//a"
    ])
      expect([text, Either.isLeft(CommitPath.parse(text))]).toEqual([text, true])
    expect(CommitPath.parse(".github/x.git/.gitignore")).toEqual(Either.right(".github/x.git/.gitignore"))
  })

  it("of a folder: the root has many spellings", () => {
    for (const text of ["", ".", "/", "./", "//"]) expect(CommitPath.parseFolder(text)).toEqual(Either.right(""))
    for (const text of ["/data/train", "data/train/", "./data/train"])
      expect(CommitPath.parseFolder(text)).toEqual(Either.right("data/train"))
    for (const text of ["..", "a/../..", ".git/x"]) expect(Either.isLeft(CommitPath.parseFolder(text))).toBe(true)
  })

  it("of a file: a folder takes it under its own name", () => {
    for (const text of [".", "", "/", "./"]) expect(CommitPath.parseFile(text, "f")).toEqual(Either.right("f"))
    for (const text of ["data/", "/data/", "data/."]) {
      const result = CommitPath.parseFile(text, "f")
      expect([text, result]).toEqual([
        text,
        text === "data/." ? Either.left(expect.anything()) : Either.right("data/f")
      ])
    }
    expect(CommitPath.parseFile("/vae/m.bin", "f")).toEqual(Either.right("vae/m.bin"))
    expect(CommitPath.parseFile(".hidden", "f")).toEqual(Either.right(".hidden"))
    for (const text of ["..", "../", "a/..", ".git/"])
      expect([text, Either.isLeft(CommitPath.parseFile(text, "f"))]).toEqual([text, true])
    expect(Either.isLeft(CommitPath.parseFile(".", ".git"))).toBe(true)
  })

  it("leave out .git and .cache/huggingface only", () => {
    for (const path of [".git", ".git/config", "a/.git/x", ".cache/huggingface", "a/.cache/huggingface/b"])
      expect([path, CommitPath.isLeftOut(path)]).toEqual([path, true])
    for (const path of [".gitignore", ".github/x", "x.git/y", ".cache/other", "huggingface/.cache", ".cache"])
      expect([path, CommitPath.isLeftOut(path)]).toEqual([path, false])
  })
})

describe("etags", () => {
  it("lose W/ and quotes, and can always be file names", () => {
    expect(Etag.parse('W/"abc"')).toEqual(Either.right("abc"))
    expect(Etag.parse('"0f-1.2_x"')).toEqual(Either.right("0f-1.2_x"))
    for (const text of ["", '""', "..", ".", "a/b", "../x", 'W/"a\\b"', "a b", "a:b", "a\0"])
      expect([text, Either.isLeft(Etag.parse(text))]).toEqual([text, true])
  })

  it("name contents by their length", () => {
    expect(Etag.isGitOid("a".repeat(40))).toBe(true)
    expect(Etag.isGitOid("A".repeat(40))).toBe(false)
    expect(Etag.isSha256("a".repeat(64))).toBe(true)
    expect(Etag.isSha256(`${"a".repeat(64)}\n`)).toBe(false)
  })
})
