import { describe, expect, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as HalfEven from "../../src/domain/HalfEven.ts"
import * as Size from "../../src/domain/Size.ts"
import * as TimeAgo from "../../src/domain/TimeAgo.ts"

/** Texts as huggingface_hub 2.0.0 prints them. */
describe("sizes", () => {
  it.each([
    [0, "0.0"],
    [999, "999.0"],
    [1000, "1.0K"],
    [1250, "1.2K"],
    [1350, "1.4K"],
    [1750, "1.8K"],
    [2250, "2.2K"],
    [2350, "2.4K"],
    [999_949, "999.9K"],
    [999_950, "1000.0K"],
    [1_250_000, "1.2M"],
    [12_345_678, "12.3M"],
    [1.25e12, "1.2T"],
    [1e24, "1.0Y"],
    [1e27, "1000.0Y"]
  ])("%d is %s", (bytes, text) => expect(Size.format(bytes)).toBe(text))

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 KB"],
    [12_345, "12.3 KB"],
    [999_999, "1000.0 KB"],
    [2.5e9, "2.5 GB"],
    [1e15, "1.0 PB"],
    [1e18, "1000.0 PB"]
  ])("%d with its unit is %s", (bytes, text) => expect(Size.withUnit(bytes)).toBe(text))
})

describe("ages", () => {
  it.each([
    [-5, "a few seconds ago"],
    [19.9, "a few seconds ago"],
    [20, "20 seconds ago"],
    [59.4, "59 seconds ago"],
    [59.5, "1 minute ago"],
    [90, "2 minutes ago"],
    [150, "2 minutes ago"],
    [3569, "59 minutes ago"],
    [3570, "1 hour ago"],
    [9000, "2 hours ago"],
    [84_599, "23 hours ago"],
    [84_600, "1 day ago"],
    [561_600, "6 days ago"],
    [3_931_200, "6 weeks ago"],
    [6_480_000, "2 months ago"],
    [28_512_000, "11 months ago"],
    [29_808_000, "1 year ago"],
    [78_840_000, "2 years ago"],
    [110_376_000, "4 years ago"]
  ])("%d s is %s", (seconds, text) => expect(TimeAgo.format(seconds)).toBe(text))
})

describe("rounding", () => {
  it("takes ties to the even neighbour and everything else to the nearer one", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (whole, rest) => {
          const value = whole + rest
          const result = HalfEven.round(value)
          expect(Math.abs(result - value)).toBeLessThanOrEqual(0.5)
          if (Math.abs(value % 1) === 0.5) expect(Math.abs(result % 2)).toBe(0)
        }
      )
    ))

  it("to one decimal is never further off than half of it, and even on ties", () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000 }), (quarters) => {
        const value = quarters / 4
        const text = HalfEven.fixed1(value)
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(0.05 + 1e-9)
        if (value % 0.5 !== 0) expect("02468").toContain(text.at(-1))
      })
    ))
})
