/** Buckets: files by path, without revisions. Their content is named by its Xet hash. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { HubStorageError } from "../HubError.ts"
import { sqlFailed } from "./Database.ts"
import * as Ids from "./Ids.ts"

export interface StoredBucket {
  readonly id: string
  readonly namespace: string
  readonly name: string
  readonly private: boolean
  readonly creatorId: string
  readonly createdAt: string
}

export interface BucketFile {
  readonly path: string
  /** As Xet names it. */
  readonly hash: string
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly mtime: number
  readonly contentType: string | undefined
  readonly uploadedAt: string
}

export interface Totals {
  readonly size: number
  readonly files: number
}

/** Its owner has one of that name; nothing was written. */
export class NameTaken extends Data.TaggedError("NameTaken")<{ readonly existing: StoredBucket }> {}

export interface BucketsShape {
  readonly find: (namespace: string, name: string) => Effect.Effect<StoredBucket | undefined, HubStorageError>
  /** By name. */
  readonly list: (namespace: string) => Effect.Effect<ReadonlyArray<StoredBucket>, HubStorageError>
  readonly create: (
    bucket: Pick<StoredBucket, "namespace" | "name" | "private" | "creatorId">
  ) => Effect.Effect<StoredBucket, HubStorageError | NameTaken>
  readonly setPrivate: (id: string, hidden: boolean) => Effect.Effect<void, HubStorageError>
  readonly remove: (id: string) => Effect.Effect<void, HubStorageError>
  readonly totals: (id: string) => Effect.Effect<Totals, HubStorageError>
  /** Files at `prefix` or below it, by path. */
  readonly files: (id: string, prefix: string) => Effect.Effect<ReadonlyArray<BucketFile>, HubStorageError>
  readonly file: (id: string, path: string) => Effect.Effect<BucketFile | undefined, HubStorageError>
  readonly put: (id: string, file: Omit<BucketFile, "uploadedAt">) => Effect.Effect<void, HubStorageError>
  readonly removeFile: (id: string, path: string) => Effect.Effect<void, HubStorageError>
}

export class Buckets extends Context.Tag("hf/hub/Buckets")<Buckets, BucketsShape>() {}

interface BucketRow {
  readonly id: string
  readonly namespace: string
  readonly name: string
  readonly private: number
  readonly creator_id: string
  readonly created_at: string
}

interface FileRow {
  readonly path: string
  readonly hash: string
  readonly sha256: string
  readonly size: number
  readonly mtime: number
  readonly content_type: string | null
  readonly uploaded_at: string
}

const bucketOf = ({ created_at, creator_id, id, name, namespace, private: hidden }: BucketRow): StoredBucket => ({
  id,
  namespace,
  name,
  private: hidden === 1,
  creatorId: creator_id,
  createdAt: created_at
})

const fileOf = ({ content_type, hash, mtime, path, sha256, size, uploaded_at }: FileRow): BucketFile => ({
  path,
  hash,
  sha256,
  size,
  mtime,
  contentType: content_type ?? undefined,
  uploadedAt: uploaded_at
})

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`.toLowerCase()

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const find = (namespace: string, name: string) =>
    Effect.map(sql<BucketRow>`SELECT * FROM buckets WHERE bucket_key = ${keyOf(namespace, name)}`, ([row]) =>
      row === undefined ? undefined : bucketOf(row)
    )

  return Buckets.of({
    find: (namespace, name) => sqlFailed("find a bucket")(find(namespace, name)),
    list: (namespace) =>
      sql<BucketRow>`SELECT * FROM buckets WHERE LOWER(namespace) = ${namespace.toLowerCase()} ORDER BY bucket_key`.pipe(
        Effect.map((rows) => rows.map(bucketOf)),
        sqlFailed("list buckets")
      ),
    create: ({ creatorId, name, namespace, private: hidden }) =>
      Effect.gen(function* () {
        const existing = yield* find(namespace, name)
        if (existing !== undefined) return yield* new NameTaken({ existing })
        const now = yield* Ids.timestamp
        const row = {
          id: yield* Ids.objectId,
          namespace,
          name,
          private: hidden ? 1 : 0,
          creator_id: creatorId,
          created_at: now
        }
        yield* sql`INSERT INTO buckets ${sql.insert({ ...row, bucket_key: keyOf(namespace, name), updated_at: now })}`
        return bucketOf(row)
      }).pipe(sql.withTransaction, sqlFailed("create a bucket")),
    setPrivate: (id, hidden) =>
      sqlFailed("change a bucket")(sql`UPDATE buckets SET private = ${hidden ? 1 : 0} WHERE id = ${id}`),
    remove: (id) =>
      sql`DELETE FROM bucket_files WHERE bucket_id = ${id}`.pipe(
        Effect.zipRight(sql`DELETE FROM buckets WHERE id = ${id}`),
        sql.withTransaction,
        sqlFailed("delete a bucket")
      ),
    totals: (id) =>
      sql<{ size: number | null; files: number }>`SELECT SUM(size) AS size, COUNT(*) AS files
        FROM bucket_files WHERE bucket_id = ${id}`.pipe(
        Effect.map(([row]) => ({ size: row?.size ?? 0, files: row?.files ?? 0 })),
        sqlFailed("count a bucket")
      ),
    files: (id, prefix) =>
      sql<FileRow>`SELECT * FROM bucket_files WHERE bucket_id = ${id}
        AND (${prefix} = '' OR path = ${prefix} OR (path >= ${`${prefix}/`} AND path < ${`${prefix}0`})) ORDER BY path`.pipe(
        Effect.map((rows) => rows.map(fileOf)),
        sqlFailed("list a bucket")
      ),
    file: (id, path) =>
      sql<FileRow>`SELECT * FROM bucket_files WHERE bucket_id = ${id} AND path = ${path}`.pipe(
        Effect.map(([row]) => (row === undefined ? undefined : fileOf(row))),
        sqlFailed("find a file")
      ),
    put: (id, { contentType, hash, mtime, path, sha256, size }) =>
      Effect.gen(function* () {
        const uploaded_at = yield* Ids.timestamp
        const row = { bucket_id: id, path, hash, sha256, size, mtime, content_type: contentType ?? null, uploaded_at }
        yield* sql`DELETE FROM bucket_files WHERE bucket_id = ${id} AND path = ${path}`
        yield* sql`INSERT INTO bucket_files ${sql.insert(row)}`
      }).pipe(sql.withTransaction, sqlFailed("keep a file")),
    removeFile: (id, path) =>
      sqlFailed("delete a file")(sql`DELETE FROM bucket_files WHERE bucket_id = ${id} AND path = ${path}`)
  })
})

export const layer = Layer.effect(Buckets, make)
