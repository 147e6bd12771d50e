/** Lines out of bytes in pieces, however they are cut. */
import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import { lines, longestLine } from "../../../../src/shell/repl/places/text.ts"

const read = (pieces: ReadonlyArray<Uint8Array>) =>
  Effect.map(Stream.runCollect(lines(Stream.fromIterable(pieces))), Chunk.toReadonlyArray)

const cut = (bytes: Buffer, at: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const ends = [...new Set(at.map((each) => each % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...ends].map((from, index) => bytes.subarray(from, ends[index] ?? bytes.length))
}

describe("lines", () => {
  it("are the same however the bytes arrive", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[^\n\r\0]{0,6}$/), { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 5 }),
        async (all, at) => {
          const expected = all[all.length - 1] === "" ? all.slice(0, -1) : all
          const found = await Effect.runPromise(read(cut(Buffer.from(all.join("\n")), at)))
          assert.deepStrictEqual(found, expected)
        }
      )
    ))

  it.effect("of what is binary are none, and a line that never ends is cut", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* read([Buffer.from("ab\0c\nd\n"), Buffer.from("more\n")]), [undefined])
      const [long = "", next] = yield* read([
        Buffer.alloc(longestLine, "x"),
        Buffer.alloc(longestLine, "y"),
        Buffer.from("\nnext\r\n")
      ])
      assert.deepStrictEqual([long.length, next], [longestLine, "next"])
    })
  )
})
