/**
 * Where the shell is: a folder of this disk, one of a repository at a revision, or one of the local cache. Paths are read from
 * there, and one grammar names them all: `hf://…`, `cache://…`, `file://…`, or a path from here.
 */
import { homedir } from "node:os"
import * as nodePath from "node:path"
import * as Either from "effect/Either"
import * as HfUri from "../../domain/HfUri.ts"
import * as Repo from "../../domain/Repo.ts"
import * as RepoId from "../../domain/RepoId.ts"
import * as RepoPath from "../../domain/RepoPath.ts"
import { fromPlural, plural } from "../../domain/RepoType.ts"
import * as Revision from "../../domain/Revision.ts"

interface Inside {
  readonly repo: Repo.Repo
  /** As written; absent: the default branch, in the cache its `main` or else its only snapshot. */
  readonly revision: Revision.Revision | undefined
  /** Inside the repo, without surrounding `/`; empty: its root. */
  readonly path: string
}

export type DiskPlace = { readonly _tag: "disk"; readonly folder: string }
export type RepoPlace = { readonly _tag: "repo" } & Inside
export type CachedPlace = { readonly _tag: "cached" } & Inside
/** The cache itself: its folders are the repos. */
export type CachePlace = { readonly _tag: "cache" }

export type Place = DiskPlace | RepoPlace | CachedPlace | CachePlace

type Resolved = Either.Either<Place, string>

export const cacheScheme = "cache://"
export const diskScheme = "file://"

export const disk = (folder: string): DiskPlace => ({ _tag: "disk", folder })

const atHome = (folder: string): string => {
  const home = homedir()
  return folder === home || folder.startsWith(`${home}${nodePath.sep}`) ? `~${folder.slice(home.length)}` : folder
}

/** `refs/pr/3` stays readable, any other `/` in a revision is `%2F`. */
const formatRevision = (revision: string): string =>
  /^refs\/(?:pr\/\d+|convert\/[^/]+)$/.test(revision) ? revision : revision.replaceAll("/", "%2F")

/** Would the id's beginning be read as a type? Then the type is written out. */
const isTypeWord = (id: string): boolean => /^(?:(?:model|dataset|space|kernel|bucket)s?)(?:\/|$)/.test(id)

/** A cached repo with a bare name (`gpt2`) has an `@` behind it as soon as anything follows: `gpt2@/config.json`. */
const formatInside = ({ path, repo, revision }: Inside): string => {
  const type = repo.type === "model" && !isTypeWord(repo.id) ? "" : `${plural(repo.type)}/`
  const bare = RepoId.namespace(repo.id) === undefined && path !== ""
  const at = revision === undefined ? (bare ? "@" : "") : `@${formatRevision(revision)}`
  return `${type}${repo.id}${at}${path === "" ? "" : `/${path}`}`
}

/** As it is typed, and as the prompt shows it. */
export const format = (place: Place): string => {
  switch (place._tag) {
    case "disk":
      return atHome(place.folder)
    case "cache":
      return cacheScheme
    case "cached":
      return `${cacheScheme}${formatInside(place)}`
    case "repo":
      return `${HfUri.scheme}${formatInside(place)}`
  }
}

/** `a/../b` → `b`; above the root is the root, as everywhere. `out`: how often it went above. */
const normal = (path: string): { readonly path: string; readonly out: number } => {
  const parts: Array<string> = []
  let out = 0
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue
    if (part !== "..") parts.push(part)
    else if (parts.pop() === undefined) out++
  }
  return { path: parts.join("/"), out }
}

const inside = (place: RepoPlace | CachedPlace, text: string): Resolved => {
  const { out, path } = normal(text.startsWith("/") ? text : `${place.path}/${text}`)
  // Of a repo in the cache the folder above is the cache.
  if (place._tag === "cached" && out > 0 && !text.startsWith("/")) return inCache(path)
  const problem = path === "" ? undefined : RepoPath.problem(path)
  return problem === undefined ? Either.right({ ...place, path }) : Either.left(problem)
}

const ofUri = (text: string, tag: "repo" | "cached"): Resolved =>
  Either.flatMap(
    Either.mapLeft(HfUri.parse(text), ({ reason }) => reason),
    (uri): Resolved =>
      uri._tag === "Bucket"
        ? Either.left("a bucket is no repository")
        : Either.right({ _tag: tag, repo: Repo.make(uri.type, uri.id), revision: uri.revision, path: uri.path })
  )

/** `gpt2`, `gpt2@REV/PATH`, `datasets/squad@/PATH`: names without a namespace, which only a cache has. */
const bare = (text: string): Resolved | undefined => {
  const first = text.slice(0, text.includes("/") ? text.indexOf("/") : text.length)
  const type = fromPlural(first)
  const body = type === undefined ? text : text.slice(first.length + 1)
  const [whole, name = "", at] = /^([^/@]+)(@|\/?$)/.exec(body) ?? []
  if (whole === undefined) return undefined
  return Either.gen(function* () {
    const id = yield* Either.mapLeft(RepoId.parse(name), ({ reason }) => reason)
    const place: CachedPlace = { _tag: "cached", repo: Repo.make(type ?? "model", id), revision: undefined, path: "" }
    const rest = body.slice(whole.length)
    if (at !== "@") return place
    const [, special, plain = "", path = ""] =
      /^(?:(refs\/(?:pr\/\d+|convert\/[^/]+))(?=\/|$)|([^/]*))(.*)$/s.exec(rest) ?? []
    const written = special ?? plain.replace(/%2F/gi, "/")
    const revision = written === "" ? undefined : yield* Either.mapLeft(Revision.parse(written), ({ reason }) => reason)
    return yield* inside({ ...place, revision }, `/${path}`)
  })
}

const inCache = (text: string): Resolved => {
  const rest = text.replace(/^\/+/, "")
  if (normal(rest).path === "") return Either.right({ _tag: "cache" })
  return bare(rest) ?? ofUri(`${HfUri.scheme}${rest}`, "cached")
}

const isHome = (text: string): boolean => text === "~" || text.startsWith("~/")

/** With the home folder for a `~`, where the word of a file begins with one. */
export const fileNamed = (text: string): string =>
  isHome(text) ? nodePath.resolve(homedir(), `.${text.slice(1)}`) : text

/**
 * What `text` names, seen from `place`: `hf://…` a repo, `cache://…` the cache, `file://…` and `~` this disk; in a repo `/` is its
 * root. Nothing is asked. `here`: the folder of this disk that relative `file://` paths begin in.
 */
export const resolve = (place: Place, text: string, here = process.cwd()): Resolved => {
  // A value that is empty by mistake (`rm -r $old`) is not the folder one is in.
  if (text === "") return Either.left("an empty word names no place; . is where you are")
  if (HfUri.isUri(text)) return ofUri(text, "repo")
  if (text.startsWith(cacheScheme)) return inCache(text.slice(cacheScheme.length))
  if (text.startsWith(diskScheme)) return Either.right(disk(nodePath.resolve(here, text.slice(diskScheme.length))))
  if (text.includes("\0")) return Either.left("it contains a NUL character")
  if (isHome(text)) return Either.right(disk(fileNamed(text)))
  if (place._tag === "disk") return Either.right(disk(nodePath.resolve(place.folder, text)))
  if (place._tag === "cache") return inCache(normal(text).path)
  return inside(place, text)
}

/** The two are the same repo at the same revision. */
export const isSameRepo = (a: Place, b: Place): boolean =>
  a._tag === "repo" &&
  b._tag === "repo" &&
  a.repo.type === b.repo.type &&
  a.repo.id === b.repo.id &&
  (a.revision ?? Revision.main) === (b.revision ?? Revision.main)

/** `path` below a place, as a word that names it from where `typed` was typed. */
export const below = (place: Place, typed: string, path: string): string => {
  if (typed === "" || typed === ".") return path
  if (place._tag === "cached" && place.path === "" && path !== "" && typed.startsWith(cacheScheme))
    return format({ ...place, path })
  return path === "" ? typed : typed.endsWith("/") ? `${typed}${path}` : `${typed}/${path}`
}
