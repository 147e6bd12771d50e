/** Where files go that are staged, and whether they may. */
import * as Effect from "effect/Effect"
import * as CommitPath from "../../../domain/CommitPath.ts"
import type { RepoPlace } from "../Place.ts"
import { infoOf } from "../places/inRepo.ts"
import { misuse } from "../places/words.ts"
import * as Stage from "./Stage.ts"
import { base } from "./stages.ts"

/** A file or a folder that is put, copied or moved somewhere. */
export interface Source {
  /** Its own name; empty: of a folder only what is in it. */
  readonly name: string
  readonly isFolder: boolean
  readonly files: ReadonlyArray<{
    /** Below the folder; of a file empty. */
    readonly path: string
    readonly change: (before: number | undefined) => Stage.Change
  }>
}

const above = (path: string): ReadonlyArray<string> => {
  const names = path.split("/")
  return names.slice(1).map((_, at) => names.slice(0, at + 1).join("/"))
}

/** Sizes of the files that stand at these paths of the revision; what could not be committed is refused. */
export const standing = Effect.fnUntraced(function* (stage: Stage.Stage, paths: ReadonlyArray<string>) {
  const asked = new Set(paths.flatMap((path) => [path, ...above(path)]))
  const found = new Map((yield* infoOf(base(stage), [...asked])).map((entry) => [entry.path, entry]))
  for (const path of paths) {
    if (found.get(path)?.type === "directory")
      return yield* misuse(`'${path}' is a folder of the repository: write '${path}/' for a place in it`)
    const file = above(path).find((each) => found.get(each)?.type === "file")
    const other = file !== undefined && stage.changes.get(file)?._tag !== "remove" ? file : Stage.inTheWay(stage, path)
    if (other !== undefined) return yield* misuse(`'${other}' and '${path}' cannot both be files`)
  }
  return new Map([...found].map(([path, { lfs, size }]) => [path, lfs?.size ?? size]))
})

/** Is there a folder at the place, in the revision or staged? */
export const isFolder = Effect.fnUntraced(function* (stage: Stage.Stage, { path }: RepoPlace) {
  if (path === "") return true
  if ([...stage.changes].some(([each, { _tag }]) => _tag !== "remove" && each.startsWith(`${path}/`))) return true
  const [entry] = yield* infoOf(base(stage), [path])
  return entry?.type === "directory"
})

const namesFolder = (typed: string): boolean => /(?:^|\/)(?:\.{0,2})$/.test(typed)

/** The stage with the sources in it, at or below `place`, which was written as `typed`; and the paths that changed. */
export const land = Effect.fnUntraced(function* (
  stage: Stage.Stage,
  sources: ReadonlyArray<Source>,
  place: RepoPlace,
  typed: string
) {
  const exists = yield* isFolder(stage, place)
  const isInto = exists || namesFolder(typed)
  if (sources.length > 1 && !isInto)
    return yield* misuse(`'${typed}' is no folder; several files go into one that is written with a / at its end`)
  const wanted = sources.flatMap(({ files, isFolder, name }) => {
    const nested = isFolder ? exists && name !== "" : isInto
    const start = nested ? CommitPath.below(place.path, name) : place.path
    return files.map(({ change, path }) => ({ change, path: path === "" ? start : CommitPath.below(start, path) }))
  })
  const paths = yield* Effect.forEach(wanted, ({ path }) => CommitPath.parse(path))
  const sizes = yield* standing(stage, paths)
  const changes = wanted.map(({ change }, at) => {
    const path: string = paths[at] ?? ""
    return [path, change(sizes.get(path))] as const
  })
  return { stage: Stage.addAll(stage, changes), paths }
})
