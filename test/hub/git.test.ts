import { execFileSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as GitObject from "../../src/hub/store/git/GitObject.ts"
import * as LfsPointer from "../../src/hub/store/git/LfsPointer.ts"
import { temporary } from "./support/hub.ts"

const git = (
  cwd: string,
  args: ReadonlyArray<string>,
  input: string | Uint8Array = "",
  env: Record<string, string> = {}
) =>
  execFileSync("git", args, { cwd, input, env: { ...process.env, ...env } })
    .toString()
    .trim()

const repository = Effect.tap(temporary, (folder) => Effect.sync(() => git(folder, ["init", "-q"])))

describe("git objects", () => {
  it.scoped("name blobs as git does", () =>
    Effect.gen(function* () {
      const folder = yield* repository
      for (const content of [Buffer.alloc(0), Buffer.from("hello\n"), randomBytes(100_000)])
        assert.strictEqual(GitObject.oid("blob", content), git(folder, ["hash-object", "-w", "--stdin"], content))
    })
  )

  it.scoped("sort and write trees as git does", () =>
    Effect.gen(function* () {
      const folder = yield* repository
      const blob = git(folder, ["hash-object", "-w", "--stdin"], "x")
      const inner = git(folder, ["mktree"], `100644 blob ${blob}\tx\n`)
      // "a" the folder sorts after "a.txt" and "a-b", since git compares it as "a/".
      const names = ["a.txt", "a-b", "B", "b", "ü", "a0", "z y"]
      const lines = [...names.map((name) => `100644 blob ${blob}\t${name}`), `040000 tree ${inner}\ta`]
      const expected = git(folder, ["mktree"], `${lines.join("\n")}\n`)
      const entries = [
        ...names.map((name) => ({ mode: "100644", name, oid: blob })),
        { mode: "40000", name: "a", oid: inner }
      ]
      const encoded = GitObject.encodeTree(entries)
      assert.strictEqual(GitObject.oid("tree", encoded), expected)
      const order = ["B", "a-b", "a.txt", "a", "a0", "b", "z y", "ü"]
      assert.deepStrictEqual(
        GitObject.decodeTree(encoded),
        order.flatMap((name) => entries.filter((entry) => entry.name === name))
      )
      assert.strictEqual(git(folder, ["mktree"], ""), GitObject.emptyTree)
    })
  )

  it.scoped("write commits as git does", () =>
    Effect.gen(function* () {
      const folder = yield* repository
      const tree = git(folder, ["mktree"], "")
      const seconds = 1_700_000_000
      const who = { NAME: "alice", EMAIL: "alice@example.com", DATE: `${seconds} +0000` }
      const env = Object.fromEntries(
        Object.entries(who).flatMap(([key, value]) => [
          [`GIT_AUTHOR_${key}`, value],
          [`GIT_COMMITTER_${key}`, value]
        ])
      )
      const facts = { tree, author: who.NAME, email: who.EMAIL, seconds }
      const first = git(folder, ["commit-tree", tree], "Title\n", env)
      const firstData = GitObject.encodeCommit({ ...facts, parents: [], title: "Title", body: "" })
      assert.strictEqual(GitObject.oid("commit", firstData), first)
      const second = git(folder, ["commit-tree", tree, "-p", first], "Zweites ü\n\nMit\nText\n", env)
      const secondData = GitObject.encodeCommit({ ...facts, parents: [first], title: "Zweites ü", body: "Mit\nText" })
      assert.strictEqual(GitObject.oid("commit", secondData), second)
    })
  )

  it("reads the pointers it writes and nothing else", () => {
    const pointer = { sha256: "a".repeat(64), size: 12 }
    assert.deepStrictEqual(LfsPointer.decode(LfsPointer.encode(pointer)), pointer)
    assert.isUndefined(LfsPointer.decode(Buffer.from("hello")))
    assert.isUndefined(LfsPointer.decode(Buffer.concat([LfsPointer.encode(pointer), Buffer.from("more")])))
  })
})
