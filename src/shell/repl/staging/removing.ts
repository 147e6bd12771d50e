/** `rm`: files go away, on this disk at once, in a repository with the next commit. */
import * as fs from "node:fs"
import { homedir } from "node:os"
import * as nodePath from "node:path"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { DiskError } from "../../../domain/errors.ts"
import * as Patterns from "../../../domain/Patterns.ts"
import type { TreeEntry } from "../../../domain/wire/Tree.ts"
import * as Disk from "../../../layers/disk/Disk.ts"
import { Output } from "../../../services/Output.ts"
import type { Misuse } from "../../Misuse.ts"
import type { Builtin } from "../Builtin.ts"
import type * as Place from "../Place.ts"
import { nameOf } from "../places/Entry.ts"
import * as inCache from "../places/inCache.ts"
import * as inRepo from "../places/inRepo.ts"
import * as onDisk from "../places/onDisk.ts"
import * as Tree from "../places/tree.ts"
import { misuse, taken } from "../places/words.ts"
import * as Stage from "./Stage.ts"
import { base, keep, opened } from "./stages.ts"
import { told } from "./told.ts"

/** The Hub cannot do without it: folders go without it. */
const kept = ".gitattributes"

const sizeOf = ({ lfs, size }: TreeEntry): number => lfs?.size ?? size

const isPattern = (word: string): boolean => /[*?[]/.test(word)

/** The stage without the files that stand at a path, or below a folder. */
const without = Effect.fnUntraced(function* (stage: Stage.Stage, path: string, recursive: boolean) {
  const own = stage.changes.get(path)
  if (own?._tag === "remove") return yield* misuse(`'${path}' is staged to go away already`)
  if (own !== undefined) return Stage.remove(stage, path, own.before)
  const place = base(stage, path)
  const [entry] = path === "" ? [] : yield* inRepo.infoOf(place, [path])
  if (entry?.type === "file") return Stage.remove(stage, path, sizeOf(entry))
  const staged = [...stage.changes].filter(([each, { _tag }]) => _tag !== "remove" && Stage.isBelow(each, path))
  if (path !== "" && entry === undefined && staged.length === 0) return yield* inRepo.missing(place)
  if (!recursive) return yield* misuse(`'${path === "" ? "/" : path}' is a folder: rm -r takes all of it`)
  const listed =
    path === "" || entry !== undefined ? Chunk.toReadonlyArray(yield* Stream.runCollect(inRepo.listed(place))) : []
  const fresh = staged.reduce((all, [each, { before }]) => Stage.remove(all, each, before), stage)
  const fits = listed.filter((each) => !stage.changes.has(each.path))
  const going = fits.filter((each) => each.path !== kept)
  if (going.length < fits.length)
    yield* (yield* Output).log(`${kept} stays, for it says how files are stored; rm /${kept} takes it away, too.`)
  return Stage.addAll(
    fresh,
    going.map((each) => [each.path, { _tag: "remove", before: sizeOf(each) }] as const)
  )
})

/** Names in one folder, staged ones too, that a pattern fits. */
const matching = Effect.fnUntraced(function* (stage: Stage.Stage, path: string, recursive: boolean) {
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ""
  const isMatch = Patterns.matcher({ include: [nameOf(path)] })
  // As on this disk, hidden ones are for those who ask for them.
  const isShown = (name: string): boolean => !name.startsWith(".") || nameOf(path).startsWith(".")
  const skip = folder === "" ? 0 : folder.length + 1
  const entries = yield* Stream.runCollect(inRepo.below(base(stage, folder), false))
  const here = Chunk.toReadonlyArray(entries)
    .filter(({ type }) => recursive || type === "file")
    .map((entry) => (folder === "" ? entry.path : `${folder}/${entry.path}`))
  const staged = [...stage.changes.keys()].filter(
    (each) => Stage.isBelow(each, folder) && !each.slice(skip).includes("/")
  )
  return [...new Set([...here, ...staged])].filter(
    (each) => isMatch(nameOf(each)) && isShown(nameOf(each)) && stage.changes.get(each)?._tag !== "remove"
  )
})

const inRepository = Effect.fnUntraced(function* (place: Place.RepoPlace, word: string, recursive: boolean) {
  const stage = yield* opened(place)
  const direct = without(stage, place.path, recursive)
  const next = isPattern(word)
    ? Effect.catchTag(direct, "EntryNotFound", (missing) =>
        Effect.gen(function* () {
          const paths = yield* matching(stage, place.path, recursive)
          if (paths.length === 0) return yield* missing
          return yield* Effect.reduce(paths, stage, (all, path) => without(all, path, recursive))
        })
      )
    : direct
  const changed = yield* next
  yield* keep(changed)
  return changed
})

const onThisDisk = Effect.fnUntraced(function* ({ folder }: Place.DiskPlace, word: string, recursive: boolean) {
  const isMatch = isPattern(word) ? Patterns.matcher({ include: [nodePath.basename(word)] }) : undefined
  const locations = yield* onDisk.matching(folder, isMatch)
  if (locations.length === 0) return yield* onDisk.missing("delete", word)
  for (const location of locations) {
    const here = process.cwd()
    if (here === location || here.startsWith(`${location}${nodePath.sep}`))
      return yield* misuse(`'${word}' is where you are`)
    if (location === homedir()) return yield* misuse(`'${word}' is your home folder`)
    yield* Disk.attempt("delete", location, () => {
      if (recursive) return fs.rmSync(location, { recursive: true })
      fs.unlinkSync(location)
    }).pipe(
      Effect.catchIf(
        ({ reason }) => reason === "isADirectory" || reason === "permission",
        (error): Effect.Effect<never, DiskError | Misuse> =>
          fs.statSync(location, { throwIfNoEntry: false })?.isDirectory() === true
            ? Effect.fail(misuse(`'${location}' is a folder: rm -r takes all of it`))
            : Effect.fail(error)
      )
    )
  }
})

const rm: Builtin = {
  takes: { flags: ["-r"], least: 1 },
  usage: "rm [-r] PATH …",
  help: "Take files away, with -r folders: of this disk at once, of a repository with the next commit.",
  run: (words) =>
    Effect.gen(function* () {
      const { has, rest } = yield* taken(words, rm)
      for (const word of rest) {
        const place = yield* Tree.placed(word)
        if (place._tag === "disk") yield* onThisDisk(place, word, has("-r"))
        else if (place._tag === "repo") yield* told(yield* inRepository(place, word, has("-r")))
        else return yield* inCache.readOnly(place)
      }
      return undefined
    })
}

export const removing: Readonly<Record<string, Builtin>> = { rm }
