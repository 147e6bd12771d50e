/** The metadata database: SQLite through @effect/sql, one file in the data folder. */

import { join } from "node:path"
import { pathToFileURL } from "node:url"
import * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import { type Client, createClient } from "@libsql/client/sqlite3"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { HubConfig } from "../HubConfig.ts"
import { type HubStorageError, storage } from "../HubError.ts"
import * as FolderLock from "./FolderLock.ts"
import { tables } from "./tables.ts"

/** Translates what the database threw and leaves other failures alone. */
export const sqlFailed =
  (operation: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, Exclude<E, SqlError> | HubStorageError, R> =>
    Effect.mapError(effect, (error) =>
      error instanceof SqlError ? storage(operation)(error) : (error as Exclude<E, SqlError>)
    )

const open = (url: string) =>
  Effect.acquireRelease(
    Effect.try({ try: () => createClient({ url, intMode: "number" }), catch: storage("open its database") }),
    (client) => Effect.sync(() => client.close())
  )

/**
 * Readers on one connection, transactions on another, both kept open. The stock client opens a new connection for every
 * transaction and never closes the old one: two file descriptors lost a commit (@libsql/client 0.12.0, measured).
 */
const twoConnections = (reader: Client, writer: Client): Client => ({
  closed: false,
  protocol: "file",
  execute: (statement) => reader.execute(statement),
  batch: (statements, mode) => reader.batch(statements, mode),
  migrate: (statements) => reader.migrate(statements),
  executeMultiple: (sql) => reader.executeMultiple(sql),
  sync: () => reader.sync(),
  close: () => {},
  transaction: async () => {
    await writer.execute("BEGIN IMMEDIATE")
    return {
      closed: false,
      execute: (statement) => writer.execute(statement),
      batch: async () => [],
      executeMultiple: (sql) => writer.executeMultiple(sql),
      commit: async () => {
        try {
          await writer.execute("COMMIT")
        } catch (cause) {
          // A full disk, say. The connection must not stay in the transaction: nobody could begin another.
          await writer.execute("ROLLBACK").catch(() => {})
          throw cause
        }
      },
      rollback: async () => {
        await writer.execute("ROLLBACK")
      },
      close: () => {}
    }
  }
})

/**
 * The only SQLite-only statements. Readers never wait for a writer. What was acknowledged survives the death of the process at
 * any moment; a power cut may take the last moments (small blobs are not synced one by one either) but leaves a sound database.
 */
const pragmas = ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"]

const migrate = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql.withTransaction(Effect.forEach(tables, (ddl) => sql.unsafe(ddl), { discard: true }))
}).pipe(sqlFailed("prepare its database"))

/** Locks the data folder, opens the database and makes its tables. */
export const layer = Layer.unwrapScoped(
  Effect.gen(function* () {
    const { dataDir } = yield* HubConfig
    yield* FolderLock.acquire(dataDir)
    const url = pathToFileURL(join(dataDir, "hub.db")).href
    const reader = yield* open(url)
    const writer = yield* open(url)
    for (const client of [reader, writer])
      for (const pragma of pragmas)
        yield* Effect.tryPromise({ try: () => client.execute(pragma), catch: storage("open its database") })
    const client = LibsqlClient.layer({ liveClient: twoConnections(reader, writer) })
    return Layer.effectDiscard(migrate).pipe(Layer.provideMerge(client))
  })
)
