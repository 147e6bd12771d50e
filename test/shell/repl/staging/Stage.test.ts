/** What is staged: changes by path, whatever order they came in. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Repo from "../../../../src/domain/Repo.ts"
import * as RepoId from "../../../../src/domain/RepoId.ts"
import { CommitHash } from "../../../../src/domain/Revision.ts"
import * as Stage from "../../../../src/shell/repl/staging/Stage.ts"

const place = {
  _tag: "repo",
  repo: Repo.make("model", RepoId.make("org/name")),
  revision: undefined,
  path: ""
} as const
const empty = Stage.make(place, CommitHash.make("0".repeat(40)))
const put = (before?: number): Stage.Change => ({ _tag: "put", location: "/x", size: 3, before })

describe("Stage", () => {
  it("knows what a change does to the revision", () => {
    const stage = Stage.remove(
      Stage.addAll(empty, [
        ["b", put()],
        ["a", put(1)]
      ]),
      "c",
      9
    )
    assert.deepStrictEqual(Stage.rows(stage), [
      { change: "modified", path: "a", size: 3 },
      { change: "added", path: "b", size: 3 },
      { change: "deleted", path: "c", size: 9 }
    ])
    // What was only staged is forgotten; what the revision has goes.
    assert.deepStrictEqual([...Stage.remove(stage, "b", undefined).changes.keys()], ["a", "c"])
    assert.strictEqual(Stage.rows(Stage.remove(stage, "a", 1))[0]?.["change"], "deleted")
  })

  it("lets no file be where another needs a folder", () => {
    const stage = Stage.add(empty, "a/b", put())
    assert.strictEqual(Stage.inTheWay(stage, "a"), "a/b")
    assert.strictEqual(Stage.inTheWay(stage, "a/b/c"), "a/b")
    assert.isUndefined(Stage.inTheWay(stage, "a/bc"))
    assert.isUndefined(Stage.inTheWay(Stage.remove(empty, "a", 1), "a/b"))
  })

  it("forgets exactly what is below a folder", () => {
    const names = fc.array(fc.constantFrom("a", "b", "ab"), { minLength: 1, maxLength: 3 }).map((all) => all.join("/"))
    fc.assert(
      fc.property(fc.array(names), names, (paths, folder) => {
        const left = Stage.reset(
          Stage.addAll(
            empty,
            paths.map((path) => [path, put()] as const)
          ),
          folder
        )
        const kept = paths.filter((path) => path !== folder && !path.startsWith(`${folder}/`))
        assert.deepStrictEqual([...left.changes.keys()], [...new Set(kept)].sort())
      })
    )
    assert.strictEqual(Stage.reset(Stage.add(empty, "a", put()), "").changes.size, 0)
  })
})
