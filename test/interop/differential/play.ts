/** The tests of the tables: a test a line. */
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Python from "../Python.ts"
import { compare } from "./Compare.ts"
import type { Line } from "./Line.ts"
import { Worlds } from "./Worlds.ts"

export const play = (which: (line: Line) => boolean, tables: Readonly<Record<string, ReadonlyArray<Line>>>): void => {
  describe.skipIf(Python.missing)("Python and ours ask, write, print and end alike", () => {
    layer(Worlds.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
      for (const [group, lines] of Object.entries(tables)) {
        for (const line of lines.filter(which)) {
          const variant = [
            line.as,
            line.cached === true ? "cached" : line.cached,
            line.env && JSON.stringify(line.env),
            line.stdin?.trim().replaceAll("\n", " ")
          ]
          const name = [`${group}: hf ${line.line}`, ...variant.filter((each) => each)].join(", ")
          it.effect(name, () =>
            Effect.gen(function* () {
              const { idle, pages, said } = yield* compare(line)
              assert.strictEqual(pages[0], pages[1], said)
              assert.deepStrictEqual(idle, [], "named as a difference, and there is none")
            })
          )
        }
      }
    })
  })
}
