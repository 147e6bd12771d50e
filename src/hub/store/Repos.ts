/** The repos there are. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { RepoType } from "../../domain/RepoType.ts"
import type { Gated, Visibility } from "../../domain/wire/Repos.ts"
import type { HubStorageError } from "../HubError.ts"
import { sqlFailed } from "./Database.ts"
import * as Ids from "./Ids.ts"
import * as Known from "./Known.ts"

export interface StoredRepo {
  readonly id: string
  readonly type: RepoType
  readonly namespace: string
  readonly name: string
  readonly visibility: Visibility
  readonly gated: Gated
  readonly disabled: boolean
  readonly sdk: string | undefined
  readonly discussionsDisabled: boolean
  readonly creatorId: string
  readonly createdAt: string
  readonly updatedAt: string
}

export const fullName = (repo: StoredRepo): string => `${repo.namespace}/${repo.name}`

export interface RepoRow {
  readonly id: string
  readonly type: RepoType
  readonly namespace: string
  readonly name: string
  readonly visibility: Visibility
  readonly gated: "false" | "auto" | "manual"
  readonly disabled: number
  readonly sdk: string | null
  readonly discussions_disabled: number
  readonly creator_id: string
  readonly created_at: string
  readonly updated_at: string
}

export const fromRow = (row: RepoRow): StoredRepo => ({
  id: row.id,
  type: row.type,
  namespace: row.namespace,
  name: row.name,
  visibility: row.visibility,
  gated: row.gated === "false" ? false : row.gated,
  disabled: row.disabled === 1,
  sdk: row.sdk ?? undefined,
  discussionsDisabled: row.discussions_disabled === 1,
  creatorId: row.creator_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at
})

/** Names are unique whatever their case. */
const repoKey = (type: RepoType, namespace: string, name: string): string =>
  `${type}:${namespace}/${name}`.toLowerCase()

export interface NewRepo {
  readonly type: RepoType
  readonly namespace: string
  readonly name: string
  readonly visibility: Visibility
  /** Default: not. */
  readonly gated?: Gated
  readonly sdk: string | undefined
  readonly creatorId: string
}

interface ListQuery {
  readonly type: RepoType
  readonly author: string | undefined
  readonly search: ReadonlyArray<string>
}

/** Another repo is called so, perhaps only since a moment ago: nothing was written. */
export class NameTaken extends Data.TaggedError("NameTaken")<{ readonly existing: StoredRepo }> {}

export interface ReposShape {
  readonly find: (
    type: RepoType,
    namespace: string,
    name: string
  ) => Effect.Effect<StoredRepo | undefined, HubStorageError>
  /** Where a repo went that was called so once. */
  readonly moved: (
    type: RepoType,
    namespace: string,
    name: string
  ) => Effect.Effect<StoredRepo | undefined, HubStorageError>
  /** Newest first. */
  readonly list: (query: ListQuery) => Effect.Effect<ReadonlyArray<StoredRepo>, HubStorageError>
  /** To be run inside the caller's transaction. */
  readonly insert: (repo: NewRepo) => Effect.Effect<StoredRepo, HubStorageError | NameTaken>
  /** A new repo with the branches, tags and history of `source`, and all its objects; its pull requests stay behind. */
  readonly duplicate: (source: StoredRepo, repo: NewRepo) => Effect.Effect<StoredRepo, HubStorageError | NameTaken>
  readonly remove: (repo: StoredRepo) => Effect.Effect<void, HubStorageError>
  readonly move: (repo: StoredRepo, namespace: string, name: string) => Effect.Effect<void, HubStorageError | NameTaken>
  readonly update: (
    repo: StoredRepo,
    settings: Partial<Pick<StoredRepo, "visibility" | "gated" | "discussionsDisabled">>
  ) => Effect.Effect<StoredRepo, HubStorageError>
  readonly hasObject: (repo: Pick<StoredRepo, "id">, sha256: string) => Effect.Effect<boolean, HubStorageError>
  readonly addObject: (repo: Pick<StoredRepo, "id">, sha256: string) => Effect.Effect<void, HubStorageError>
  /** Drops what is remembered about the repo after a change made elsewhere. */
  readonly forget: (repo: StoredRepo) => void
}

export class Repos extends Context.Tag("hf/hub/Repos")<Repos, ReposShape>() {}

// Everything a repo owns; objects and blobs are shared and stay.
const owned = ["refs", "repo_commits", "repo_objects", "access", "redirects", "collection_items"]

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const known = Known.make<StoredRepo>(10_000)
  const keyOf = (repo: StoredRepo) => repoKey(repo.type, repo.namespace, repo.name)
  const forget = (repo: StoredRepo) => known.forget(keyOf(repo))

  const find: ReposShape["find"] = (type, namespace, name) => {
    const key = repoKey(type, namespace, name)
    const load = sql<RepoRow>`SELECT * FROM repos WHERE repo_key = ${key}`.pipe(
      Effect.map(([row]) => (row === undefined ? undefined : fromRow(row))),
      sqlFailed("find a repo")
    )
    return known.get(key, load)
  }

  /** Inside a transaction: nobody takes the name between this and what follows. */
  const mustBeFree = (key: string, id: string) =>
    Effect.flatMap(sql<RepoRow>`SELECT * FROM repos WHERE repo_key = ${key} AND id <> ${id}`, ([row]) =>
      row === undefined ? Effect.void : new NameTaken({ existing: fromRow(row) })
    )

  const insert = (repo: NewRepo) =>
    Effect.gen(function* () {
      const id = yield* Ids.objectId
      const now = yield* Ids.timestamp
      const key = repoKey(repo.type, repo.namespace, repo.name)
      yield* mustBeFree(key, id)
      yield* sql`DELETE FROM redirects WHERE repo_key = ${key}`
      const row = {
        id,
        type: repo.type,
        namespace: repo.namespace,
        name: repo.name,
        visibility: repo.visibility,
        gated: repo.gated || ("false" as const),
        disabled: 0,
        sdk: repo.sdk ?? null,
        discussions_disabled: 0,
        creator_id: repo.creatorId,
        created_at: now,
        updated_at: now
      }
      yield* sql`INSERT INTO repos ${sql.insert({ ...row, repo_key: key, last_number: 0 })}`
      return fromRow(row)
    })

  return Repos.of({
    find,
    forget,
    moved: (type, namespace, name) =>
      sql<RepoRow>`SELECT repos.* FROM redirects JOIN repos ON repos.id = redirects.repo_id
        WHERE redirects.repo_key = ${repoKey(type, namespace, name)}`.pipe(
        Effect.map(([row]) => (row === undefined ? undefined : fromRow(row))),
        sqlFailed("find a repo")
      ),
    list: ({ author, search, type }) =>
      sql<RepoRow>`SELECT * FROM repos WHERE ${sql.and([
        sql`type = ${type}`,
        ...(author === undefined ? [] : [sql`LOWER(namespace) = ${author.toLowerCase()}`])
      ])} ORDER BY created_at DESC, id DESC`.pipe(
        Effect.map((rows) => {
          const words = search.map((word) => word.toLowerCase())
          return rows.map(fromRow).filter((repo) => words.every((word) => fullName(repo).toLowerCase().includes(word)))
        }),
        sqlFailed("list repos")
      ),
    insert: (repo) => sqlFailed("create a repo")(insert(repo)),
    duplicate: (source, fresh) =>
      Effect.gen(function* () {
        const repo = yield* insert(fresh)
        yield* sql`INSERT INTO refs (repo_id, name, target) SELECT ${repo.id}, name, target FROM refs
          WHERE repo_id = ${source.id} AND (name LIKE 'refs/heads/%' OR name LIKE 'refs/tags/%')`
        // What no branch or tag leads to stays unknown there.
        yield* sql`INSERT INTO repo_commits (repo_id, oid) WITH RECURSIVE walk (oid) AS (
            SELECT target FROM refs WHERE repo_id = ${repo.id}
            UNION SELECT c.parent FROM walk JOIN commits c ON c.oid = walk.oid WHERE c.parent IS NOT NULL)
          SELECT ${repo.id}, oid FROM walk`
        yield* sql`INSERT INTO repo_objects (repo_id, sha256) SELECT ${repo.id}, sha256 FROM repo_objects
          WHERE repo_id = ${source.id}`
        return repo
      }).pipe(sql.withTransaction, sqlFailed("duplicate a repo")),
    remove: (repo) =>
      Effect.gen(function* () {
        for (const table of owned) yield* sql`DELETE FROM ${sql(table)} WHERE repo_id = ${repo.id}`
        yield* sql`DELETE FROM repos WHERE id = ${repo.id}`
      }).pipe(sql.withTransaction, sqlFailed("delete a repo"), Effect.ensuring(Effect.sync(() => forget(repo)))),
    move: (repo, namespace, name) =>
      Effect.gen(function* () {
        const key = repoKey(repo.type, namespace, name)
        const now = yield* Ids.timestamp
        yield* mustBeFree(key, repo.id)
        yield* sql`DELETE FROM redirects WHERE repo_key = ${key}`
        yield* sql`UPDATE repos SET namespace = ${namespace}, name = ${name}, repo_key = ${key}, updated_at = ${now}
          WHERE id = ${repo.id}`
        if (key !== keyOf(repo))
          yield* sql`INSERT INTO redirects (repo_key, repo_id) VALUES (${keyOf(repo)}, ${repo.id})
            ON CONFLICT (repo_key) DO UPDATE SET repo_id = excluded.repo_id`
      }).pipe(sql.withTransaction, sqlFailed("move a repo"), Effect.ensuring(Effect.sync(() => forget(repo)))),
    update: (repo, settings) =>
      Effect.gen(function* () {
        const next = { ...repo, ...settings, updatedAt: yield* Ids.timestamp }
        yield* sql`UPDATE repos SET visibility = ${next.visibility}, gated = ${String(next.gated)},
          discussions_disabled = ${next.discussionsDisabled ? 1 : 0}, updated_at = ${next.updatedAt} WHERE id = ${repo.id}`
        return next
      }).pipe(sql.withTransaction, sqlFailed("change a repo"), Effect.ensuring(Effect.sync(() => forget(repo)))),
    hasObject: (repo, sha256) =>
      sql`SELECT sha256 FROM repo_objects WHERE repo_id = ${repo.id} AND sha256 = ${sha256}`.pipe(
        Effect.map((rows) => rows.length > 0),
        sqlFailed("find an object")
      ),
    addObject: (repo, sha256) =>
      sql`INSERT INTO repo_objects (repo_id, sha256) VALUES (${repo.id}, ${sha256})
        ON CONFLICT (repo_id, sha256) DO NOTHING`.pipe(
        sql.withTransaction,
        Effect.asVoid,
        sqlFailed("record an object")
      )
  })
})

export const layer = Layer.effect(Repos, make)
