/** `diff`: two files, two folders or two revisions, wherever they are; without places what is staged. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Builtin } from "../Builtin.ts"
import type * as Place from "../Place.ts"
import { stagedDiff } from "../staging/review.ts"
import { type Row, rowsOf, type Value } from "../values.ts"
import { isSame } from "./digest.ts"
import type { Entry } from "./Entry.ts"
import { withHub } from "./hub.ts"
import { textDiff } from "./textDiff.ts"
import * as Tree from "./tree.ts"
import { misuse, taken } from "./words.ts"

const filesBelow = (place: Place.Place) =>
  Tree.below(place, true).pipe(
    Stream.filter(({ type }) => type === "file"),
    Stream.runCollect,
    Effect.map((entries) => new Map(Chunk.toReadonlyArray(entries).map((entry) => [entry.path, entry])))
  )

interface Difference {
  readonly path: string
  readonly a: Entry | undefined
  readonly b: Entry | undefined
}

/** By what is known of the contents; only what one side alone knows nothing of is read. */
const differences = Effect.fnUntraced(function* (a: Place.Place, b: Place.Place) {
  const [left, right] = yield* Effect.all([filesBelow(a), filesBelow(b)], { concurrency: 2 })
  const paths = [...new Set([...left.keys(), ...right.keys()])].sort()
  const found = yield* Effect.forEach(
    paths,
    (path) =>
      Effect.gen(function* () {
        const difference: Difference = { path, a: left.get(path), b: right.get(path) }
        if (difference.a === undefined || difference.b === undefined) return [difference]
        return (yield* isSame(difference.a, difference.b)) ? [] : [difference]
      }),
    { concurrency: 4 }
  )
  return found.flat()
})

const rowOf = ({ a, b, path }: Difference): Row => ({
  change: a === undefined ? "added" : b === undefined ? "deleted" : "modified",
  path,
  before: a?.size ?? null,
  after: b?.size ?? null
})

const columns = [
  { key: "change" },
  { key: "path" },
  { key: "before", align: "right" },
  { key: "after", align: "right" }
] as const

const joined = (typed: string, path: string): string => `${typed.replace(/\/$/, "")}/${path}`

export const diff: Builtin = {
  takes: { flags: ["-u"], most: 2 },
  ofStage: true,
  usage: "diff [-u] [A B]",
  help: "Compare two files, folders or revisions, wherever they are; -u shows the lines of folders, too. Alone: what is staged.",
  run: (words) =>
    Effect.gen(function* () {
      const { has, rest } = yield* taken(words, diff)
      const [from, to] = rest
      if (from === undefined || to === undefined) return yield* stagedDiff(from)
      const [a, b] = [yield* Tree.placed(from), yield* Tree.placed(to)]
      const work = compared({ a, b, from, to, lines: has("-u") })
      return yield* a._tag === "repo" || b._tag === "repo" ? withHub(work) : work
    })
}

interface Comparison {
  readonly a: Place.Place
  readonly b: Place.Place
  /** As they were typed. */
  readonly from: string
  readonly to: string
  /** Lines for folders, too. */
  readonly lines: boolean
}

const compared = Effect.fnUntraced(function* ({ from, lines, to, ...named }: Comparison) {
  const [a, b] = [yield* Tree.steady(named.a), yield* Tree.steady(named.b)]
  const [left, right] = [yield* Tree.readable(a, from), yield* Tree.readable(b, to)]
  if (left.type === "file" && right.type === "file") return text(yield* textDiff(left, right, from, to))
  if (left.type !== right.type)
    return yield* misuse(`one of '${from}' and '${to}' is a file, the other a folder: name two files or two folders`)
  const found = yield* differences(a, b)
  if (!lines) return rowsOf(found.map(rowOf), columns, "path")
  const texts = yield* Effect.forEach(found, (each) =>
    textDiff(each.a, each.b, joined(from, each.path), joined(to, each.path))
  )
  return text(texts.join(""))
})

const text = (all: string): Value => ({ _tag: "text", text: all })
