/** The Hub, the cache and this disk as places with folders in them: where one is, what is there, and all that can be done with it. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Disk from "../../layers/disk/Disk.ts"
import type { Builtin } from "./Builtin.ts"
import { mayLeave } from "./background/mayLeave.ts"
import * as Place from "./Place.ts"
import type { Entry } from "./places/Entry.ts"
import { nameOf } from "./places/Entry.ts"
import { fetching } from "./places/fetching.ts"
import { searching } from "./places/searching.ts"
import { showing } from "./places/showing.ts"
import * as Tree from "./places/tree.ts"
import { misuse, taken } from "./places/words.ts"
import { CurrentSession } from "./Session.ts"
import * as Stage from "./staging/Stage.ts"
import { stageOf } from "./staging/stages.ts"
import { staging } from "./staging/staging.ts"
import { type Row, rowsOf } from "./values.ts"

const columns = [{ key: "name" }, { key: "type" }, { key: "size", align: "right" }] as const

const rowOf = ({ path, size, type }: Entry): Row => ({
  name: type === "directory" ? `${path}/` : path,
  type,
  size: type === "directory" ? null : size
})

/** Marks what is staged below `folder`, and adds what is not there yet. */
const marked = (
  rows: ReadonlyArray<Row>,
  stage: Stage.Stage,
  folder: string,
  recursive: boolean
): ReadonlyArray<Row> => {
  const skip = folder === "" ? 0 : folder.length + 1
  const changes = [...stage.changes].filter(([path]) => path !== folder && Stage.isBelow(path, folder))
  const words = new Map(changes.map(([path, change]) => [path.slice(skip), change]))
  const known = new Set(rows.map(({ name }) => name))
  const fresh = [...words].flatMap(([path, change]): ReadonlyArray<Row> => {
    const slash = path.indexOf("/")
    const name = recursive || slash === -1 ? path : path.slice(0, slash + 1)
    if (known.has(name)) return []
    known.add(name)
    const isFolder = name.endsWith("/")
    return [{ name, type: isFolder ? "directory" : "file", size: isFolder ? null : Stage.sizeOf(change) }]
  })
  return [...rows, ...fresh]
    .sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1))
    .map((row) => {
      const name = String(row["name"])
      const change = words.get(name)
      const inside = name.endsWith("/") && [...words.keys()].some((path) => path.startsWith(name))
      return { ...row, staged: change === undefined ? (inside ? "…" : null) : Stage.wordOf(change) }
    })
}

/** Of `ls` and `tree`. */
const takes = { most: 1 }

const listing = (recursive: boolean, usage: string, help: string): Builtin => ({
  ofStage: true,
  takes,
  usage,
  help,
  run: (words) =>
    Effect.gen(function* () {
      const session = yield* CurrentSession
      const { rest } = yield* taken(words, { usage, takes })
      const place = yield* Tree.placed(rest[0] ?? ".")
      const stage = stageOf(session, place)
      // The root of a repo is a folder: the listing itself says whether there is one.
      const found = place._tag === "repo" && place.path === "" ? Tree.root : yield* existing(place, stage)
      if (found !== undefined && found.type !== "directory")
        return rowsOf([{ ...rowOf(found), name: nameOf(Place.format(place)) }], columns, "name")
      const entries = yield* Stream.runCollect(found === undefined ? Stream.empty : Tree.below(place, recursive))
      const rows = Chunk.toReadonlyArray(entries).map(rowOf)
      if (stage === undefined || place._tag !== "repo") return rowsOf(rows, columns, "name")
      return rowsOf(marked(rows, stage, place.path, recursive), [...columns, { key: "staged" }], "name")
    })
})

/** What stands there; a folder in which there are only staged files yet is none to the Hub: then nothing. */
const existing = (place: Place.Place, stage: Stage.Stage | undefined) => {
  const isStaged =
    place._tag === "repo" &&
    [...(stage?.changes.keys() ?? [])].some((path) => path !== place.path && Stage.isBelow(path, place.path))
  return isStaged ? Effect.catchTag(Tree.at(place), "EntryNotFound", () => Effect.succeed(undefined)) : Tree.at(place)
}

const cd: Builtin = {
  takes: { most: 1 },
  usage: "cd [PLACE]",
  help: "Go to hf://[TYPE/]ORG/NAME[@REV][/PATH], to cache://…, to a folder from here, or with ~ to this disk; - goes back.",
  run: (words) =>
    Effect.gen(function* () {
      const session = yield* CurrentSession
      const { rest } = yield* taken(words, cd)
      const place = rest[0] === "-" ? session.before : yield* Tree.placed(rest[0] ?? "~")
      const found = yield* existing(place, stageOf(session, place))
      if (found !== undefined && found.type !== "directory")
        return yield* misuse(`'${rest[0]}' is ${place._tag === "disk" ? "no folder" : "a file"}`)
      // Local paths of commands are read from there.
      if (place._tag === "disk") {
        yield* mayLeave
        yield* Disk.attempt("open", place.folder, () => process.chdir(place.folder))
      }
      session.before = session.place
      session.place = place
      return undefined
    })
}

const pwd: Builtin = {
  takes: { most: 0 },
  usage: "pwd",
  help: "Say where you are.",
  run: (words) =>
    Effect.gen(function* () {
      yield* taken(words, pwd)
      return { _tag: "text", text: Place.format((yield* CurrentSession).place) }
    })
}

/** They name nothing. */
const wordless = new Set(["pwd", "status", "commit"])

/** Words of all others are places; of `put` files of this disk. */
const placed = (all: Readonly<Record<string, Builtin>>): Readonly<Record<string, Builtin>> =>
  Object.fromEntries(
    Object.entries(all).map(([name, builtin]) => [
      name,
      {
        ...builtin,
        ...(wordless.has(name) ? {} : { completes: name === "put" ? ("disk" as const) : ("place" as const) })
      }
    ])
  )

export const walking: Readonly<Record<string, Builtin>> = placed({
  cd,
  pwd,
  ls: listing(false, "ls [PLACE]", "List what is in a folder, wherever it is; what is staged is marked."),
  tree: listing(true, "tree [PLACE]", "List everything below a folder."),
  ...showing,
  ...searching,
  ...fetching,
  ...staging
})
