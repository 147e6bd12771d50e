/** What Tab offers where a place is typed. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { CommitHash } from "../../../src/domain/Revision.ts"
import * as Place from "../../../src/shell/repl/Place.ts"
import { spelled } from "../../../src/shell/repl/placing.ts"
import * as Session from "../../../src/shell/repl/Session.ts"
import * as Stage from "../../../src/shell/repl/staging/Stage.ts"
import * as TempDir from "../../support/TempDir.ts"

const at = (text: string): Session.Session => ({
  ...Session.make(),
  place: Either.getOrThrow(Place.resolve(Place.disk("/"), text))
})

/** Answers as completion does: all of a folder, with its address before it. */
const ask =
  (asked: Array<string>, names: ReadonlyArray<string>) =>
  (word: string): Effect.Effect<ReadonlyArray<string>> =>
    Effect.sync(() => {
      asked.push(word)
      return names.map((name) => word.slice(0, word.lastIndexOf("/") + 1) + name)
    })

const before = process.env["HF_HUB_CACHE"]

describe("completing a place", () => {
  afterAll(() => {
    if (before === undefined) delete process.env["HF_HUB_CACHE"]
    else process.env["HF_HUB_CACHE"] = before
  })

  it.effect("in a repository asks for the folder the word leads to, and knows what is staged", () =>
    Effect.gen(function* () {
      const session = at("hf://datasets/org/name@v1/train")
      const place = { ...session.place, path: "" } as Place.RepoPlace
      const stage = Stage.addAll(Stage.make(place, CommitHash.make("0".repeat(40))), [
        ["train/partly/new.txt", { _tag: "put", location: "/x", size: 1, before: undefined }]
      ])
      session.stages.set(` ${Stage.keyOf(place)}`, stage)
      const asked: Array<string> = []
      const found = yield* spelled(session, "place", "pa", ask(asked, ["part.txt", "parts/"]))
      assert.deepStrictEqual(found, ["part.txt", "partly/", "parts/"])
      assert.deepStrictEqual(yield* spelled(session, "place", "../te", ask(asked, ["test/"])), ["../test/"])
      assert.deepStrictEqual(yield* spelled(session, "place", "/", ask(asked, [".gitattributes", "x"])), [
        "/train/",
        "/x"
      ])
      assert.deepStrictEqual(yield* spelled(session, "place", "hf://o", ask(asked, ["org/x"])), ["hf://org/x"])
      const address = "hf://datasets/org/name@v1/"
      assert.deepStrictEqual(asked, [`${address}train/pa`, `${address}te`, address, "hf://o"])
    })
  )

  it.scoped("in the cache asks nobody: repositories, then the files of a snapshot", () =>
    Effect.gen(function* () {
      const cache = yield* TempDir.make("cache")
      process.env["HF_HUB_CACHE"] = cache
      for (const [repo, commit] of [
        ["models--org--one", "1".repeat(40)],
        ["datasets--org--two", "2".repeat(40)]
      ] as const) {
        mkdirSync(join(cache, repo, "snapshots", commit, "sub"), { recursive: true })
        mkdirSync(join(cache, repo, "refs"))
        writeFileSync(join(cache, repo, "refs", "main"), commit)
        for (const name of ["a.txt", "sub/b.txt"]) writeFileSync(join(cache, repo, "snapshots", commit, name), "")
      }
      const nobody = () => Effect.dieMessage("somebody was asked")
      const offered = (place: string, word: string) => spelled(at(place), "place", word, nobody, 60_000)
      assert.deepStrictEqual(yield* offered("~", "cache://"), ["cache://datasets/org/two/", "cache://org/one/"])
      assert.deepStrictEqual(yield* offered("~", "cache://org/o"), ["cache://org/one/"])
      assert.deepStrictEqual(yield* offered("~", "cache://org/one/"), ["cache://org/one/a.txt", "cache://org/one/sub/"])
      assert.deepStrictEqual(yield* offered("~", "cache://datasets/org/two@main/su"), [
        "cache://datasets/org/two@main/sub/"
      ])
      assert.deepStrictEqual(yield* offered("cache://", "org/one/sub/b"), ["org/one/sub/b.txt"])
      assert.deepStrictEqual(yield* offered("cache://", "or"), ["org/one/"])
      assert.deepStrictEqual(yield* offered("cache://org/one/sub", "../a"), ["../a.txt"])
    })
  )
})
