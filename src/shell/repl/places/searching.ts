/** `find`, `du`, `grep`, `diff`: what there is below a place. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Patterns from "../../../domain/Patterns.ts"
import type { Builtin } from "../Builtin.ts"
import * as Place from "../Place.ts"
import { type Row, rowsOf } from "../values.ts"
import { diff } from "./comparing.ts"
import { nameOf } from "./Entry.ts"
import { grep } from "./grep.ts"
import { inventory } from "./inCache.ts"
import * as Tree from "./tree.ts"
import { misuse, taken } from "./words.ts"

const find: Builtin = {
  takes: { least: 1, most: 2 },
  usage: "find PATTERN [PLACE]",
  help: "List what has a name like PATTERN (*.json), or with a / in it a path, below a folder.",
  run: (words) =>
    Effect.gen(function* () {
      const { rest } = yield* taken(words, find)
      const [pattern = "", typed = "."] = rest
      const matches = Patterns.matcher({ include: [pattern] })
      const place = yield* Tree.placed(typed)
      if ((yield* Tree.at(place)).type !== "directory") return yield* misuse(`'${typed}' is no folder`)
      const rows = yield* Tree.below(place, true).pipe(
        Stream.filter(({ path }) => matches(pattern.includes("/") ? path : nameOf(path))),
        Stream.map(
          ({ path, size, type }): Row => ({
            path: Place.below(place, typed, path),
            type,
            size: type === "directory" ? null : size
          })
        ),
        Stream.runCollect
      )
      return rowsOf(
        Chunk.toReadonlyArray(rows),
        [{ key: "path" }, { key: "type" }, { key: "size", align: "right" }],
        "path"
      )
    })
}

interface Sum {
  files: number
  bytes: number
}

const usageRows = (sums: Iterable<readonly [string, Sum]>, total: Sum) =>
  rowsOf(
    [...sums, ["total", total] as const].map(([name, { bytes, files }]) => ({ name, files, size: bytes })),
    [{ key: "name" }, { key: "files", align: "right" }, { key: "size", align: "right" }],
    "name"
  )

/** Of the whole cache: what its repos share is in each of them, and once in the total. */
const cacheUsage = Effect.map(inventory, ({ onDisk, repos }) => {
  const sums = repos.map(({ id, revisions, size, type }) => {
    const files = new Set(revisions.flatMap(({ entries }) => entries.map(({ blob }) => blob.path))).size
    return [type === "model" ? `${id}/` : `${type}s/${id}/`, { files, bytes: size }] as const
  })
  return usageRows(sums, { files: sums.reduce((sum, [, { files }]) => sum + files, 0), bytes: onDisk })
})

const du: Builtin = {
  takes: { most: 1 },
  usage: "du [PLACE]",
  help: "Add up sizes in bytes, for each folder and in all; in the cache and on this disk what has several names counts once.",
  run: (words) =>
    Effect.gen(function* () {
      const { rest } = yield* taken(words, du)
      const place = yield* Tree.placed(rest[0] ?? ".")
      if (place._tag === "cache") return yield* cacheUsage
      const root = yield* Tree.at(place)
      const total: Sum = { files: 0, bytes: 0 }
      const sums = new Map<string, Sum>()
      const seen = new Set<string>()
      const entries = root.type === "directory" ? Tree.below(place, true) : Stream.make(root)
      yield* Stream.runForEach(entries, ({ key, path, size, type }) =>
        Effect.sync(() => {
          const slash = path.indexOf("/")
          const name = slash === -1 ? (type === "directory" ? `${path}/` : "./") : path.slice(0, slash + 1)
          const sum = sums.get(name) ?? { files: 0, bytes: 0 }
          sums.set(name, sum)
          if (type === "directory" || (key !== undefined && seen.has(key))) return
          if (key !== undefined) seen.add(key)
          for (const each of [sum, total]) {
            each.files++
            each.bytes += size
          }
        })
      )
      return usageRows(
        [...sums].sort(([a], [b]) => (a < b ? -1 : 1)),
        total
      )
    })
}

export const searching: Readonly<Record<string, Builtin>> = { find, du, grep, diff }
