/** `get`: a file or folder comes to this disk. */
import * as fs from "node:fs"
import { dirname, join, resolve } from "node:path"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { exitCodes } from "../../../domain/errorKinds.ts"
import { DiskError } from "../../../domain/errors.ts"
import * as Patterns from "../../../domain/Patterns.ts"
import * as Disk from "../../../layers/disk/Disk.ts"
import type { Builtin } from "../Builtin.ts"
import { call } from "../calling.ts"
import * as Place from "../Place.ts"
import { Stopped } from "../Stopped.ts"
import * as inCache from "./inCache.ts"
import { revisionOf } from "./inRepo.ts"
import * as Tree from "./tree.ts"
import { misuse, taken } from "./words.ts"

/** From the cache, with the paths they have there: complete under another name first. */
const fromCache = Effect.fnUntraced(function* (place: Place.CachedPlace, folder: string) {
  const root = yield* inCache.at(place)
  const files = root.type === "file" ? Stream.make(root) : inCache.below(place, true)
  const start = yield* inCache.locationOf(place)
  yield* Stream.runForEach(files, ({ path, type }) => {
    if (type !== "file") return Effect.void
    const inRepo = [place.path, path].filter((each) => each !== "").join("/")
    const target = resolve(folder, ...inRepo.split("/"))
    const temporary = join(dirname(target), `.tmp-hf-${process.pid}`)
    return Effect.zipRight(
      Disk.attempt("write", target, () => Disk.makeFolders(dirname(target))),
      Effect.tryPromise({
        try: () =>
          fs.promises
            .copyFile(join(start, ...path.split("/")), temporary)
            .then(() => fs.promises.rename(temporary, target)),
        catch: Disk.toDiskError("write", target)
      }).pipe(Effect.onError(() => Effect.sync(() => fs.rmSync(temporary, { force: true }))))
    )
  })
  return root.type === "file" ? join(folder, ...place.path.split("/")) : folder
})

/** Whoever is on this disk may think of a repository. */
const nothingThere = ({ kind, message }: DiskError) =>
  new Stopped({
    code: exitCodes[kind],
    lines: [`Error: ${message}`, "Hint: You are on this disk: cd hf://… first, or get hf://…"]
  })

const get: Builtin = {
  takes: { least: 1, most: 2 },
  stands: true,
  usage: "get PATH [FOLDER]",
  help: "Download a file or a folder of a repository, or copy it from the cache, into a folder of this disk (default: the current one).",
  run: (words) =>
    Effect.gen(function* () {
      const { rest } = yield* taken(words, get)
      const [name = "", typed = "."] = rest
      const place = yield* Tree.placed(name)
      const target = Place.resolve(Place.disk(process.cwd()), typed)
      if (target._tag === "Left") return yield* misuse(`'${typed}': ${target.left}`)
      if (target.right._tag !== "disk") return yield* misuse(`'${typed}' is no folder of this disk`)
      if (fs.statSync(target.right.folder, { throwIfNoEntry: false })?.isDirectory() === false) {
        const detail = "not a directory"
        return yield* new DiskError({ path: typed, operation: "download to", reason: "notADirectory", detail })
      }
      // As it was typed, where that says the same: it is what is printed.
      const folder = typed.startsWith("~") || typed.startsWith(Place.diskScheme) ? target.right.folder : typed
      switch (place._tag) {
        case "disk":
          yield* Effect.catchTag(Tree.at(place), "DiskError", (error) => Effect.fail(nothingThere(error)))
          return yield* misuse(`'${name}' is on this disk already; cd hf://… first`)
        case "cache":
          return yield* misuse("the whole cache is on this disk already; name a repository in it")
        case "cached":
          return { _tag: "text", text: yield* fromCache(place, folder) }
        case "repo": {
          const { type } = yield* Tree.at(place)
          const { path, repo } = place
          const wanted = path === "" ? [] : type === "file" ? [path] : ["--include", `${Patterns.exactly(path)}/*`]
          const words = [
            repo.id,
            ...wanted,
            "--type",
            repo.type,
            "--revision",
            revisionOf(place),
            "--local-dir",
            folder
          ]
          return yield* Effect.as(call(["download", ...words]), undefined)
        }
      }
    })
}

export const fetching: Readonly<Record<string, Builtin>> = { get }
