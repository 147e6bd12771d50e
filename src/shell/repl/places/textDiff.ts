/** What is different in two files: lines, where both are short texts. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { withUnit } from "../../../domain/Size.ts"
import { isSame } from "./digest.ts"
import type { Entry } from "./Entry.ts"
import { isBinary } from "./text.ts"
import { unified } from "./unified.ts"

/** Bytes; longer texts are compared, and not shown line by line. */
const longestText = 1024 * 1024

/** The whole text, of a file that is one and no longer than that. */
const textOf = Effect.fnUntraced(function* (entry: Entry) {
  if (entry.size > longestText) return undefined
  const pieces = yield* Stream.runCollect(entry.bytes())
  const bytes = Buffer.concat(Chunk.toReadonlyArray(pieces))
  return isBinary(bytes) ? undefined : bytes.toString("utf8")
})

/** Lines where both sides are short texts, else one line; empty when they are the same. `undefined`: there is no such side. */
export const textDiff = Effect.fnUntraced(function* (
  a: Entry | undefined,
  b: Entry | undefined,
  from: string,
  to: string
) {
  if (a !== undefined && b !== undefined && (yield* isSame(a, b))) return ""
  const left = a === undefined ? "" : yield* textOf(a)
  const right = b === undefined ? "" : yield* textOf(b)
  const [old, fresh] = [a === undefined ? "/dev/null" : from, b === undefined ? "/dev/null" : to]
  if (left !== undefined && right !== undefined) {
    if (left !== right) return unified(left, right, old, fresh)
    // An empty file that comes or goes has no lines to tell of.
    if (left === "") return `--- ${old}\n+++ ${fresh}\n`
  }
  const size = (entry: Entry | undefined) => (entry === undefined ? "nothing" : withUnit(entry.size))
  return `Files ${old} (${size(a)}) and ${fresh} (${size(b)}) differ\n`
})
