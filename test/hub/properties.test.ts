import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import * as Lines from "../../src/hub/api/Lines.ts"
import * as Range from "../../src/hub/api/Range.ts"
import * as Target from "../../src/hub/api/Target.ts"
import * as Attributes from "../../src/hub/store/git/Attributes.ts"
import * as GitObject from "../../src/hub/store/git/GitObject.ts"
import * as LfsPointer from "../../src/hub/store/git/LfsPointer.ts"
import * as Lru from "../../src/hub/store/Lru.ts"

const digits = "0123456789abcdef"
const oid = fc.string({ unit: fc.constantFrom(...digits), minLength: 40, maxLength: 40 })
const sha256 = fc.string({ unit: fc.constantFrom(...digits), minLength: 64, maxLength: 64 })
// Any character but those no file name has.
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((text) => !/[/\0\n]/.test(text))
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"))

describe("properties", () => {
  it("trees come back as they were written", () => {
    const entry = fc.record({ mode: fc.constantFrom("100644", "40000"), name, oid })
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (each) => each.name }), (entries) => {
        const decoded = GitObject.decodeTree(GitObject.encodeTree(entries))
        assert.deepStrictEqual(
          new Map(decoded.map((each) => [each.name, each])),
          new Map(entries.map((each) => [each.name, each]))
        )
        assert.deepStrictEqual(GitObject.encodeTree(decoded), GitObject.encodeTree(entries))
      })
    )
  })

  it("pointers come back as they were written", () => {
    fc.assert(
      fc.property(sha256, fc.nat(), (hash, size) => {
        assert.deepStrictEqual(LfsPointer.decode(LfsPointer.encode({ sha256: hash, size })), { sha256: hash, size })
      })
    )
  })

  it("ranges stay inside the content and hold what was asked", () => {
    fc.assert(
      fc.property(fc.nat(50), fc.option(fc.nat(60)), fc.option(fc.nat(60)), (size, from, to) => {
        const asked = Range.parse(`bytes=${from ?? ""}-${to ?? ""}`, size)
        const all = Array.from({ length: size }, (_, i) => i)
        const wanted =
          from === null
            ? to === null
              ? all
              : all.slice(Math.max(0, size - to))
            : all.slice(from, to === null ? size : to + 1)
        if ((from === null && to === null) || (from !== null && to !== null && to < from))
          assert.strictEqual(asked._tag, "Whole")
        else if (asked._tag === "Part")
          assert.deepStrictEqual(all.slice(asked.range.start, asked.range.end + 1), wanted)
        else assert.deepStrictEqual([asked._tag, wanted], ["Nothing", []])
      })
    )
  })

  it.effect("lines are the same however the bytes are cut", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", ""))),
          fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
          fc.boolean(),
          async (lines, cuts, last) => {
            const bytes = Buffer.from(lines.join("\n") + (last ? "\n" : ""))
            const pieces: Array<Uint8Array> = []
            for (let at = 0, i = 0; at < bytes.length; i++) {
              const size = cuts[i % cuts.length] ?? 1
              pieces.push(bytes.subarray(at, at + size))
              at += size
            }
            const seen: Array<string> = []
            const keep = (line: Buffer) => Effect.sync(() => void seen.push(line.toString()))
            await Effect.runPromise(Lines.forEach(Stream.fromIterable(pieces), 10_000, () => "too long", keep))
            assert.deepStrictEqual(
              seen,
              Buffer.from(lines.join("\n"))
                .toString()
                .split("\n")
                .filter((line) => line !== "")
            )
          }
        )
      )
    )
  )

  it.effect("a line beyond the limit is refused before it is all there", () =>
    Effect.gen(function* () {
      let pulled = 0
      const endless = Stream.repeatEffect(
        Effect.sync(() => {
          pulled++
          return new Uint8Array(1000).fill(65)
        })
      )
      const error = yield* Effect.flip(
        Lines.forEach(
          endless,
          10_000,
          () => "too long",
          () => Effect.void
        )
      )
      assert.strictEqual(error, "too long")
      assert.isBelow(pulled, 20)
    })
  )

  it("a rule made for a path covers it and no other", () => {
    fc.assert(
      fc.property(path, path, (one, other) => {
        const plain = (text: string) => text.trim() === text && !/^[!#"]/.test(text)
        fc.pre(plain(one) && one.includes("/"))
        const attributes = Attributes.parse(Attributes.lineFor(one))
        assert.isTrue(attributes.isLfs(one))
        // A space stands for any blank, as in the lines the Hub itself writes.
        const blank = (text: string) => text.replace(/\s/g, " ")
        assert.strictEqual(attributes.isLfs(other), blank(other) === blank(one))
      })
    )
  })

  it("URLs lead back to repo, revision and path, whichever way the revision is written", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).filter((each) => !Target.isReserved(each))
    const revision = fc.oneof(
      word,
      fc.nat().map((n) => `refs/pr/${n}`)
    )
    const kinds = fc.constantFrom("model" as const, "dataset" as const, "space" as const)
    fc.assert(
      fc.property(kinds, word, word, revision, path, fc.boolean(), (type, namespace, repo, rev, file, raw) => {
        fc.pre(!Target.isReservedNamespace(namespace))
        const written = raw ? rev : encodeURIComponent(rev)
        const encoded = file.split("/").map(encodeURIComponent).join("/")
        const prefix = type === "model" ? "" : `/${type}s`
        for (const url of [
          `${prefix}/${namespace}/${repo}/resolve/${written}/${encoded}?a=/b`,
          `/api/${type}s/${namespace}/${repo}/tree/${written}/${encodeURIComponent(file)}`
        ]) {
          const target = Target.parse(Target.segments(url) ?? [])
          assert.deepInclude(target, { type, namespace, name: repo })
          assert.deepStrictEqual(Target.revisionAndPath(target?.rest ?? []), { revision: rev, path: file })
        }
      })
    )
  })

  it("the cache keeps what was used last, within its capacity", () => {
    const lru = Lru.make<string, number>(10, (weight) => weight)
    lru.set("a", 4)
    lru.set("b", 4)
    lru.get("a")
    lru.set("c", 4)
    assert.deepStrictEqual([lru.get("a"), lru.get("b"), lru.get("c")], [4, undefined, 4])
    lru.set("huge", 100)
    assert.deepStrictEqual([lru.get("huge"), lru.get("a")], [100, undefined])
    lru.delete("huge")
    assert.isUndefined(lru.get("huge"))
  })
})
