/** Blobs as files below the data folder: `blobs/ab/cdef…`, put there by rename so that a name always means whole content. */

import { createHash, randomUUID } from "node:crypto"
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { open, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { HubConfig } from "../HubConfig.ts"
import { type HubStorageError, storage } from "../HubError.ts"
import { BlobMismatch, BlobStore, type BlobStoreShape, type StoredBlob } from "./BlobStore.ts"
import * as DiskFile from "./DiskFile.ts"
import { FileSlice } from "./FileSlice.ts"
import * as PartsHash from "./PartsHash.ts"

// Up to this size a synchronous call is cheaper than its trip through the thread pool.
const small = 64 * 1024

const describe = (blob: StoredBlob): string => `${blob.size} bytes with sha256 ${blob.sha256}`

/** Three system calls; readFileSync makes two more to learn the size. */
const readWhole = (path: string, size: number): Buffer => {
  const content = Buffer.allocUnsafe(size)
  const file = openSync(path, "r")
  try {
    for (let at = 0; at < size; ) {
      const count = readSync(file, content, at, size - at, at)
      if (count === 0) throw new Error(`${path} ends after ${at} of ${size} bytes`)
      at += count
    }
    return content
  } finally {
    closeSync(file)
  }
}

const make = Effect.gen(function* () {
  const { dataDir, uploadTtlMillis } = yield* HubConfig
  const blobs = join(dataDir, "blobs")
  const temporary = join(dataDir, "tmp")
  const uploads = join(dataDir, "uploads")
  const parts = PartsHash.make()
  yield* Effect.try({
    try: () => {
      // The folder is ours alone (locked): whatever is in tmp was left by a process that died.
      rmSync(temporary, { recursive: true, force: true })
      for (const folder of [blobs, temporary, uploads]) mkdirSync(folder, { recursive: true, mode: 0o700 })
      // In order, so that the last one being there says that all are.
      for (let i = 0; i < 256 && !existsSync(join(blobs, "ff")); i++)
        mkdirSync(join(blobs, i.toString(16).padStart(2, "0")), { recursive: true, mode: 0o700 })
    },
    catch: storage("prepare its data folder")
  })
  const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
  yield* Effect.try({
    try: () => {
      for (const name of readdirSync(uploads))
        if (now - statSync(join(uploads, name)).mtimeMs > uploadTtlMillis) rmSync(join(uploads, name))
    },
    catch: storage("remove abandoned uploads")
  })

  const pathOf = (sha256: string) => join(blobs, sha256.slice(0, 2), sha256.slice(2))
  const newTemporary = () => join(temporary, randomUUID())
  const uploadPath = (upload: string) => join(uploads, upload)

  const size: BlobStoreShape["size"] = (sha256) =>
    Effect.tryPromise({ try: () => stat(pathOf(sha256)), catch: storage("read a blob") }).pipe(
      Effect.map((stats): number | undefined => stats.size),
      Effect.catchIf(
        (error) => error.code === "ENOENT",
        () => Effect.succeed(undefined)
      )
    )

  const putSmall = (content: Uint8Array, path: string) =>
    Effect.try({
      try: () => {
        if (statSync(path, { throwIfNoEntry: false }) !== undefined) return
        const file = newTemporary()
        writeFileSync(file, content, { mode: 0o600, flag: "wx" })
        renameSync(file, path)
      },
      catch: storage("write a blob")
    })

  const putMedium = (content: Uint8Array, path: string) =>
    Effect.suspend(() => {
      const file = newTemporary()
      return Effect.tryPromise({
        try: () => writeFile(file, content, { mode: 0o600, flag: "wx" }).then(() => rename(file, path)),
        catch: storage("write a blob")
      }).pipe(Effect.ensuring(Effect.promise(() => rm(file, { force: true }))))
    })

  const putBytes: BlobStoreShape["putBytes"] = (content) =>
    Effect.suspend(() => {
      const blob = { sha256: createHash("sha256").update(content).digest("hex"), size: content.length }
      const path = pathOf(blob.sha256)
      return Effect.as(content.length <= small ? putSmall(content, path) : putMedium(content, path), blob)
    })

  const publish = (
    file: string,
    actual: StoredBlob,
    expected: StoredBlob
  ): Effect.Effect<void, BlobMismatch | HubStorageError> =>
    actual.sha256 === expected.sha256 && actual.size === expected.size
      ? Effect.tryPromise({
          try: async () => {
            const handle = await open(file, "r")
            await handle.sync().finally(() => handle.close())
            await rename(file, pathOf(actual.sha256))
          },
          catch: storage("write a blob")
        })
      : Effect.fail(new BlobMismatch({ expected: describe(expected), actual: describe(actual) }))

  const put: BlobStoreShape["put"] = (content, expected) =>
    Effect.suspend(() => {
      const file = newTemporary()
      const hash = createHash("sha256")
      return DiskFile.write(file, "wx", 0, expected.size, content, (bytes) => hash.update(bytes)).pipe(
        Effect.flatMap((size) => publish(file, { sha256: hash.digest("hex"), size }, expected)),
        Effect.ensuring(Effect.promise(() => rm(file, { force: true })))
      )
    })

  const read: BlobStoreShape["read"] = ({ sha256, size }) => {
    const path = pathOf(sha256)
    return size <= small
      ? Effect.try({ try: () => readWhole(path, size), catch: storage("read a blob") })
      : Effect.tryPromise({ try: () => readFile(path), catch: storage("read a blob") })
  }

  /** Open parts of an upload, or `"joining"`: whoever has the file open could change what was just found to be right. */
  const claimed = new Map<string, number | "joining">()
  const claim = (upload: string, next: (open: number) => number | "joining" | undefined) =>
    Effect.suspend(() => {
      const current = claimed.get(upload) ?? 0
      const wanted = current === "joining" ? undefined : next(current)
      if (wanted === undefined)
        return Effect.fail(new BlobMismatch({ expected: "parts first, then their end", actual: "both at once" }))
      claimed.set(upload, wanted)
      return Effect.void
    })
  const partOver = (upload: string) =>
    Effect.sync(() => {
      const open = claimed.get(upload)
      if (typeof open === "number" && open > 1) claimed.set(upload, open - 1)
      else claimed.delete(upload)
    })

  const putPart: BlobStoreShape["putPart"] = (upload, offset, limit, content) => {
    const path = uploadPath(upload)
    // Parts arrive in any order and at once: "a" only creates the file, the position counts after "r+".
    const created = Effect.tryPromise({
      try: async () => (await open(path, "a", 0o600)).close(),
      catch: storage("write an upload")
    })
    const written = Effect.acquireUseRelease(
      Effect.zipRight(
        claim(upload, (open) => open + 1),
        Effect.sync(() => parts.begin(upload, offset))
      ),
      () => DiskFile.write(path, "r+", offset, limit, content, () => undefined),
      (_, exit) =>
        Effect.zipRight(
          Effect.sync(() => parts.end(upload, offset, Exit.isSuccess(exit) ? exit.value : undefined)),
          partOver(upload)
        )
    )
    const followed = Effect.tryPromise({
      try: (signal) => parts.follow(upload, path, signal),
      catch: storage("read an upload")
    })
    return created.pipe(Effect.zipRight(written), Effect.zipLeft(followed))
  }

  const joinParts: BlobStoreShape["joinParts"] = (upload, expected) => {
    const path = uploadPath(upload)
    const hashed = Effect.tryPromise({
      try: (signal) => parts.finish(upload, path, signal),
      catch: storage("read an upload")
    })
    return Effect.acquireUseRelease(
      claim(upload, (open) => (open === 0 ? "joining" : undefined)),
      () => Effect.flatMap(hashed, (actual) => publish(path, actual, expected)),
      () => Effect.sync(() => claimed.delete(upload))
    )
  }

  return {
    putBytes,
    put,
    size,
    read,
    open: (sha256, range) => new FileSlice(pathOf(sha256), range.start, range.end),
    putPart,
    joinParts
  } satisfies BlobStoreShape
})

export const layer = Layer.effect(BlobStore, make)
