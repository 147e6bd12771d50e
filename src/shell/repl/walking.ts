/** `cd`, `pwd`, `ls`, `tree`, `cat`, `get`: the Hub and this disk as places with folders in them. */
import * as fs from "node:fs"
import * as nodePath from "node:path"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import { main } from "../../domain/Revision.ts"
import * as Disk from "../../layers/disk/Disk.ts"
import { Hub } from "../../services/Hub.ts"
import { withHub } from "../Access.ts"
import { Misuse } from "../Misuse.ts"
import { harmlessBytes } from "../render/paint.ts"
import { Screen } from "../render/Screen.ts"
import type { Builtin } from "./Builtin.ts"
import { mayLeave } from "./background/mayLeave.ts"
import { call } from "./calling.ts"
import * as Place from "./Place.ts"
import { CurrentSession } from "./Session.ts"
import { type Row, rowsOf } from "./values.ts"

type RepoPlace = Extract<Place.Place, { readonly _tag: "repo" }>

const misuse = (reason: string) => new Misuse({ reason })

const placed = Effect.fnUntraced(function* (text: string) {
  const { place } = yield* CurrentSession
  const resolved = Place.resolve(place, text)
  return Either.isRight(resolved) ? resolved.right : yield* misuse(`'${text}': ${resolved.left}`)
})

const atMost = (words: ReadonlyArray<string>, count: number, usage: string) =>
  words.length > count ? Effect.fail(misuse(`'${words[count]}' does not belong here: ${usage}`)) : Effect.void

const revisionOf = ({ revision }: RepoPlace): string => revision ?? main

/** What is in a folder of a repo; of a file the file itself. */
const listed = (place: RepoPlace, recursive: boolean) =>
  withHub(
    undefined,
    Effect.gen(function* () {
      const { files } = yield* Hub
      const { path, repo } = place
      const revision = revisionOf(place)
      if (path !== "") {
        const [found] = yield* files.pathsInfo(repo, revision, [path])
        if (found?.type === "file") return [found]
      }
      const options = path === "" ? { recursive } : { path, recursive }
      return Chunk.toReadonlyArray(yield* Stream.runCollect(files.tree(repo, revision, options)))
    })
  )

const inRepo = (place: RepoPlace, recursive: boolean) =>
  Effect.map(listed(place, recursive), (entries) =>
    entries.map((entry): Row => {
      const below =
        place.path === "" || entry.path === place.path ? entry.path : entry.path.slice(place.path.length + 1)
      const folder = entry.type === "directory"
      return { name: folder ? `${below}/` : below, type: entry.type, size: folder ? null : entry.size }
    })
  )

const onDisk = (folder: string, recursive: boolean) =>
  Disk.attempt("list", folder, () => {
    if (!fs.statSync(folder).isDirectory()) return [rowOf(nodePath.dirname(folder), nodePath.basename(folder))]
    return fs
      .readdirSync(folder, { recursive })
      .map((name) => rowOf(folder, String(name)))
      .sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1))
  })

const rowOf = (folder: string, name: string): Row => {
  const stat = fs.statSync(nodePath.join(folder, name), { throwIfNoEntry: false })
  const isFolder = stat?.isDirectory() === true
  return {
    name: isFolder ? `${name}/` : name,
    type: isFolder ? "directory" : "file",
    size: isFolder ? null : (stat?.size ?? null)
  }
}

const listing = (recursive: boolean, usage: string, help: string): Builtin => ({
  usage,
  help,
  run: (words) =>
    Effect.gen(function* () {
      yield* atMost(words, 1, usage)
      const place = yield* placed(words[0] ?? ".")
      const rows = yield* place._tag === "disk" ? onDisk(place.folder, recursive) : inRepo(place, recursive)
      return rowsOf(rows, [{ key: "name" }, { key: "type" }, { key: "size", align: "right" }], "name")
    })
})

const cd: Builtin = {
  usage: "cd [PLACE]",
  help: "Go to hf://[TYPE/]ORG/NAME[@REV][/PATH], to a folder from here, or with ~ to this disk.",
  run: (words) =>
    Effect.gen(function* () {
      const session = yield* CurrentSession
      yield* atMost(words, 1, cd.usage)
      const place = words[0] === "-" ? session.before : yield* placed(words[0] ?? "~")
      if (place._tag === "disk") {
        const isFolder = yield* Disk.attempt("open", place.folder, () => fs.statSync(place.folder).isDirectory())
        if (!isFolder) return yield* misuse(`'${words[0]}' is no folder`)
        yield* mayLeave
        // Local paths of commands are read from there.
        yield* Disk.attempt("open", place.folder, () => process.chdir(place.folder))
      } else {
        const entries = yield* listed(place, false)
        if (entries.length === 1 && entries[0]?.path === place.path && entries[0].type === "file")
          return yield* misuse(`'${words[0]}' is a file`)
      }
      session.before = session.place
      session.place = place
      return undefined
    })
}

const pwd: Builtin = {
  usage: "pwd",
  help: "Say where you are.",
  run: () => Effect.map(CurrentSession, ({ place }) => ({ _tag: "text", text: Place.format(place) }))
}

const cat: Builtin = {
  stands: true,
  usage: "cat FILE",
  help: "Print a file.",
  run: (words) =>
    Effect.gen(function* () {
      const [name] = words
      yield* atMost(words, 1, cat.usage)
      if (name === undefined) return yield* misuse(`a file is expected: ${cat.usage}`)
      const place = yield* placed(name)
      if (place._tag === "repo") {
        yield* call(["cp", Place.format(place), "-"])
        return undefined
      }
      const screen = yield* Screen
      const bytes = yield* Disk.attempt("read", place.folder, () => fs.readFileSync(place.folder))
      // It may have come from anywhere.
      yield* screen.out(screen.stdout.isTTY ? harmlessBytes()(bytes) : bytes)
      return undefined
    })
}

const get: Builtin = {
  stands: true,
  usage: "get PATH [FOLDER]",
  help: "Download a file or a folder of this repository into a folder of this disk (default: the current one).",
  run: (words) =>
    Effect.gen(function* () {
      const [name, folder = "."] = words
      yield* atMost(words, 2, get.usage)
      if (name === undefined) return yield* misuse(`a path is expected: ${get.usage}`)
      const place = yield* placed(name)
      if (place._tag === "disk") return yield* misuse(`'${name}' is on this disk already; cd hf://… first`)
      const { path, repo } = place
      const entries = yield* listed(place, false)
      const isFile = entries.length === 1 && entries[0]?.path === path && entries[0].type === "file"
      const wanted = path === "" ? [] : isFile ? [path] : ["--include", `${path}/*`]
      const words_ = [repo.id, ...wanted, "--type", repo.type, "--revision", revisionOf(place), "--local-dir", folder]
      return yield* Effect.as(call(["download", ...words_]), undefined)
    })
}

export const walking: Readonly<Record<string, Builtin>> = {
  cd,
  pwd,
  ls: listing(false, "ls [PLACE]", "List what is in a folder, here or there."),
  tree: listing(true, "tree [PLACE]", "List everything below a folder."),
  cat,
  get
}
