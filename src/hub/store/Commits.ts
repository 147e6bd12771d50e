/** Writing history: every commit is one transaction, visible as a whole or not at all. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Account } from "../accounts/Accounts.ts"
import type { HubStorageError } from "../HubError.ts"
import { BlobStore } from "./BlobStore.ts"
import { sqlFailed } from "./Database.ts"
import * as GitObject from "./git/GitObject.ts"
import * as LfsRules from "./LfsRules.ts"
import { type BlobFacts, type CommitFacts, chunked, Objects } from "./Objects.ts"
import * as Refs from "./Refs.ts"
import { type NameTaken, type NewRepo, Repos, type StoredRepo } from "./Repos.ts"
import * as TreeEdit from "./TreeEdit.ts"

interface Message {
  readonly title: string
  readonly body: string
}

/** The branch is no longer where it was looked at. */
export class HeadMoved extends Schema.TaggedError<HeadMoved>()("HeadMoved", {
  ref: Schema.String,
  head: Schema.optional(Schema.String)
}) {}

export interface NewCommit extends Message {
  readonly author: Account
  readonly repo: StoredRepo
  readonly changes: ReadonlyArray<TreeEdit.Change>
}

/** What has been laid out but not yet written. */
interface Draft {
  readonly commit: CommitFacts
  readonly data: Buffer
  readonly trees: TreeEdit.EditedTree["trees"]
  readonly blobs: ReadonlyArray<BlobFacts>
}

export interface CommitsShape {
  /**
   * Adds a commit to the ref. `expected`: the only head it may be added to; otherwise it goes on top of whatever is there.
   * Fails with HeadMoved when that is not so; nothing is written then.
   */
  readonly append: (
    ref: string,
    commit: NewCommit,
    expected: string | undefined
  ) => Effect.Effect<CommitFacts, HubStorageError | TreeEdit.ChangeRefused | HeadMoved>
  /** Adds a commit on top of `base` under a new `refs/pr/N`; answers N too. */
  readonly open: (
    commit: NewCommit,
    base: string
  ) => Effect.Effect<
    { readonly commit: CommitFacts; readonly number: number },
    HubStorageError | TreeEdit.ChangeRefused
  >
  /** Makes the ref (existing: `from`) point at a new commit without parents that holds `tree`. */
  readonly root: (
    ref: string,
    repo: StoredRepo,
    author: Account,
    message: Message,
    tree: string,
    from: string | undefined
  ) => Effect.Effect<CommitFacts, HubStorageError | HeadMoved>
  /** Makes a repo with its first commit on `main`: there is never one without the other. */
  readonly create: (
    repo: NewRepo,
    author: Account,
    message: Message,
    files: ReadonlyArray<TreeEdit.Change>
  ) => Effect.Effect<StoredRepo, HubStorageError | TreeEdit.ChangeRefused | NameTaken>
}

export class Commits extends Context.Tag("hf/hub/Commits")<Commits, CommitsShape>() {}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const objects = yield* Objects
  const blobs = yield* BlobStore
  const refs = yield* Refs.Refs
  const repos = yield* Repos
  // One at a time: reading the head, laying out trees and moving the head belong together.
  const turn = yield* Effect.makeSemaphore(1)

  const draft = Effect.fnUntraced(function* (
    author: Account,
    message: Message,
    tree: TreeEdit.EditedTree,
    blobs: ReadonlyArray<BlobFacts>,
    parent: CommitFacts | undefined
  ) {
    const millis = yield* Clock.currentTimeMillis
    const data = GitObject.encodeCommit({
      tree: tree.root,
      parents: parent === undefined ? [] : [parent.oid],
      author: author.name,
      email: author.email ?? `${author.name}@users.noreply.hf.co`,
      seconds: Math.floor(millis / 1000),
      ...message
    })
    const commit: CommitFacts = {
      oid: GitObject.oid("commit", data),
      tree: tree.root,
      parent: parent?.oid ?? null,
      author: author.name,
      ...message,
      date: new Date(millis).toISOString(),
      depth: parent === undefined ? 0 : parent.depth + 1
    }
    return { commit, data, trees: tree.trees, blobs } satisfies Draft
  })

  const put = (table: string, rows: ReadonlyArray<Record<string, unknown>>) =>
    Effect.forEach(
      chunked(rows, 100),
      (some) => sql`INSERT INTO ${sql(table)} ${sql.insert(some)} ON CONFLICT DO NOTHING`,
      { discard: true }
    )

  /** Inside a transaction. Everything here may be there already: same content, same name. */
  const save = Effect.fnUntraced(function* (repo: StoredRepo, { blobs, commit, data, trees }: Draft) {
    const { date, oid, ...facts } = commit
    yield* put("blobs", [...new Map(blobs.map((blob) => [blob.oid, { ...blob, lfs: blob.lfs ? 1 : 0 }])).values()])
    yield* put("objects", [
      ...trees.map((tree) => ({ oid: tree.oid, kind: "tree", data: tree.data })),
      { oid, kind: "commit", data }
    ])
    yield* put("commits", [{ oid, ...facts, created_at: date }])
    yield* put("repo_commits", [{ repo_id: repo.id, oid }])
    yield* sql`UPDATE repos SET updated_at = ${date} WHERE id = ${repo.id}`
  })

  const transaction =
    (repo: StoredRepo, operation: string) =>
    <A, E>(effect: Effect.Effect<A, E>) =>
      effect.pipe(
        sql.withTransaction,
        sqlFailed(operation),
        Effect.ensuring(
          Effect.sync(() => {
            refs.forget(repo)
            repos.forget(repo)
          })
        )
      )

  const blobsOf = (changes: ReadonlyArray<TreeEdit.Change>) =>
    changes.flatMap((change) => (change._tag === "Put" ? [change.blob] : []))

  const layOut = Effect.fnUntraced(function* (commit: NewCommit, head: string) {
    const parent = yield* objects.commit(head)
    const changes = yield* LfsRules.complete(objects, blobs, parent.tree, commit.changes)
    const tree = yield* TreeEdit.apply(objects, parent.tree, changes)
    const message = { title: commit.title, body: commit.body }
    return yield* draft(commit.author, message, tree, blobsOf(changes), parent)
  })

  const append: CommitsShape["append"] = Effect.fn("Commits.append")(function* (ref, commit, expected) {
    const head = (yield* refs.all(commit.repo)).get(ref)
    if (head === undefined || (expected !== undefined && head !== expected)) return yield* new HeadMoved({ ref, head })
    const laid = yield* layOut(commit, head)
    yield* Effect.gen(function* () {
      yield* save(commit.repo, laid)
      const moved = yield* refs.compareAndSet(commit.repo, ref, head, laid.commit.oid)
      if (!moved) return yield* new HeadMoved({ ref, head: undefined })
    }).pipe(transaction(commit.repo, "commit"))
    return laid.commit
  }, turn.withPermits(1))

  const open: CommitsShape["open"] = Effect.fn("Commits.open")(function* (commit, base) {
    const laid = yield* layOut(commit, base)
    const number = yield* Effect.gen(function* () {
      yield* save(commit.repo, laid)
      const rows = yield* sql<{ last_number: number }>`UPDATE repos SET last_number = last_number + 1
        WHERE id = ${commit.repo.id} RETURNING last_number`
      const next = rows[0]?.last_number ?? 1
      yield* refs.compareAndSet(commit.repo, Refs.pullRequest(next), undefined, laid.commit.oid)
      return next
    }).pipe(transaction(commit.repo, "open a pull request"))
    return { commit: laid.commit, number }
  }, turn.withPermits(1))

  const root: CommitsShape["root"] = Effect.fn("Commits.root")(function* (ref, repo, author, message, tree, from) {
    const laid = yield* draft(author, message, { root: tree, trees: [] }, [], undefined)
    yield* Effect.gen(function* () {
      yield* save(repo, laid)
      const moved = yield* refs.compareAndSet(repo, ref, from, laid.commit.oid)
      if (!moved) return yield* new HeadMoved({ ref, head: undefined })
    }).pipe(transaction(repo, "commit"))
    return laid.commit
  }, turn.withPermits(1))

  const create: CommitsShape["create"] = Effect.fn("Commits.create")(function* (fresh, author, message, files) {
    const tree = yield* TreeEdit.apply(objects, GitObject.emptyTree, files)
    const laid = yield* draft(author, message, tree, blobsOf(files), undefined)
    return yield* Effect.gen(function* () {
      const repo = yield* repos.insert(fresh)
      yield* save(repo, laid)
      yield* refs.compareAndSet(repo, Refs.branch("main"), undefined, laid.commit.oid)
      return repo
    }).pipe(sql.withTransaction, sqlFailed("create a repo"))
  }, turn.withPermits(1))

  return Commits.of({ append, open, root, create })
})

export const layer = Layer.effect(Commits, make)
