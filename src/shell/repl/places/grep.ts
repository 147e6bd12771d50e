/** `grep`: lines of text files, wherever they are, with so much in memory as the lines that match. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Output } from "../../../services/Output.ts"
import { Policies } from "../../../services/Policies.ts"
import type { Builtin } from "../Builtin.ts"
import * as Place from "../Place.ts"
import { CurrentSession, policiesOf } from "../Session.ts"
import { type Row, rowsOf } from "../values.ts"
import type { Entry } from "./Entry.ts"
import { withHub } from "./hub.ts"
import { lines } from "./text.ts"
import * as Tree from "./tree.ts"
import { misuse, taken } from "./words.ts"

/** Bytes; what is larger is seldom text, and is searched by whoever names it. What is kept beside git is so all the more. */
const largest = { regular: 16 * 1024 * 1024, besideGit: 1024 * 1024 }
/** Characters of a line that are shown. */
const shown = 500

const expression = (pattern: string, flags: string) =>
  Effect.try({
    try: () => new RegExp(pattern, flags),
    catch: () => misuse(`'${pattern}' is no regular expression; with -F it is taken literally`)
  })

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")

interface Searched {
  readonly rows: ReadonlyArray<Row>
  readonly binary: boolean
}

/** A long line is shown from a little before what was found in it. */
const excerpt = (text: string, at: number): string => {
  if (text.length <= shown) return text
  const start = at < shown - 50 ? 0 : at - 50
  return `${start > 0 ? "…" : ""}${text.slice(start, start + shown)}${start + shown < text.length ? "…" : ""}`
}

const search = Effect.fnUntraced(function* (entry: Entry, file: string, wanted: RegExp) {
  const rows: Array<Row> = []
  let number = 0
  let binary = false
  // A piece of a file holds thousands of lines: they are looked at together.
  yield* Stream.runForEachChunk(lines(entry.bytes()), (some) =>
    Effect.sync(() => {
      for (const text of some) {
        number++
        if (text === undefined) binary = true
        const at = text?.search(wanted) ?? -1
        if (text !== undefined && at !== -1) rows.push({ file, line: number, text: excerpt(text, at) })
      }
    })
  )
  return { rows, binary } satisfies Searched as Searched
})

const plural = (count: number, what: string) => `${count} ${what} file${count === 1 ? "" : "s"}`

export const grep: Builtin = {
  takes: { flags: ["-i", "-F"], least: 1 },
  usage: "grep [-i] [-F] PATTERN [PLACE …]",
  help: "Search text files below folders for a regular expression; -F takes it literally, -i in whatever case. Binary and large files only when they are named.",
  run: (words) =>
    Effect.gen(function* () {
      const { has, rest } = yield* taken(words, grep)
      const [pattern = "", ...places] = rest
      const wanted = yield* expression(has("-F") ? literally(pattern) : pattern, has("-i") ? "i" : "")
      const { choices } = yield* CurrentSession
      const { concurrency } = choices.concurrency === undefined ? yield* Policies : policiesOf(choices)
      const skipped = { large: 0, binary: 0 }
      const found: Array<Row> = []
      const searchIn = Effect.fnUntraced(function* (typed: string, named: Place.Place) {
        const place = yield* Tree.steady(named)
        const root = yield* Tree.at(place)
        const isNamed = root.type !== "directory"
        const files = isNamed
          ? Stream.make(root)
          : Tree.below(place, true).pipe(
              Stream.filter(({ type }) => type === "file"),
              Stream.filter(({ large, size }) => {
                const fits = size <= (large ? largest.besideGit : largest.regular)
                if (!fits) skipped.large++
                return fits
              })
            )
        const searched = yield* files.pipe(
          Stream.mapEffect((entry) => search(entry, Place.below(place, typed, entry.path), wanted), { concurrency }),
          Stream.runCollect
        )
        for (const { binary, rows } of Chunk.toReadonlyArray(searched)) {
          if (binary && isNamed) return yield* misuse(`'${typed}' is no text`)
          if (binary) skipped.binary++
          for (const row of rows) found.push(row)
        }
      })
      for (const typed of places.length === 0 ? ["."] : places) {
        const place = yield* Tree.placed(typed)
        yield* place._tag === "repo" ? withHub(searchIn(typed, place)) : searchIn(typed, place)
      }
      const parts = [
        ...(skipped.large === 0 ? [] : [plural(skipped.large, "large")]),
        ...(skipped.binary === 0 ? [] : [plural(skipped.binary, "binary")])
      ]
      if (parts.length > 0) yield* (yield* Output).log(`Not searched: ${parts.join(" and ")}.`)
      return rowsOf(found, [{ key: "file" }, { key: "line", align: "right" }, { key: "text" }], "text")
    })
}
