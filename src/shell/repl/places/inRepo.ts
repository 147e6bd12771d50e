/** Files of a repository on the Hub. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { EntryNotFound, IntegrityError } from "../../../domain/errors.ts"
import * as Repo from "../../../domain/Repo.ts"
import * as RepoPath from "../../../domain/RepoPath.ts"
import * as Revision from "../../../domain/Revision.ts"
import type { TreeEntry } from "../../../domain/wire/Tree.ts"
import { Hub } from "../../../services/Hub.ts"
import { Policies } from "../../../services/Policies.ts"
import type { RepoPlace } from "../Place.ts"
import { contentHasher } from "./digest.ts"
import type { Entry } from "./Entry.ts"
import { streamed, withHub } from "./hub.ts"

export const revisionOf = ({ revision }: RepoPlace): string => revision ?? Revision.main

/** The commit that the place's revision is now. */
export const commitOf = (place: RepoPlace) =>
  withHub(
    Effect.gen(function* () {
      const revision = revisionOf(place)
      if (Revision.isCommitHash(revision)) return revision
      const { repos } = yield* Hub
      return (yield* repos.head(place.repo, revision)).commit
    })
  )

/** The place at the commit it is now: what is read there stays the same however long it takes. */
export const pinned = (place: RepoPlace) =>
  Effect.map(commitOf(place), (commit): RepoPlace => ({ ...place, revision: Revision.make(commit) }))

/** A connection that breaks is taken up where it was, as long as something comes. */
const bytesOf = (place: RepoPlace, entry: TreeEntry, start: number) => {
  const from = (offset: number, tries: number): ReturnType<typeof open> => {
    let at = offset
    return open(offset).pipe(
      Stream.tap((piece) =>
        Effect.sync(() => {
          at += piece.length
        })
      ),
      Stream.catchAll((error) =>
        (error._tag === "NetworkError" || error._tag === "TimedOut") && at > offset && tries > 0
          ? from(at, tries - 1)
          : Stream.fail(error)
      )
    )
  }
  const open = (offset: number) =>
    Stream.unwrapScoped(
      Effect.gen(function* () {
        const { files } = yield* Hub
        const path = yield* RepoPath.parse(entry.path)
        const options = offset === 0 ? {} : { range: { start: offset } }
        const { body } = yield* files.open(place.repo, revisionOf(place), path, options)
        return body
      })
    )
  return Stream.unwrap(Effect.map(Policies, ({ retries }) => from(start, retries)))
}

/** Fails at the end unless the bytes were those that the listing announces; from the middle on only their number is known. */
const whole = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>, { path, size, digest }: Expected, start: number) =>
  Stream.suspend(() => {
    const hasher = start === 0 ? contentHasher(digest, size) : undefined
    let count = start
    const failed = (check: "size" | "sha256" | "git-sha1", expected: string, actual: string) =>
      Stream.fail(new IntegrityError({ path, check, expected, actual }))
    const check = Stream.suspend(() => {
      if (count !== size) return failed("size", String(size), String(count))
      const actual = hasher?.digest("hex") ?? digest
      return actual === digest ? Stream.empty : failed(digest.length === 64 ? "sha256" : "git-sha1", digest, actual)
    })
    const look = (piece: Uint8Array) =>
      Effect.sync(() => {
        count += piece.length
        hasher?.update(piece)
      })
    return Stream.concat(Stream.tap(bytes, look), check)
  })

interface Expected {
  readonly path: string
  readonly size: number
  readonly digest: string
}

const entryOf = (place: RepoPlace, entry: TreeEntry): Entry => {
  const isFile = entry.type === "file"
  const skip = entry.path === place.path || place.path === "" ? 0 : place.path.length + 1
  const size = entry.lfs?.size ?? entry.size
  const digest = entry.lfs?.oid ?? entry.oid
  return {
    path: entry.path === place.path ? "" : entry.path.slice(skip),
    type: entry.type,
    size: isFile ? size : 0,
    digest: isFile ? digest : undefined,
    large: entry.lfs !== undefined,
    key: undefined,
    bytes: (start = 0) => streamed(whole(bytesOf(place, entry, start), { path: entry.path, size, digest }, start))
  }
}

/** The Hub's own words for what stands at these paths of the place's repo. */
export const infoOf = (place: RepoPlace, paths: ReadonlyArray<string>) =>
  withHub(Effect.flatMap(Hub, ({ files }) => files.pathsInfo(place.repo, revisionOf(place), paths)))

export const missing = ({ path, repo }: RepoPlace) =>
  new EntryNotFound({
    url: Repo.apiPath(repo),
    method: "POST",
    status: 404,
    repoType: repo.type,
    repoId: repo.id,
    path
  })

const folder: Omit<Entry, "bytes"> = {
  path: "",
  type: "directory",
  size: 0,
  digest: undefined,
  large: false,
  key: undefined
}

export const at = (place: RepoPlace) =>
  Effect.gen(function* () {
    if (place.path === "") {
      // Asked for a full hash, too: nobody knows yet whether there is such a repo.
      yield* withHub(Effect.flatMap(Hub, ({ repos }) => repos.head(place.repo, revisionOf(place))))
      return { ...folder, bytes: () => Stream.empty } satisfies Entry as Entry
    }
    const [found] = yield* infoOf(place, [place.path])
    return found === undefined ? yield* missing(place) : entryOf(place, found)
  })

/** What is in a folder, page by page; of a file nothing. */
export const below = (place: RepoPlace, recursive: boolean) =>
  streamed(treeOf(place, recursive)).pipe(Stream.map((entry) => entryOf(place, entry)))

const treeOf = (place: RepoPlace, recursive: boolean) =>
  Stream.unwrap(
    Effect.map(Hub, ({ files }) =>
      files.tree(place.repo, revisionOf(place), place.path === "" ? { recursive } : { path: place.path, recursive })
    )
  )

/** Files below, as the Hub lists them; for those who copy them. */
export const listed = (place: RepoPlace) =>
  streamed(treeOf(place, true)).pipe(Stream.filter(({ type }) => type === "file"))
