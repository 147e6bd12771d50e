/** What could stand where a place is typed: names in the folder it leads to, spelled as the word began. */
import { homedir } from "node:os"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { type CachedRepo, commitOf, Reading } from "../completion/cached.ts"
import { read } from "../completion/surroundings.ts"
import { files } from "./files.ts"
import * as Place from "./Place.ts"
import type { Session } from "./Session.ts"
import * as Stage from "./staging/Stage.ts"
import { stageOf } from "./staging/stages.ts"

/** What the cache may take: as long as nobody notices. */
const milliseconds = 30

/** The word up to its last `/`, and the name that was begun. */
const split = (word: string): readonly [folder: string, start: string] => {
  const at = word.lastIndexOf("/") + 1
  return [word.slice(0, at), word.slice(at)]
}

const inFolder = (folder: string, start: string, names: Iterable<string>): ReadonlyArray<string> =>
  [...new Set(names)]
    .filter((name) => name.startsWith(start) && (start !== "" || !name.startsWith(".")))
    .sort()
    .map((name) => folder + name)

/** The names right below `path` among longer paths. */
const firstSteps = (paths: Iterable<string>, path: string): ReadonlyArray<string> => {
  const skip = path === "" ? 0 : path.length + 1
  return [...paths]
    .filter((each) => each !== path && Stage.isBelow(each, path))
    .map((each) => each.slice(skip))
    .map((rest) => rest.slice(0, rest.includes("/") ? rest.indexOf("/") + 1 : undefined))
}

const cachedNames = (repo: CachedRepo, reading: Reading, place: Place.CachedPlace): ReadonlyArray<string> => {
  const commits = reading.commits(repo)
  const only = commits.length === 1 ? commits[0]?.commit : undefined
  const commit = commitOf(repo, place.revision ?? "main") ?? (place.revision === undefined ? only : undefined)
  return commit === undefined ? [] : reading.snapshot(repo, commit, place.path)
}

/** From the disk alone: repositories of the cache, or names in a snapshot. */
const inCache = (
  place: Place.CachePlace | Place.CachedPlace,
  folder: string,
  start: string,
  patience: number
): ReadonlyArray<string> => {
  const { cacheDir } = read(process.env)
  const reading = new Reading(patience)
  const repos = reading.repos(cacheDir)
  if (place._tag === "cache")
    return inFolder(
      folder,
      start,
      repos.map(({ id, type }) => `${type === "model" ? "" : `${type}s/`}${id}/`)
    )
  const repo = repos.find(({ id, type }) => id === place.repo.id && type === place.repo.type)
  return repo === undefined ? [] : inFolder(folder, start, cachedNames(repo, reading, place))
}

const cached = (from: Place.Place, word: string, patience: number): ReadonlyArray<string> => {
  const [folder, start] = split(word)
  const named = Place.resolve(from, folder === "" ? "." : folder)
  const files =
    Either.isRight(named) && named.right._tag === "cached" ? inCache(named.right, folder, start, patience) : []
  if (files.length > 0) return files
  // Of a repository's name the whole is compared: it has a `/` in it.
  const ahead = word.startsWith(Place.cacheScheme) ? Place.cacheScheme : ""
  return inCache({ _tag: "cache" }, ahead, word.slice(ahead.length), patience)
}

/** The address of a folder of a repo as completion knows it, ending in `/`. */
const addressOf = ({ path, ...place }: Place.RepoPlace): string => `${Place.format({ ...place, path })}/`

/**
 * Words that begin with `word`; `ask` knows addresses (`hf://…`), from the cache or from the Hub. A `put` takes from this disk.
 * The cache is read for `patience` milliseconds at most.
 */
export const spelled = <E, R>(
  session: Session,
  kind: "place" | "disk",
  word: string,
  ask: (word: string) => Effect.Effect<ReadonlyArray<string>, E, R>,
  patience = milliseconds
): Effect.Effect<ReadonlyArray<string>, E, R> =>
  Effect.suspend(() => {
    const { place } = session
    const isLocal = kind === "disk" || place._tag === "disk" || word.startsWith("~")
    if (word.startsWith("hf://")) return ask(word)
    if (word.startsWith(Place.cacheScheme)) return Effect.succeed(cached(place, word, patience))
    if (word.startsWith(Place.diskScheme))
      return Effect.succeed(
        files(word.slice(Place.diskScheme.length), "file", homedir()).map((each) => Place.diskScheme + each)
      )
    if (isLocal) return Effect.succeed(files(word, "file", homedir()))
    if (place._tag !== "repo") return Effect.succeed(cached(place, word, patience))
    const [folder, start] = split(word)
    const named = Place.resolve(place, folder === "" ? "." : folder)
    if (Either.isLeft(named) || named.right._tag !== "repo") return Effect.succeed([])
    const address = addressOf(named.right)
    const staged = firstSteps(stageOf(session, named.right)?.changes.keys() ?? [], named.right.path)
    return Effect.map(ask(address + start), (found) =>
      inFolder(folder, start, [...found.map((each) => each.slice(address.length)), ...staged])
    )
  })
