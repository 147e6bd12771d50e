/** Reading history: the commits of a branch, and which one last changed a path. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { HubStorageError } from "../HubError.ts"
import { sqlFailed } from "./Database.ts"
import { type CommitFacts, Objects } from "./Objects.ts"
import * as Walk from "./Walk.ts"

export interface HistoryShape {
  /** `limit` commits from `head` on, newest first, after skipping `offset`. */
  readonly list: (
    head: string,
    offset: number,
    limit: number
  ) => Effect.Effect<ReadonlyArray<CommitFacts>, HubStorageError>
  /** For each path: the newest commit up to `head` in which its content changed. */
  readonly lastChanges: (
    head: CommitFacts,
    paths: ReadonlyArray<string>
  ) => Effect.Effect<ReadonlyMap<string, CommitFacts>, HubStorageError>
}

export class History extends Context.Tag("hf/hub/History")<History, HistoryShape>() {}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const objects = yield* Objects

  return History.of({
    list: (head, offset, limit) =>
      sql<{ oid: string }>`WITH RECURSIVE walk (oid, parent, place) AS (
          SELECT oid, parent, 0 FROM commits WHERE oid = ${head}
          UNION ALL
          SELECT c.oid, c.parent, walk.place + 1 FROM walk JOIN commits c ON c.oid = walk.parent
          WHERE walk.place + 1 < ${offset + limit})
        SELECT oid FROM walk WHERE place >= ${offset} ORDER BY place`.pipe(
        sqlFailed("read history"),
        Effect.flatMap((rows) => Effect.forEach(rows, (row) => objects.commit(row.oid)))
      ),
    lastChanges: (head, paths) =>
      Effect.gen(function* () {
        const found = new Map<string, CommitFacts>()
        const oidAt = (commit: CommitFacts, path: string) =>
          Effect.map(Walk.at(objects, commit.tree, path), (entry) => entry?.oid)
        let open = yield* Effect.forEach(paths, (path) => Effect.map(oidAt(head, path), (oid) => ({ path, oid })))
        let commit = head
        while (open.length > 0 && commit.parent !== null) {
          const parent = yield* objects.commit(commit.parent)
          // Same root: nothing changed in this commit, whatever the path.
          if (parent.tree !== commit.tree) {
            const still: typeof open = []
            for (const each of open) {
              if ((yield* oidAt(parent, each.path)) === each.oid) still.push(each)
              else found.set(each.path, commit)
            }
            open = still
          }
          commit = parent
        }
        for (const { path } of open) found.set(path, commit)
        return found
      })
  })
})

export const layer = Layer.effect(History, make)
