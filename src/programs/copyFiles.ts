/** `hf cp` from one repo to another: what is large stays on the Hub, what is small goes through the cache. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as CommitPath from "../domain/CommitPath.ts"
import { EntryNotFound, type InvalidInput } from "../domain/errors.ts"
import * as Repo from "../domain/Repo.ts"
import { plural } from "../domain/RepoType.ts"
import { type CommitHash, main, type Revision } from "../domain/Revision.ts"
import * as TreeListing from "../domain/TreeListing.ts"
import type { CommitAnswer } from "../domain/wire/Uploads.ts"
import { Hub } from "../services/Hub.ts"
import { Workspace } from "../services/Workspace.ts"
import { resolveCommit } from "./downloadListing.ts"
import { type Copy, ready, share } from "./upload/copies.ts"
import { lines } from "./upload/lines.ts"

/** A file or folder of a repo; `folder`: it was written with a `/` at the end. */
export interface Place {
  readonly repo: Repo.Repo
  readonly revision?: Revision | undefined
  readonly path: string
  readonly folder: boolean
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
  const files = yield* ready(wanted, source.repo, commit)
  yield* share(wanted, source.repo, destination.repo)
  const header = { summary: `Copy files from ${plural(source.repo.type)}/${source.repo.id}`, description: "" }
  const made: CommitAnswer = yield* hub.commits.create(
    destination.repo,
    revision,
    lines(workspace, header, [], files, () => Effect.void)
  )
  return made
})
