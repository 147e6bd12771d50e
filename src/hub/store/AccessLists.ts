/** Who asked for the files of gated repos, and what became of it. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { AccessStatus } from "../../domain/wire/Access.ts"
import type { HubStorageError } from "../HubError.ts"
import { sqlFailed } from "./Database.ts"
import * as Ids from "./Ids.ts"
import type { StoredRepo } from "./Repos.ts"

interface Asked {
  readonly accountId: string
  /** When it got its status: ISO 8601. */
  readonly at: string
}

type Repo = Pick<StoredRepo, "id">

export interface AccessListsShape {
  /** Where an account stands; `undefined`: it never asked. */
  readonly status: (repo: Repo, accountId: string) => Effect.Effect<AccessStatus | undefined, HubStorageError>
  readonly set: (repo: Repo, accountId: string, status: AccessStatus) => Effect.Effect<void, HubStorageError>
  /** As if it had never asked. */
  readonly remove: (repo: Repo, accountId: string) => Effect.Effect<void, HubStorageError>
  /** Newest first. */
  readonly list: (repo: Repo, status: AccessStatus) => Effect.Effect<ReadonlyArray<Asked>, HubStorageError>
}

export class AccessLists extends Context.Tag("hf/hub/AccessLists")<AccessLists, AccessListsShape>() {}

const make = Effect.map(SqlClient.SqlClient, (sql) =>
  AccessLists.of({
    status: (repo, accountId) =>
      sql<{
        status: AccessStatus
      }>`SELECT status FROM access WHERE repo_id = ${repo.id} AND account_id = ${accountId}`.pipe(
        Effect.map(([row]) => row?.status),
        sqlFailed("read an access list")
      ),
    set: (repo, accountId, status) =>
      Effect.flatMap(
        Ids.timestamp,
        (
          now
        ) => sql`INSERT INTO access (repo_id, account_id, status, at) VALUES (${repo.id}, ${accountId}, ${status}, ${now})
          ON CONFLICT (repo_id, account_id) DO UPDATE SET status = excluded.status, at = excluded.at`
      ).pipe(sql.withTransaction, Effect.asVoid, sqlFailed("change an access list")),
    remove: (repo, accountId) =>
      sql`DELETE FROM access WHERE repo_id = ${repo.id} AND account_id = ${accountId}`.pipe(
        sql.withTransaction,
        Effect.asVoid,
        sqlFailed("change an access list")
      ),
    list: (repo, status) =>
      sql<{ account_id: string; at: string }>`SELECT account_id, at FROM access
        WHERE repo_id = ${repo.id} AND status = ${status} ORDER BY at DESC, account_id`.pipe(
        Effect.map((rows) => rows.map((row): Asked => ({ accountId: row.account_id, at: row.at }))),
        sqlFailed("read an access list")
      )
  })
)

export const layer = Layer.effect(AccessLists, make)
