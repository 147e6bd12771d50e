/** Options of the shell's own commands. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { read } from "../../../../src/shell/repl/places/words.ts"

const grammar = { usage: "do [-r] [-n N] A", flags: ["-r"], texts: ["-n", "--message"], least: 1, most: 2 }

describe("words", () => {
  it.effect("are options wherever they stand, and what is behind -- never is one", () =>
    Effect.gen(function* () {
      const { has, rest, text } = yield* read(["a", "-n", "5", "--message=x=y", "--", "-r"], grammar)
      assert.deepStrictEqual([has("-r"), text("-n"), text("--message"), rest], [false, "5", "x=y", ["a", "-r"]])
      assert.strictEqual((yield* read(["-n7", "-r", "-"], grammar)).text("-n"), "7")
    })
  )
  it.effect("that are wrong are told with the usage", () =>
    Effect.gen(function* () {
      for (const [words, reason] of [
        [["a", "--nope"], "'--nope' is no option here: do [-r] [-n N] A"],
        [["a", "-n"], "a value is expected behind -n: do [-r] [-n N] A"],
        [["-r"], "something is missing: do [-r] [-n N] A"],
        [["a", "b", "c"], "'c' does not belong here: do [-r] [-n N] A"]
      ] as const)
        assert.strictEqual((yield* Effect.flip(read(words, grammar))).reason, reason)
    })
  )
})
