/** `put`, `mv`, `cp`: files from here to there. What changes the repository one is in is staged. */
import * as fs from "node:fs"
import { basename, dirname, join, sep } from "node:path"
import * as Effect from "effect/Effect"
import * as Disk from "../../../layers/disk/Disk.ts"
import { Output } from "../../../services/Output.ts"
import type { Builtin } from "../Builtin.ts"
import { call } from "../calling.ts"
import * as Place from "../Place.ts"
import * as inCache from "../places/inCache.ts"
import { special } from "../places/onDisk.ts"
import { fileAt } from "../places/showing.ts"
import * as Text from "../places/text.ts"
import * as Tree from "../places/tree.ts"
import { misuse, taken } from "../places/words.ts"
import { CurrentSession } from "../Session.ts"
import { land, type Source } from "./landing.ts"
import * as Stage from "./Stage.ts"
import { localSources, repoSource } from "./sources.ts"
import { keep, opened, stageOf } from "./stages.ts"
import { told } from "./told.ts"

const staged = Effect.fnUntraced(function* (sources: ReadonlyArray<Source>, place: Place.RepoPlace, typed: string) {
  const { paths, stage } = yield* land(yield* opened(place), sources, place, typed)
  const next = settled(stage, paths)
  yield* keep(next)
  yield* told(next)
})

/** A name that could have been meant as one more file. */
const isFileHere = (typed: string): boolean =>
  !typed.includes("/") && fs.statSync(typed, { throwIfNoEntry: false })?.isFile() === true

const put: Builtin = {
  takes: { least: 1 },
  usage: "put LOCAL … [PATH]",
  help: "Stage files and folders of this disk for the repository: in the current folder, or as the last word says.",
  run: (words) =>
    Effect.gen(function* () {
      const { rest } = yield* taken(words, put)
      const [first = "", ...others] = rest
      const typed = others.pop() ?? "."
      const place = yield* Tree.placed(typed)
      if (place._tag === "cache" || place._tag === "cached") return yield* inCache.readOnly(place)
      if (place._tag === "disk")
        return yield* misuse(`'${typed}' is on this disk; cd hf://… first, or name a place there`)
      const sources = yield* Effect.forEach([first, ...others], localSources)
      yield* staged(sources.flat(), place, typed)
      if (rest.length > 1 && isFileHere(typed))
        yield* (yield* Output).hint(
          `'${typed}' was read as the place in the repository; for the file of that name, too: put ${rest.join(" ")} .`
        )
      return undefined
    })
}

/** A file that is back where it was is no change. */
const settled = (stage: Stage.Stage, paths: ReadonlyArray<string>): Stage.Stage =>
  paths.reduce((all, path) => {
    const change = all.changes.get(path)
    const isHome =
      change?._tag === "copy" &&
      change.file.path === path &&
      String(change.from.revision) === all.parent &&
      Place.isSameRepo({ ...change.from, revision: all.place.revision }, all.place)
    return isHome ? Stage.reset(all, path) : all
  }, stage)

const moveInRepo = Effect.fnUntraced(function* (
  from: Place.RepoPlace,
  typedFrom: string,
  to: Place.RepoPlace,
  typed: string
) {
  if (to.path !== from.path && Stage.isBelow(to.path, from.path))
    return yield* misuse(`'${typedFrom}' cannot go into itself`)
  const before = yield* opened(from)
  const source = yield* repoSource(from, typedFrom.replace(/\/+$/, ""), before)
  const { paths, stage } = yield* land(before, [source], to, typed)
  const here = source.files.map(({ path }) => [from.path, path].filter((each) => each !== "").join("/"))
  if (paths.some((path) => here.includes(path))) return yield* misuse(`'${typedFrom}' is there already`)
  const left = source.files.reduce((all, { change }, at) => {
    const path = here[at] ?? ""
    const own = before.changes.get(path)
    // Only what the revision holds has to go; its size is that of the copy.
    const size = own === undefined ? Stage.sizeOf(change(undefined)) : own._tag === "remove" ? undefined : own.before
    return Stage.remove(all, path, size)
  }, stage)
  const next = settled(left, paths)
  yield* keep(next)
  yield* told(next)
})

/** Where a file of this disk goes: into a folder under its own name. */
const placeOnDisk = ({ folder }: Place.DiskPlace, typed: string, name: string): string =>
  typed.endsWith("/") || fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
    ? join(folder, name)
    : folder

const mv: Builtin = {
  takes: { least: 2, most: 2 },
  usage: "mv A B",
  help: "Give a file or folder another name or place: on this disk at once, in a repository with the next commit.",
  run: (words) =>
    Effect.gen(function* () {
      const { rest } = yield* taken(words, mv)
      const [a = "", b = ""] = rest
      const [from, to] = [yield* Tree.placed(a), yield* Tree.placed(b)]
      if (from._tag === "repo" && to._tag === "repo" && Place.isSameRepo(from, to)) yield* moveInRepo(from, a, to, b)
      else if (from._tag === "disk" && to._tag === "disk") {
        const target = placeOnDisk(to, b, basename(from.folder))
        yield* moveOnDisk(from.folder, target, a)
      } else if (from._tag === "cached" || from._tag === "cache") return yield* inCache.readOnly(from)
      else return yield* misuse("mv stays on this disk, or in one repository at one revision; cp goes elsewhere")
      return undefined
    })
}

const checkInside = (from: string, to: string, word: string) =>
  to.startsWith(`${from}${sep}`) ? Effect.fail(misuse(`'${word}' cannot go into itself`)) : Effect.void

/** On this disk: under another name first, so that nobody sees half a file. */
const copyOnDisk = Effect.fnUntraced(function* (from: string, to: string, recursive: boolean, word: string) {
  const stat = yield* Disk.attempt("read", from, () => fs.statSync(from))
  const isFolder = stat.isDirectory()
  if (!isFolder && !stat.isFile()) return yield* special(from)
  if (isFolder && !recursive) return yield* misuse(`'${word}' is a folder: cp -r copies all of it`)
  if (isFolder) yield* checkInside(from, to, word)
  const temporary = join(dirname(to), `.tmp-hf-${process.pid}-${basename(to)}`)
  yield* Effect.acquireUseRelease(
    Disk.attempt("write", to, () => Disk.makeFolders(dirname(to))),
    () =>
      Effect.tryPromise({
        try: async () => {
          if (isFolder) return await fs.promises.cp(from, to, { recursive: true, dereference: true })
          await fs.promises.copyFile(from, temporary)
          await fs.promises.rename(temporary, to)
        },
        catch: Disk.toDiskError("write", to)
      }),
    () => Effect.sync(() => fs.rmSync(temporary, { force: true }))
  )
})

/** In one step; to another disk as a copy first. */
const moveOnDisk = Effect.fnUntraced(function* (from: string, to: string, word: string) {
  yield* checkInside(from, to, word)
  const isDone = yield* Disk.attempt("move", word, () => {
    Disk.makeFolders(dirname(to))
    try {
      fs.renameSync(from, to)
      return true
    } catch (cause) {
      if (Disk.codeOf(cause) !== "EXDEV") throw cause
      return false
    }
  })
  if (isDone) return
  yield* copyOnDisk(from, to, true, word)
  yield* Disk.attempt("delete", from, () => fs.rmSync(from, { recursive: true }))
})

/** As a word of `hf cp`, which knows this disk and the Hub. */
const spelled = Effect.fnUntraced(function* (place: Place.Place, typed: string) {
  const end = typed.endsWith("/") ? "/" : ""
  if (place._tag === "disk") return `${place.folder}${end}`
  if (place._tag === "repo") return `${Place.format(place)}${end}`
  return place._tag === "cached" ? yield* inCache.locationOf(place) : yield* inCache.readOnly(place)
})

const cp: Builtin = {
  takes: { flags: ["-r"], least: 2, most: 2 },
  stands: true,
  usage: "cp [-r] A B",
  help: "Copy files between places; into the repository one is in, with the next commit. Elsewhere it is `hf cp`.",
  // What `hf cp` takes is its own: - and options, and everything while one is on this disk.
  isMine: (words, onDisk) =>
    words.some((word) => word.startsWith(Place.cacheScheme) || word.startsWith(Place.diskScheme) || word === "-r") ||
    (!words.some((word, at) => word.startsWith("-") && (word !== "-" || at === 0)) &&
      words.length === 2 &&
      (!onDisk || !words.some((word) => word === "-" || /^[a-z]+:\/\//i.test(word)))),
  run: (words) =>
    Effect.gen(function* () {
      const { has, rest } = yield* taken(words, cp)
      const [a = "", b = ""] = rest
      const session = yield* CurrentSession
      const from = yield* Tree.placed(a)
      if (b === "-" && from._tag !== "repo") {
        const { entry } = yield* fileAt(a)
        return yield* Effect.as(Text.print(entry.bytes(), misuse(`'${a}' is no text`)), undefined)
      }
      if (b === "-") return yield* Effect.as(call(["cp", yield* spelled(from, a), b]), undefined)
      const to = yield* Tree.placed(b)
      if (to._tag === "cache" || to._tag === "cached") return yield* inCache.readOnly(to)
      if (from._tag === "cache") return yield* misuse("the whole cache cannot be copied: name a repository in it")
      if (to._tag === "repo" && Place.isSameRepo(to, session.place)) {
        const sources =
          from._tag === "repo"
            ? [yield* repoSource(from, a, Place.isSameRepo(from, to) ? stageOf(session, from) : undefined)]
            : yield* localSources(from._tag === "disk" ? `${from.folder}${a.endsWith("/") ? "/" : ""}` : a)
        yield* staged(sources, to, b)
        return undefined
      }
      if (to._tag === "disk" && from._tag !== "repo") {
        const source = from._tag === "disk" ? from.folder : yield* inCache.locationOf(from)
        yield* copyOnDisk(source, placeOnDisk(to, b, basename(source)), has("-r"), a)
        return undefined
      }
      yield* call(["cp", yield* spelled(from, a), yield* spelled(to, b)])
      return undefined
    })
}

export const changing: Readonly<Record<string, Builtin>> = { put, mv, cp }
