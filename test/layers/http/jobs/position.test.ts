import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "fast-check"
import { LogLine } from "../../../../src/domain/wire/Jobs.ts"
import { Position } from "../../../../src/layers/http/jobs/position.ts"

const line = (data: string, second: number) => new LogLine({ data, timestamp: `2026-01-01T00:00:0${second}.000Z` })

describe("a reader's place in a log", () => {
  it("is found again on every new connection: no line is lost, none is told twice", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.array(FastCheck.integer({ min: 0, max: 3 })),
        FastCheck.array(FastCheck.nat({ max: 40 }), { maxLength: 6 }),
        (steps, cuts) => {
          let second = 0
          // Several lines may have the same time, and the same text.
          const log = steps.map((step) => {
            second = Math.min(9, second + (step === 3 ? 1 : 0))
            return line("x", second)
          })
          const position = new Position(true)
          const read: Array<LogLine> = []
          for (const cut of [...cuts, log.length]) {
            position.reopen()
            read.push(...log.slice(0, cut).filter((each) => position.take(each)))
          }
          assert.deepStrictEqual(read, log)
        }
      )
    )
  })

  it("from the last lines on, where time stamps tell lines apart", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.nat({ max: 9 }),
        FastCheck.array(FastCheck.nat({ max: 10 }), { maxLength: 6 }),
        (tail, cuts) => {
          const log = Array.from({ length: 10 }, (_, i) => line("x", i))
          const position = new Position(false)
          const read: Array<LogLine> = []
          for (const cut of [...cuts, log.length]) {
            position.reopen()
            const told = read.length === 0 ? log.slice(tail) : log
            read.push(
              ...told.slice(0, read.length === 0 ? Math.max(0, cut - tail) : cut).filter((each) => position.take(each))
            )
          }
          assert.deepStrictEqual(read, log.slice(tail))
        }
      )
    )
  })
})
