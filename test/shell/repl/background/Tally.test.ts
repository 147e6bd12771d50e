/** Progress that is counted, and seen by whoever looks for a while. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { Said } from "../../../../src/shell/repl/background/Said.ts"
import { Tally } from "../../../../src/shell/repl/background/Tally.ts"

describe("a tally", () => {
  it.scoped("tells what is under way, then what was last, and how fast it is", () =>
    Effect.gen(function* () {
      const tally = new Tally()
      assert.strictEqual(tally.figures(0, true).bytes, undefined)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const one = yield* tally.task("one", { bytes: 4000, files: 2 })
          const two = yield* tally.task("two")
          yield* TestClock.adjust("1 second")
          yield* one.advance({ bytes: 1000, files: 1 })
          yield* two.advance({ bytes: 500 })
          yield* two.expect({ bytes: 1000 })
          yield* TestClock.adjust("1 second")
          assert.deepStrictEqual(tally.figures(2000, true), {
            bytes: 1500,
            total: 5000,
            files: 1,
            totalFiles: 2,
            rate: 750
          })
        })
      )
      assert.deepInclude(tally.figures(3000, false), { bytes: 1000, total: 4000, rate: undefined })
    })
  )

  it.scoped("shows a viewer what was done, what is done, and nothing after it left", () =>
    Effect.gen(function* () {
      const shown = new Tally()
      const tally = new Tally()
      const task = yield* tally.task("one", { bytes: 100 })
      yield* task.advance({ bytes: 10 })
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* tally.mirror(shown)
          yield* task.advance({ bytes: 20 })
          assert.deepInclude(shown.figures(0, true), { bytes: 30, total: 100 })
          yield* Effect.scoped(tally.task("two", { bytes: 7 }))
          assert.deepInclude(shown.figures(0, true), { bytes: 30, total: 100 })
        })
      )
      yield* task.advance({ bytes: 40 })
      assert.deepInclude(shown.figures(0, false), { bytes: 30 })
      assert.deepInclude(tally.figures(0, true), { bytes: 70 })
    })
  )
})

describe("what is said in the background", () => {
  it.effect("is kept, harmless, and printed at once while somebody listens", () =>
    Effect.gen(function* () {
      let out = ""
      const face = { isTTY: true, columns: 80 }
      const print = (text: string | Uint8Array) =>
        Effect.sync(() => {
          out += text
        })
      const said = new Said({
        stdout: face,
        stderr: face,
        out: print,
        err: print,
        note: () => {},
        live: () => Effect.void
      })
      yield* said.screen.out("kept \u001b[31m")
      assert.strictEqual(said.screen.stdout.isTTY, false)
      yield* said.to({ stdout: face, stderr: face, out: print, err: print, note: () => {}, live: () => Effect.void })
      yield* said.screen.err("now\u0007")
      assert.strictEqual(out, "kept \\x1b[31m\nnow\\x07")
      yield* said.to(undefined)
      yield* said.screen.out("later")
      assert.deepStrictEqual([said.take(), said.take()], ["later\n", ""])
      for (let i = 0; i < 3; i++) yield* said.screen.out("x".repeat(600_000))
      assert.match(said.take(), /^… \(the beginning is left out\)\nx+\n$/)
    })
  )
})
