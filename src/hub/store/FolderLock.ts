/** One Hub a data folder: a lock the operating system drops by itself when the process ends, however it ends. */

import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { createClient } from "@libsql/client/sqlite3"
import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import { DataFolderInUse, HubStorageError, storage } from "../HubError.ts"

/**
 * Creates `dataDir` (mode 0700) and holds it until the scope closes. The lock is SQLite's own on an otherwise empty file: Node
 * has no flock, and a file with a process id in it outlives a `kill -9`.
 */
export const acquire = (dataDir: string): Effect.Effect<void, DataFolderInUse | HubStorageError, Scope> =>
  Effect.gen(function* () {
    yield* Effect.tryPromise({
      try: () => mkdir(dataDir, { recursive: true, mode: 0o700 }),
      catch: storage(`create the data folder '${dataDir}'`)
    }).pipe(
      Effect.mapError((error) =>
        error.code === "EEXIST" || error.code === "ENOTDIR"
          ? new HubStorageError({ operation: error.operation, code: error.code, detail: "a file is in its place" })
          : error
      )
    )
    const client = yield* Effect.acquireRelease(
      Effect.try({
        try: () => createClient({ url: pathToFileURL(join(dataDir, "hub.lock")).href }),
        catch: storage(`open the data folder '${dataDir}'`)
      }),
      // Closing alone leaves the lock until the statements are collected as garbage.
      (client) =>
        Effect.promise(() =>
          client.execute("ROLLBACK").then(
            () => client.close(),
            () => client.close()
          )
        )
    )
    yield* Effect.tryPromise({
      try: () => client.execute("BEGIN EXCLUSIVE"),
      catch: storage(`lock the data folder '${dataDir}'`)
    }).pipe(Effect.mapError((error) => (error.code === "SQLITE_BUSY" ? new DataFolderInUse({ path: dataDir }) : error)))
  })
