/** `hf cp` from one repo to another: what is large stays on the Hub, what is small goes through the cache. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as CommitPath from "../domain/CommitPath.ts"
import type { ListedFile } from "../domain/Content.ts"
import { EntryNotFound, type InvalidInput } from "../domain/errors.ts"
import * as Repo from "../domain/Repo.ts"
import type { RepoPath } from "../domain/RepoPath.ts"
import { plural } from "../domain/RepoType.ts"
import { type CommitHash, main, type Revision } from "../domain/Revision.ts"
import * as TreeListing from "../domain/TreeListing.ts"
import type { CommitAnswer } from "../domain/wire/Uploads.ts"
import { Cache } from "../services/Cache.ts"
import { Hub } from "../services/Hub.ts"
import { Progress } from "../services/Progress.ts"
import { type LocalFile, Workspace } from "../services/Workspace.ts"
import { resolveCommit } from "./downloadListing.ts"
import { downloadToCache } from "./downloadToCache.ts"
import type { Decided } from "./upload/decide.ts"
import { lines } from "./upload/lines.ts"

/** A file or folder of a repo; `folder`: it was written with a `/` at the end. */
export interface Place {
  readonly repo: Repo.Repo
  readonly revision?: Revision | undefined
  readonly path: string
  readonly folder: boolean
}

interface Copy {
  readonly file: ListedFile
  readonly to: RepoPath
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)

/** What stands at a path of a revision. */
const at = Effect.fnUntraced(function* (repo: Repo.Repo, revision: string, path: string) {
  if (path === "") return { type: "directory" } as const
  const { files } = yield* Hub
  const [entry] = yield* files.pathsInfo(repo, revision, [path])
  return entry
})

/** The files that are meant, with their paths below what was named; a single file has no such path. */
const sourceFiles = Effect.fnUntraced(function* (source: Place, commit: CommitHash) {
  const { files } = yield* Hub
  const entry = yield* at(source.repo, commit, source.path)
  if (entry?.type === "file" && "path" in entry) return { single: true, files: [yield* TreeListing.fromEntry(entry)] }
  const entries = yield* files.tree(source.repo, commit, { path: source.path, recursive: true }).pipe(
    Stream.filter(({ type }) => type === "file"),
    Stream.runCollect
  )
  return { single: false, files: yield* Effect.forEach(Chunk.toReadonlyArray(entries), TreeListing.fromEntry) }
})

/** `cp -r`: into a folder that is there, under its own name; a folder ending in `/` gives only what is in it. */
const targetOf = (source: Place, destination: Place, isFolder: boolean, exists: boolean, single: boolean) => {
  const { path } = destination
  if (single) return () => (isFolder ? CommitPath.below(path, nameOf(source.path)) : path)
  const nested = exists && source.path !== "" && !source.folder
  const base = nested ? CommitPath.below(path, nameOf(source.path)) : path
  const skip = source.path === "" ? 0 : source.path.length + 1
  return (file: string) => CommitPath.below(base, file.slice(skip))
}

/** Without those that are there already, with the very same content. */
const changed = Effect.fnUntraced(function* (copies: ReadonlyArray<Copy>, repo: Repo.Repo, revision: string) {
  const { files } = yield* Hub
  const present = yield* files.pathsInfo(
    repo,
    revision,
    copies.map(({ to }) => to)
  )
  const oids = new Map(present.map(({ oid, path }) => [path, oid]))
  return copies.filter(({ file, to }) => oids.get(to) !== file.blobId)
})

const stand = (size: number): LocalFile => ({ location: "", path: "", size, modified: 0 })

/** Large objects are named in the commit, contents of small files are part of it. */
const decided = Effect.fnUntraced(function* (copies: ReadonlyArray<Copy>, repo: Repo.Repo, commit: CommitHash) {
  const workspace = yield* Workspace
  const cache = (yield* Cache).repo(repo)
  const regular = copies.flatMap(({ file }) => (file.sha256 === undefined ? [file] : []))
  yield* Effect.scoped(
    Effect.gen(function* () {
      const bytes = regular.reduce((sum, { size }) => sum + size, 0)
      const progress = yield* (yield* Progress).task("Fetching", { files: regular.length, bytes })
      yield* downloadToCache(cache, { input: { repo }, commit, files: regular, progress })
    })
  )
  return yield* Effect.forEach(copies, ({ file, to }) =>
    Effect.gen(function* () {
      if (file.sha256 !== undefined)
        return {
          path: to,
          how: "lfs",
          oid: file.sha256,
          file: stand(file.size),
          copied: true
        } satisfies Decided as Decided
      const found = yield* workspace.locate(cache.entry(commit, file.path))
      const local = found.kind === "file" ? found.file : stand(file.size)
      return { path: to, how: "regular", file: local } satisfies Decided as Decided
    })
  )
})

/** Lets the destination's commits name the objects of another repo. */
const share = Effect.fnUntraced(function* (copies: ReadonlyArray<Copy>, from: Repo.Repo, to: Repo.Repo) {
  if (from.type === to.type && from.id === to.id) return
  const { lfs } = yield* Hub
  const objects = copies.flatMap(({ file: { path, sha256, xetHash } }) =>
    sha256 === undefined ? [] : [{ sha256, filename: path, ...(xetHash === undefined ? {} : { xetHash }) }]
  )
  yield* lfs.duplicate(from, to, objects)
})

/** Copies a file or a folder in one commit; `undefined` when everything is there already. */
export const copyFiles = Effect.fn("copyFiles")(function* (source: Place, destination: Place) {
  const hub = yield* Hub
  const revision = destination.revision ?? main
  const { commit } = yield* resolveCommit(source.repo, source.revision ?? main)
  const found = yield* sourceFiles(source, commit)
  if (found.files.length === 0)
    return yield* new EntryNotFound({
      url: Repo.apiPath(source.repo),
      method: "GET",
      status: 404,
      repoType: source.repo.type,
      repoId: source.repo.id,
      path: source.path
    })
  const there = yield* at(destination.repo, revision, destination.path)
  const exists = there?.type === "directory"
  const isFolder = exists || (there === undefined && destination.folder)
  const target = targetOf(source, destination, isFolder, exists, found.single)
  const copies = yield* Effect.forEach(
    found.files,
    (file): Effect.Effect<Copy, InvalidInput> => Effect.map(CommitPath.parse(target(file.path)), (to) => ({ file, to }))
  )
  const wanted = yield* changed(copies, destination.repo, revision)
  if (wanted.length === 0) {
    yield* Effect.logWarning("No files have been modified since last commit. Skipping to prevent empty commit.")
    return undefined
  }
  const workspace = yield* Workspace
  const files = yield* decided(wanted, source.repo, commit)
  yield* share(wanted, source.repo, destination.repo)
  const header = { summary: `Copy files from ${plural(source.repo.type)}/${source.repo.id}`, description: "" }
  const made: CommitAnswer = yield* hub.commits.create(
    destination.repo,
    revision,
    lines(workspace, header, [], files, () => Effect.void)
  )
  return made
})
