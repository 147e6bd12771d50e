/** What words name, as files that can be staged: of this disk, of the cache, of a repository. */
import { basename, join } from "node:path"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Patterns from "../../../domain/Patterns.ts"
import * as TreeListing from "../../../domain/TreeListing.ts"
import type { TreeEntry } from "../../../domain/wire/Tree.ts"
import { Workspace } from "../../../services/Workspace.ts"
import * as Place from "../Place.ts"
import { nameOf } from "../places/Entry.ts"
import { withHub } from "../places/hub.ts"
import * as inCache from "../places/inCache.ts"
import * as inRepo from "../places/inRepo.ts"
import * as onDisk from "../places/onDisk.ts"
import * as Tree from "../places/tree.ts"
import { misuse } from "../places/words.ts"
import type { Source } from "./landing.ts"
import * as Stage from "./Stage.ts"
import { base } from "./stages.ts"

const put =
  (location: string, size: number) =>
  (before: number | undefined): Stage.Change => ({ _tag: "put", location, size, before })

/** `dir/`, `.` and `..` stand for what is in a folder. */
const isContents = (word: string): boolean => /(?:^|\/)\.{0,2}$/.test(word)

/** A file, or a folder with all files below it, `.git` and what clients keep for themselves left out. */
const local = (location: string, word: string) =>
  withHub(
    Effect.gen(function* () {
      const workspace = yield* Workspace
      const found = yield* workspace.locate(location)
      if (found.kind === "missing") return yield* onDisk.missing("read", word)
      if (found.kind === "file")
        return {
          name: basename(location),
          isFolder: false,
          files: [{ path: "", change: put(location, found.file.size) }]
        } satisfies Source as Source
      const files = Chunk.toReadonlyArray(yield* Stream.runCollect(workspace.list(found.location, () => true)))
      return {
        name: isContents(word) ? "" : basename(location),
        isFolder: true,
        files: files.map(({ path, size }) => ({ path, change: put(join(found.location, path), size) }))
      } satisfies Source as Source
    })
  )

/** What a word names on this disk, wherever the shell is; or in the cache. `*.json`: all that match. */
export const localSources = Effect.fnUntraced(function* (word: string) {
  if (word.startsWith(Place.cacheScheme)) return [yield* cachedSource(word)]
  const place = Place.resolve(Place.disk(process.cwd()), word)
  if (place._tag === "Left") return yield* misuse(`'${word}': ${place.left}`)
  if (place.right._tag !== "disk") return yield* misuse(`'${word}' is not on this disk: cp takes files from elsewhere`)
  const { folder } = place.right
  const matches = /[*?[]/.test(word) ? Patterns.matcher({ include: [basename(word)] }) : undefined
  const locations = yield* onDisk.matching(folder, matches)
  if (locations.length === 0) return yield* onDisk.missing("read", word)
  return yield* Effect.forEach(locations, (each) => local(each, matches === undefined ? word : each))
})

const cachedSource = Effect.fnUntraced(function* (word: string) {
  const place = yield* Tree.placed(word)
  if (place._tag !== "cached") return yield* misuse("the whole cache cannot be put anywhere: name a repository in it")
  const location = yield* inCache.locationOf(place)
  const { type } = yield* inCache.at(place)
  const name = isContents(word) || place.path === "" ? "" : nameOf(place.path)
  if (type === "file") return { ...(yield* local(location, word)), name: nameOf(place.path) } satisfies Source as Source
  return { ...(yield* local(`${location}/`, word)), name } satisfies Source as Source
})

/** A file of a repo, to be copied by the Hub. */
const copy = Effect.fnUntraced(function* (from: Place.RepoPlace, entry: TreeEntry) {
  const file = yield* TreeListing.fromEntry(entry)
  return (before: number | undefined): Stage.Change => ({ _tag: "copy", from, file, size: file.size, before })
})

/** What a place in a repo names; `stage`: with what is staged there. */
export const repoSource = Effect.fnUntraced(function* (
  place: Place.RepoPlace,
  word: string,
  stage: Stage.Stage | undefined
) {
  const from = stage === undefined ? yield* inRepo.pinned(place) : base(stage, place.path)
  const changes = stage?.changes ?? new Map<string, Stage.Change>()
  const restaged =
    (change: Stage.Change) =>
    (before: number | undefined): Stage.Change =>
      change._tag === "remove" ? change : { ...change, before }
  const own = changes.get(place.path)
  if (own !== undefined && own._tag !== "remove")
    return {
      name: nameOf(place.path),
      isFolder: false,
      files: [{ path: "", change: restaged(own) }]
    } satisfies Source as Source
  const [entry] = place.path === "" || own !== undefined ? [] : yield* inRepo.infoOf(from, [place.path])
  if (entry?.type === "file")
    return {
      name: nameOf(place.path),
      isFolder: false,
      files: [{ path: "", change: yield* copy({ ...from, path: "" }, entry) }]
    } satisfies Source as Source
  const isListed = place.path === "" || entry?.type === "directory"
  const listed = isListed ? Chunk.toReadonlyArray(yield* Stream.runCollect(inRepo.listed(from))) : []
  const skip = place.path === "" ? 0 : place.path.length + 1
  const untouched = listed.filter(({ path }) => !changes.has(path))
  const staged = [...changes].filter(
    ([path, { _tag }]) => _tag !== "remove" && path !== place.path && Stage.isBelow(path, place.path)
  )
  if (untouched.length + staged.length === 0) return yield* inRepo.missing(place)
  const files = yield* Effect.forEach(untouched, (each) =>
    Effect.map(copy({ ...from, path: "" }, each), (change) => ({ path: each.path.slice(skip), change }))
  )
  return {
    name: isContents(word) ? "" : nameOf(place.path),
    isFolder: true,
    files: [...files, ...staged.map(([path, change]) => ({ path: path.slice(skip), change: restaged(change) }))]
  } satisfies Source as Source
})
