import * as fs from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { type ByteRange, blockSize, openOrCreate, pathOf } from "../../../src/layers/transfer/PartialFile.ts"
import { folder } from "../../programs/world.ts"

const range = (start: number, end: number): ByteRange => ({ start, end })

describe("a partial file", () => {
  it.scoped("remembers whole blocks only, over any number of openings", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "x")
      const size = 3 * blockSize + 10
      const first = openOrCreate(path, size, "dir/é")
      expect(first.missing()).toEqual([range(0, size)])
      first.wrote(range(blockSize - 1, 2 * blockSize))
      first.wrote(range(3 * blockSize, size))
      expect(first.frontier()).toBe(0)
      first.close()
      const second = openOrCreate(path, size, "dir/é")
      expect(second.missing()).toEqual([range(0, blockSize), range(2 * blockSize, 3 * blockSize)])
      expect(second.present()).toBe(blockSize + 10)
      second.wrote(range(0, blockSize + 5))
      expect(second.frontier()).toBe(2 * blockSize)
      second.wrote(range(2 * blockSize, 3 * blockSize))
      expect(second.frontier()).toBe(size)
      expect(pathOf(path)).toBe("dir/é")
      second.strip()
      second.close()
      expect(fs.statSync(path).size).toBe(size)
    })
  )

  it.scoped("starts over for another size, and for what it did not write", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "x")
      const size = 2 * blockSize
      const first = openOrCreate(path, size, "a")
      first.wrote(range(0, size))
      first.close()
      const other = openOrCreate(path, size + 1, "a")
      expect(other.present()).toBe(0)
      other.close()
      for (const text of ["", "short", "x".repeat(100)]) {
        fs.writeFileSync(path, text)
        const anew = openOrCreate(path, size, "a")
        expect(anew.present()).toBe(0)
        anew.close()
      }
    })
  )

  it.scoped("says of any writes what a list of blocks would say", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "x")
      const size = 20 * blockSize + 1
      const blocks = 21
      const writes = fc.array(fc.tuple(fc.nat(blocks - 1), fc.integer({ min: 1, max: blocks })), { maxLength: 12 })
      fc.assert(
        fc.property(writes, (list) => {
          fs.rmSync(path, { force: true })
          const model = new Array<boolean>(blocks).fill(false)
          const partial = openOrCreate(path, size, "a")
          for (const [from, count] of list) {
            partial.wrote(range(from * blockSize, Math.min((from + count) * blockSize, size)))
            model.fill(true, from, from + count)
          }
          partial.close()
          const again = openOrCreate(path, size, "a")
          const present = model.reduce(
            (sum, is, block) => sum + (is ? Math.min(blockSize, size - block * blockSize) : 0),
            0
          )
          expect(again.present()).toBe(present)
          expect(again.missing().reduce((sum, { start, end }) => sum + end - start, 0)).toBe(size - present)
          const hole = model.indexOf(false)
          expect(again.frontier()).toBe(hole === -1 ? size : hole * blockSize)
          again.close()
        }),
        { numRuns: 50 }
      )
    })
  )
})
