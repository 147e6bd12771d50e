/** Branches, tags and pull requests of a repo, and what a revision means. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { HubStorageError } from "../HubError.ts"
import { sqlFailed } from "./Database.ts"
import * as Known from "./Known.ts"
import type { StoredRepo } from "./Repos.ts"

export const branch = (name: string): string => `refs/heads/${name}`
export const tag = (name: string): string => `refs/tags/${name}`
export const pullRequest = (number: number): string => `refs/pr/${number}`

export interface RefsShape {
  /** Full ref name → commit. */
  readonly all: (repo: StoredRepo) => Effect.Effect<ReadonlyMap<string, string>, HubStorageError>
  /**
   * The commit a revision names, or `undefined`: `HEAD`, branch, tag, full ref name, full hash, unique short hash (5 digits or
   * more), in this order.
   */
  readonly resolve: (repo: StoredRepo, revision: string) => Effect.Effect<string | undefined, HubStorageError>
  /**
   * Points a ref at a commit if it still points at `from` (`undefined`: does not exist yet). Answers whether it did. Joins the
   * caller's transaction, who then has to `forget` after it.
   */
  readonly compareAndSet: (
    repo: StoredRepo,
    name: string,
    from: string | undefined,
    to: string
  ) => Effect.Effect<boolean, HubStorageError>
  readonly remove: (repo: StoredRepo, name: string) => Effect.Effect<void, HubStorageError>
  /** Drops what is remembered, after a transaction that moved refs. */
  readonly forget: (repo: StoredRepo) => void
}

export class Refs extends Context.Tag("hf/hub/Refs")<Refs, RefsShape>() {}

/** The full name of the ref a revision names in `refs`, or `undefined` when it names none. */
const refName = (refs: ReadonlyMap<string, string>, revision: string): string | undefined =>
  revision === "HEAD"
    ? branch("main")
    : [branch(revision), tag(revision), revision].find((candidate) => refs.has(candidate))

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const known = Known.make<ReadonlyMap<string, string>>(50_000, (refs) => refs.size + 1)

  // A commit stays its repo's for as long as there is the repo, and files are asked for by commit, one after the other.
  const commits = Known.make<string>(50_000)

  const load = (repo: StoredRepo) =>
    sql<{ name: string; target: string }>`SELECT name, target FROM refs WHERE repo_id = ${repo.id} ORDER BY name`.pipe(
      Effect.map((rows): ReadonlyMap<string, string> => new Map(rows.map((row) => [row.name, row.target]))),
      sqlFailed("read refs")
    )
  const all: RefsShape["all"] = (repo) =>
    Effect.map(known.get(repo.id, load(repo)), (refs) => refs ?? new Map<string, string>())
  const forget: RefsShape["forget"] = (repo) => known.forget(repo.id)

  const byHash = (repo: StoredRepo, text: string) =>
    sql<{ oid: string }>`SELECT oid FROM repo_commits
      WHERE repo_id = ${repo.id} AND oid >= ${text} AND oid < ${`${text}g`} LIMIT 2`.pipe(
      Effect.map((rows) => (rows.length === 1 ? rows[0]?.oid : undefined)),
      sqlFailed("find a commit")
    )

  return Refs.of({
    all,
    forget,
    resolve: (repo, revision) =>
      Effect.flatMap(all(repo), (refs) => {
        const name = refName(refs, revision)
        if (name !== undefined) return Effect.succeed(refs.get(name))
        if (/^[0-9a-f]{40}$/.test(revision)) return commits.get(`${repo.id}/${revision}`, byHash(repo, revision))
        return /^[0-9a-f]{5,39}$/.test(revision) ? byHash(repo, revision) : Effect.succeed(undefined)
      }),
    compareAndSet: (repo, name, from, to) =>
      (from === undefined
        ? sql`INSERT INTO refs (repo_id, name, target) VALUES (${repo.id}, ${name}, ${to})
            ON CONFLICT (repo_id, name) DO NOTHING RETURNING name`
        : sql`UPDATE refs SET target = ${to} WHERE repo_id = ${repo.id} AND name = ${name} AND target = ${from}
            RETURNING name`
      ).pipe(
        Effect.map((rows) => rows.length === 1),
        sql.withTransaction,
        sqlFailed("move a ref"),
        Effect.ensuring(Effect.sync(() => forget(repo)))
      ),
    remove: (repo, name) =>
      sql`DELETE FROM refs WHERE repo_id = ${repo.id} AND name = ${name}`.pipe(
        sql.withTransaction,
        Effect.asVoid,
        sqlFailed("delete a ref"),
        Effect.ensuring(Effect.sync(() => forget(repo)))
      )
  })
})

export const layer = Layer.effect(Refs, make)
