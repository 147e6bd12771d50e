/** What the local cache holds, as folders: its repos, and the files of a snapshot. Nobody is asked. */
import { basename, join } from "node:path"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { InvalidInput } from "../../../domain/errors.ts"
import * as Repo from "../../../domain/Repo.ts"
import * as RepoId from "../../../domain/RepoId.ts"
import * as Revision from "../../../domain/Revision.ts"
import * as Disk from "../../../layers/disk/Disk.ts"
import { readRepo } from "../../../layers/disk/inventory/scan.ts"
import type { CachedEntry, CachedRepo, CachedRevision } from "../../../services/CacheInventory.ts"
import { CacheInventory, placeOf } from "../../../services/CacheInventory.ts"
import { Settings } from "../../../services/Settings.ts"
import { withCache } from "../../LocalCache.ts"
import { Misuse } from "../../Misuse.ts"
import * as Place from "../Place.ts"
import type { Entry } from "./Entry.ts"
import { bytesAt } from "./onDisk.ts"

const absent = (place: Place.CachedPlace, reason: string) =>
  new InvalidInput({ what: "cached place", value: Place.format(place), reason })

/** A hash, or enough of one; or the name of a ref. */
const isNamed = (revision: CachedRevision, name: string): boolean =>
  revision.refs.includes(name) ||
  revision.commit === name ||
  (/^[0-9a-f]{4,}$/.test(name) && revision.commit.startsWith(name))

const chosen = (repo: CachedRepo, name: string | undefined): CachedRevision | undefined => {
  const named = repo.revisions.filter((revision) => isNamed(revision, name ?? Revision.main))
  if (named.length === 1) return named[0]
  return name === undefined && repo.revisions.length === 1 ? repo.revisions[0] : undefined
}

const namesOf = (repo: CachedRepo): string =>
  repo.revisions.flatMap(({ commit, refs }) => [...refs, commit.slice(0, 7)]).join(", ")

/** The repo's folder, read; and of its snapshots the one that is meant. */
const snapshot = Effect.fnUntraced(function* (place: Place.CachedPlace) {
  const { cacheDir } = yield* Settings
  const folder = join(cacheDir, Repo.cacheFolder(place.repo))
  const repo = yield* Disk.attempt("read", folder, () => readRepo(cacheDir, folder)).pipe(
    Effect.mapError(({ detail }) =>
      absent(
        place,
        detail === "it is not a folder" ? `there is no ${place.repo.type} of that name in the cache` : detail
      )
    )
  )
  const revision = chosen(repo, place.revision)
  return revision === undefined
    ? yield* absent(
        place,
        `${place.revision === undefined ? "it has no main: name a revision behind @" : `the cache has no such revision`}; there are ${namesOf(repo)}`
      )
    : { repo, revision }
})

/** Where links are, a blob is named by what is in it. */
const digestOf = ({ blob }: CachedEntry, location: string): string | undefined =>
  blob.path !== location && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(basename(blob.path))
    ? basename(blob.path)
    : undefined

const fileOf = (revision: CachedRevision, entry: CachedEntry, path: string): Entry => {
  const location = placeOf(revision, entry)
  const digest = digestOf(entry, location)
  return {
    path,
    type: "file",
    size: entry.blob.size,
    digest,
    large: digest?.length === 64,
    key: entry.blob.payload ?? entry.blob.path,
    bytes: (start) => bytesAt(location, start)
  }
}

const folderAt = (path: string): Entry => ({
  path,
  type: "directory",
  size: 0,
  digest: undefined,
  large: false,
  key: undefined,
  bytes: () => Stream.empty
})

/** The absolute path of what stands there, links and all. */
export const locationOf = (place: Place.CachedPlace) =>
  Effect.map(snapshot(place), ({ revision }) => join(revision.folder, ...place.path.split("/")))

export const at = Effect.fnUntraced(function* (place: Place.CachedPlace) {
  const { revision } = yield* snapshot(place)
  if (place.path === "") return folderAt("")
  const file = revision.entries.find(({ path }) => path === place.path)
  if (file !== undefined) return fileOf(revision, file, "")
  if (revision.entries.some(({ path }) => path.startsWith(`${place.path}/`))) return folderAt("")
  return yield* absent(place, "the cache has no such file; what is not cached is below hf://")
})

/** Files and the folders they imply, sorted; `recursive`: not only the first step. */
function* entriesOf(revision: CachedRevision, folder: string, recursive: boolean): Generator<Entry> {
  const start = folder === "" ? "" : `${folder}/`
  const told = new Set<string>()
  const entries = revision.entries.filter(({ path }) => path.startsWith(start))
  for (const entry of entries.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const path = entry.path.slice(start.length)
    const names = path.split("/")
    for (let depth = 1; depth < names.length && (recursive || depth === 1); depth++) {
      const above = names.slice(0, depth).join("/")
      if (told.has(above)) continue
      told.add(above)
      yield folderAt(above)
    }
    if (recursive || names.length === 1) yield fileOf(revision, entry, path)
  }
}

export const below = (place: Place.CachedPlace, recursive: boolean) =>
  Stream.unwrap(
    Effect.map(snapshot(place), ({ revision }) => Stream.fromIterable(entriesOf(revision, place.path, recursive)))
  )

export const inventory = withCache(Effect.flatMap(CacheInventory, ({ scan }) => scan()))

/** `datasets/org/name@rev`, as it is typed behind `cache://`; a revision where there are several, or no `main`. */
const nameOfRevision = (repo: CachedRepo, { commit, refs }: CachedRevision) =>
  Effect.gen(function* () {
    const id = yield* RepoId.parse(repo.id)
    const name = refs.includes(Revision.main) ? Revision.main : (refs[0] ?? commit)
    const revision = yield* Revision.parse(name)
    const place = { _tag: "cached", repo: Repo.make(repo.type, id), revision, path: "" } as const
    return Place.format(place).slice(Place.cacheScheme.length)
  })

/** The cache's repos as folders; `recursive`: every snapshot of each, with what is in it. */
export const all = (recursive: boolean) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { repos } = yield* inventory
      if (!recursive)
        return Stream.fromIterable(repos.map(({ id, type }) => folderAt(type === "model" ? id : `${type}s/${id}`)))
      const revisions = repos.flatMap((repo) => repo.revisions.map((revision) => ({ repo, revision })))
      return Stream.flatMap(Stream.fromIterable(revisions), ({ repo, revision }) =>
        Stream.unwrap(
          Effect.map(nameOfRevision(repo, revision), (name) =>
            Stream.concat(
              Stream.make(folderAt(name)),
              Stream.map(Stream.fromIterable(entriesOf(revision, "", true)), (entry) => ({
                ...entry,
                path: `${name}/${entry.path}`
              }))
            )
          )
        )
      )
    })
  )

export const readOnly = (place: Place.Place) =>
  new Misuse({ reason: `'${Place.format(place)}': the cache is only read here; \`cache rm\` takes things out of it` })
