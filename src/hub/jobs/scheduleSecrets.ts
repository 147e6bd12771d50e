/** Secrets of schedules have to outlive the Hub: a file each, for the Hub's user alone, gone with its schedule. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type HubStorageError, storage } from "../HubError.ts"
import { jobsDir } from "./folders.ts"
import type { Secrets } from "./StoredSpec.ts"

const folder = (dataDir: string): string => join(jobsDir(dataDir), "schedules")
const file = (dataDir: string, id: string): string => join(folder(dataDir), `${id}.json`)

const decode = Schema.decodeUnknown(Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.String })))

export const save = (dataDir: string, id: string, secrets: Secrets): Effect.Effect<void, HubStorageError> =>
  Effect.tryPromise({
    try: async () => {
      if (Object.keys(secrets).length === 0) return
      await mkdir(folder(dataDir), { recursive: true, mode: 0o700 })
      await writeFile(file(dataDir, id), JSON.stringify(secrets), { mode: 0o600 })
    },
    catch: storage("keep a schedule's secrets")
  })

export const load = (
  dataDir: string,
  id: string,
  names: ReadonlyArray<string>
): Effect.Effect<Secrets, HubStorageError> => {
  if (names.length === 0) return Effect.succeed({})
  const failed = storage("read a schedule's secrets")
  return Effect.tryPromise({ try: () => readFile(file(dataDir, id), "utf8"), catch: failed }).pipe(
    Effect.flatMap((text) => Effect.mapError(decode(text), failed))
  )
}

export const remove = (dataDir: string, id: string): Effect.Effect<void, HubStorageError> =>
  Effect.tryPromise({
    try: () => rm(file(dataDir, id), { force: true }),
    catch: storage("forget a schedule's secrets")
  })
