/** The grammar of places: what is typed, what is shown, and that no path leaves where it is. */
import { homedir } from "node:os"
import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "fast-check"
import * as Repo from "../../../src/domain/Repo.ts"
import * as RepoId from "../../../src/domain/RepoId.ts"
import * as RepoPath from "../../../src/domain/RepoPath.ts"
import { repoTypes } from "../../../src/domain/RepoType.ts"
import * as Revision from "../../../src/domain/Revision.ts"
import * as Place from "../../../src/shell/repl/Place.ts"

const here = Place.disk("/work/here")

const resolve = (place: Place.Place, text: string): Place.Place =>
  Either.getOrThrowWith(Place.resolve(place, text, "/work/here"), (reason) => new Error(reason))

const shown = (place: Place.Place, text: string): string => Place.format(resolve(place, text))

const part = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,8}[A-Za-z0-9_]$/)

const id = (isBare: boolean) =>
  fc
    .oneof(
      { weight: 4, arbitrary: fc.tuple(part, part).map((parts) => parts.join("/")) },
      {
        weight: 1,
        arbitrary: fc.tuple(fc.constantFrom("datasets", "model", "spaces"), part).map((all) => all.join("/"))
      },
      ...(isBare ? [{ weight: 2, arbitrary: fc.oneof(part, fc.constantFrom("datasets", "gpt2", "model")) }] : [])
    )
    .filter((text) => RepoId.problem(text) === undefined)
    .map(RepoId.make)

const revision = fc
  .oneof(
    fc.constantFrom("main", "refs/pr/3", "refs/convert/parquet", "feature/new", "refs/pr/3/x", "v1.0", "a@b"),
    fc.stringMatching(/^[0-9a-f]{40}$/),
    part
  )
  .filter((text) => Revision.problem(text) === undefined)
  .map(Revision.make)

const path = fc
  .array(fc.oneof(part, fc.constantFrom("a b", "ü", "x@y", "refs", "%2F", "'", "…", "-r", "~")), { maxLength: 4 })
  .map((parts) => parts.join("/"))
  .filter((text) => text === "" || RepoPath.problem(text) === undefined)

const inside = <T extends "repo" | "cached">(_tag: T) =>
  fc.record({
    _tag: fc.constant(_tag),
    repo: fc
      .record({ type: fc.constantFrom(...repoTypes), id: id(_tag === "cached") })
      .map((all) => Repo.make(all.type, all.id)),
    revision: fc.option(revision, { nil: undefined }),
    path
  })

const anyPlace: fc.Arbitrary<Place.Place> = fc.oneof(
  inside("repo"),
  inside("cached"),
  fc.constant({ _tag: "cache" } as const),
  fc.array(part, { maxLength: 3 }).map((parts) => Place.disk(`/${parts.join("/")}`)),
  fc.array(part, { maxLength: 3 }).map((parts) => Place.disk([homedir(), ...parts].join("/")))
)

const anyWord = fc.oneof(
  fc
    .array(fc.oneof(part, fc.constantFrom("..", ".", "", "~", "hf:", "a@b")), { maxLength: 6 })
    .map((all) => all.join("/")),
  fc.string({ maxLength: 12 })
)

describe("Place", () => {
  it("reads back what it shows: the Hub, the cache and one's home from wherever, other folders from this disk", () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (place, from) => {
        const text = Place.format(place)
        assert.deepStrictEqual(resolve(text.startsWith("/") ? here : from, text), place)
      })
    )
  })

  it("reads its own spelling of whatever was typed as the same place", () => {
    fc.assert(
      fc.property(anyPlace, anyWord, (from, word) => {
        const place = Place.resolve(from, word, "/work/here")
        if (Either.isRight(place)) assert.deepStrictEqual(resolve(here, Place.format(place.right)), place.right)
      }),
      { numRuns: 1000 }
    )
  })

  it("never leaves a repository by a path, and never names one that no disk may see", () => {
    fc.assert(
      fc.property(inside("repo"), anyWord, (from, word) => {
        const place = Place.resolve(from, word, "/work/here")
        if (Either.isLeft(place) || place.right._tag !== "repo" || word.startsWith("hf://")) return
        assert.deepStrictEqual([place.right.repo, place.right.revision], [from.repo, from.revision])
        if (place.right.path !== "") assert.isUndefined(RepoPath.problem(place.right.path))
      }),
      { numRuns: 1000 }
    )
  })

  it("goes where the word says", () => {
    const repo = resolve(here, "hf://datasets/org/name@v1/train/part")
    for (const [word, place] of [
      [".", "hf://datasets/org/name@v1/train/part"],
      ["..", "hf://datasets/org/name@v1/train"],
      ["../../../..", "hf://datasets/org/name@v1"],
      ["/a//b/./c/../d/", "hf://datasets/org/name@v1/a/b/d"],
      ["hf://models/org/name@refs/pr/3/x", "hf://org/name@refs/pr/3/x"],
      ["hf://spaces/org/name@feature%2Fnew", "hf://spaces/org/name@feature%2Fnew"],
      ["cache://", "cache://"],
      ["cache://datasets/org/name@v1/a", "cache://datasets/org/name@v1/a"],
      ["~", "~"],
      ["~/x/../y", "~/y"],
      ["file:///tmp/x", "/tmp/x"],
      ["file://x", "/work/here/x"]
    ] as const)
      assert.strictEqual(shown(repo, word), place, word)
  })

  it("walks in the cache: its folders are repositories, and above them is the cache", () => {
    const cache = resolve(here, "cache://")
    assert.strictEqual(shown(cache, "org/name"), "cache://org/name")
    assert.strictEqual(shown(cache, "datasets/org/name@v1/a"), "cache://datasets/org/name@v1/a")
    const cached = resolve(cache, "org/name/sub")
    assert.strictEqual(shown(cached, ".."), "cache://org/name")
    assert.strictEqual(shown(cached, "../.."), "cache://")
    assert.strictEqual(shown(cached, "../../other/model/x"), "cache://other/model/x")
    assert.strictEqual(shown(cached, "/x"), "cache://org/name/x")
    // Names without a namespace are told from those with one by the @.
    assert.strictEqual(shown(cache, "gpt2"), "cache://gpt2")
    assert.strictEqual(shown(resolve(cache, "gpt2"), "config.json"), "cache://gpt2@/config.json")
    assert.strictEqual(shown(cache, "gpt2@main/config.json"), "cache://gpt2@main/config.json")
    assert.strictEqual(shown(cache, "datasets/squad@refs/pr/1/x"), "cache://datasets/squad@refs/pr/1/x")
  })

  it("says what is wrong", () => {
    for (const [word, reason] of [
      ["hf://name", "it needs a namespace and a name"],
      ["hf://buckets/org/name", "a bucket is no repository"],
      ["hf://org/name/a/../../b", "'..' leaves the repo"],
      ["hf://org/name@a..b", "'.' and '..' are not allowed"],
      ["cache://org--x/name", "'--' and '..' are not allowed"]
    ] as const) {
      const place = Place.resolve(here, word)
      assert.isTrue(Either.isLeft(place) && place.left.includes(reason), `${word}: ${JSON.stringify(place)}`)
    }
    assert.isTrue(Either.isLeft(Place.resolve(resolve(here, "hf://org/name"), "a\\..\\b")))
  })

  it("names what was found so that it can be typed again", () => {
    fc.assert(
      fc.property(
        anyPlace,
        path.filter((text) => text !== "" && !text.startsWith("~")),
        (place, below) => {
          if (place._tag === "cache") return
          const whole = resolve(place, below)
          assert.deepStrictEqual(resolve(place, Place.below(place, ".", below)), whole)
          const typed = Place.format(place)
          assert.deepStrictEqual(resolve(here, Place.below(place, typed, below)), whole)
        }
      )
    )
  })
})
