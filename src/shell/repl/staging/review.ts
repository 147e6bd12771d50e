/** `status`, `reset`, and what `diff` says without places: looking at what is staged, and letting go of it. */
import * as Effect from "effect/Effect"
import type { Builtin } from "../Builtin.ts"
import * as Place from "../Place.ts"
import * as inRepo from "../places/inRepo.ts"
import * as onDisk from "../places/onDisk.ts"
import { textDiff } from "../places/textDiff.ts"
import * as Tree from "../places/tree.ts"
import { misuse, taken } from "../places/words.ts"
import { CurrentSession } from "../Session.ts"
import { rowsOf, type Value } from "../values.ts"
import * as Stage from "./Stage.ts"
import { allOf, base, current, keep } from "./stages.ts"

const columns = [{ key: "change" }, { key: "path" }, { key: "size", align: "right" }] as const

const status: Builtin = {
  takes: { most: 0 },
  ofStage: true,
  usage: "status",
  help: "List the changes that are staged here; outside of repositories all there are.",
  run: (words) =>
    Effect.gen(function* () {
      yield* taken(words, status)
      const session = yield* CurrentSession
      if (session.place._tag !== "repo") {
        const all = allOf(session).flatMap((stage) =>
          Stage.rows(stage).map((row) => ({ place: Place.format(stage.place), ...row }))
        )
        return rowsOf(all, [{ key: "place" }, ...columns], "path")
      }
      const stage = yield* current
      return rowsOf(stage === undefined ? [] : Stage.rows(stage), columns, "path")
    })
}

/** The paths in the stage's repo that words name: they need not be there any more. */
const pathsOf = (stage: Stage.Stage, words: ReadonlyArray<string>) =>
  Effect.forEach(words, (word) =>
    Effect.flatMap(Tree.placed(word), (place) =>
      Place.isSameRepo(place, stage.place) && place._tag === "repo" && isTouched(stage, place.path)
        ? Effect.succeed(place.path)
        : Effect.fail(misuse(`nothing is staged at '${word}'; \`status\` lists what is`))
    )
  )

const isTouched = ({ changes }: Stage.Stage, folder: string): boolean =>
  [...changes.keys()].some((path) => Stage.isBelow(path, folder))

const reset: Builtin = {
  takes: {},
  ofStage: true,
  usage: "reset [PATH …]",
  help: "Forget staged changes: those of files, of all below folders, or all there are here.",
  run: (words) =>
    Effect.gen(function* () {
      const { rest } = yield* taken(words, reset)
      const stage = yield* current
      if (stage === undefined) return rest.length === 0 ? undefined : yield* misuse("nothing is staged here")
      const paths = rest.length === 0 ? [""] : yield* pathsOf(stage, rest)
      yield* keep(paths.reduce(Stage.reset, stage))
      return undefined
    })
}

/** What the path will be; nothing where it goes away. */
const after = (change: Stage.Change) => {
  switch (change._tag) {
    case "remove":
      return Effect.succeed(undefined)
    case "put":
      return onDisk.at(Place.disk(change.location))
    case "copy":
      return inRepo.at({ ...change.from, path: change.file.path })
  }
}

export const stagedDiff = (word: string | undefined) =>
  Effect.gen(function* () {
    const stage = yield* current
    if (stage === undefined) {
      const { place } = yield* CurrentSession
      if (place._tag === "repo" && word === undefined) return { _tag: "text", text: "" } satisfies Value as Value
      return yield* misuse("nothing is staged here: diff A B compares two places")
    }
    const [folder = ""] = word === undefined ? [] : yield* pathsOf(stage, [word])
    const texts = yield* Effect.forEach(
      [...stage.changes].filter(([path]) => Stage.isBelow(path, folder)),
      ([path, change]) =>
        Effect.gen(function* () {
          const old = change.before === undefined ? undefined : yield* inRepo.at(base(stage, path))
          return yield* textDiff(old, yield* after(change), `a/${path}`, `b/${path}`)
        })
    )
    return { _tag: "text", text: texts.join("") } satisfies Value as Value
  })

export const review: Readonly<Record<string, Builtin>> = { status, reset }
