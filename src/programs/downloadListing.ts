/** From a revision's name to the files that are wanted: at most one question for the commit and one for its files. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { ListedFile } from "../domain/Content.ts"
import { type DiskError, EntryNotFound, InvalidInput } from "../domain/errors.ts"
import * as Repo from "../domain/Repo.ts"
import * as RepoPath from "../domain/RepoPath.ts"
import { type CommitHash, isCommitHash } from "../domain/Revision.ts"
import * as TreeListing from "../domain/TreeListing.ts"
import type { TreeEntry } from "../domain/wire/Tree.ts"
import { Hub } from "../services/Hub.ts"
import type { ClientError } from "../services/HubClients.ts"
import { Settings } from "../services/Settings.ts"
import type { Selection } from "./downloadInput.ts"

/** Remembers the listings of commits; the cache and a local folder each do. */
export interface TreeMemory {
  readonly readTree: (commit: CommitHash) => Effect.Effect<Option.Option<ReadonlyArray<ListedFile>>>
  readonly writeTree: (commit: CommitHash, files: ReadonlyArray<ListedFile>) => Effect.Effect<void, DiskError>
}

/** Info and listing of a gated repo are for everybody, its files are not: better known before anything is on disk. */
const meetGate = Effect.fnUntraced(function* (repo: Repo.Repo, revision: string) {
  const { repos } = yield* Hub
  const { commit, gated } = yield* repos.head(repo, revision)
  if (gated) yield* repos.checkAccess(repo)
  return { commit, requests: gated ? 2 : 1 }
})

/** The commit behind a revision; a full hash is one already. */
export const resolveCommit = (repo: Repo.Repo, revision: string) =>
  isCommitHash(revision) ? Effect.succeed({ commit: revision, requests: 0 }) : meetGate(repo, revision)

export interface Listing {
  readonly files: ReadonlyArray<ListedFile>
  readonly requests: number
  /** All files of the commit, when that is what was asked and none has a name that no disk may see. */
  readonly whole?: ReadonlyArray<ListedFile>
}

const isFile = (entry: TreeEntry): boolean => entry.type === "file"

const ask = Effect.fnUntraced(function* (
  repo: Repo.Repo,
  commit: CommitHash,
  selection: Selection
): Effect.fn.Return<Listing, ClientError | InvalidInput, Hub> {
  const hub = yield* Hub
  if (selection.exact !== undefined) {
    const entries = yield* hub.files.pathsInfo(repo, commit, selection.exact)
    const wanted = entries.filter((entry) => isFile(entry) && selection.matches(entry.path))
    return { files: yield* Effect.forEach(wanted, TreeListing.fromEntry), requests: 1 }
  }
  const entries = yield* Stream.runCollect(Stream.filter(hub.files.tree(repo, commit, { recursive: true }), isFile))
  const all = Chunk.toReadonlyArray(entries).map((entry) => ({ entry, file: TreeListing.fromEntry(entry) }))
  // A hostile name among the wanted ones ends everything here, before the first byte is written.
  const files = yield* Effect.forEach(
    all.filter(({ entry }) => selection.matches(entry.path)),
    ({ file }) => file
  )
  const whole = Either.getOrUndefined(Either.all(all.map(({ file }) => file)))
  return whole === undefined ? { files, requests: 1 } : { files, requests: 1, whole }
})

/** As {@link ask}, by someone who may have the files. */
const askAtGate = Effect.fnUntraced(function* (repo: Repo.Repo, commit: CommitHash, selection: Selection) {
  const { requests } = yield* meetGate(repo, commit)
  const listing = yield* ask(repo, commit, selection)
  return { ...listing, requests: listing.requests + requests }
})

/** The wanted files of a commit; `gateMet`: the Hub was asked for the commit already. Fails when something was asked for by name or pattern and there is none of it. */
export const listFiles = Effect.fnUntraced(function* (
  repo: Repo.Repo,
  commit: CommitHash,
  selection: Selection,
  memory: TreeMemory,
  gateMet: boolean
) {
  if (selection.single !== undefined) yield* RepoPath.parse(selection.single)
  const remembered = yield* memory.readTree(commit)
  const listing: Listing = Option.isSome(remembered)
    ? { files: remembered.value.filter((file) => selection.matches(file.path)), requests: 0 }
    : yield* gateMet ? ask(repo, commit, selection) : askAtGate(repo, commit, selection)
  if (listing.files.length > 0 || selection.asked === undefined) return listing
  if (selection.single !== undefined) {
    const { endpoint } = yield* Settings
    return yield* new EntryNotFound({
      url: `${endpoint}${Repo.resolvePath(repo, commit, selection.single)}`,
      method: "GET",
      status: 404,
      repoType: repo.type,
      repoId: repo.id,
      path: selection.single,
      commitHash: commit
    })
  }
  return yield* new InvalidInput({
    what: "pattern",
    value: selection.asked,
    reason: `no file of ${repo.type} '${repo.id}' matches`
  })
})
