/**
 * What was sent by Xet: xorbs as files of the data folder, and the files that shards make of their chunks. Nothing is believed: chunks
 * are decoded and hashed, and a file is what its chunks say. Its content is a blob like any other then, which all readers use.
 */
import { createHash } from "node:crypto"
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { HubConfig } from "../HubConfig.ts"
import { type HubStorageError, storage } from "../HubError.ts"
import { BlobStore } from "../store/BlobStore.ts"
import { sqlFailed } from "../store/Database.ts"
import * as Ids from "../store/Ids.ts"
import * as Hash from "./hash.ts"
import { Malformed } from "./Malformed.ts"
import * as Shard from "./shard.ts"
import * as Xorb from "./xorb.ts"

/** A run of chunks: name of the xorb, first chunk, and the one behind the last. */
export type Run = readonly [xorb: string, start: number, end: number]

export interface XetFile {
  /** As clients write it. */
  readonly hash: string
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  readonly runs: ReadonlyArray<Run>
}

export interface XetStoreShape {
  /** Stores a xorb that is what its name says; `false`: it was there. */
  readonly putXorb: (name: string, bytes: Uint8Array) => Effect.Effect<boolean, Malformed | HubStorageError>
  /** Makes the files of a shard, all of whose xorbs are there. */
  readonly putShard: (bytes: Uint8Array) => Effect.Effect<void, Malformed | HubStorageError>
  /** A file of this machine, of so many bytes. */
  readonly putFile: (path: string, size: number) => Effect.Effect<XetFile, HubStorageError>
  readonly file: (hash: string) => Effect.Effect<XetFile | undefined, HubStorageError>
  /** The chunks of a xorb, in order; `undefined`: it is not there. */
  readonly chunks: (name: string) => Effect.Effect<ReadonlyArray<Xorb.Chunk> | undefined, HubStorageError>
  /** Bytes of a serialized xorb, both ends included. */
  readonly read: (name: string, start: number, end: number) => Effect.Effect<Uint8Array, HubStorageError>
}

export class XetStore extends Context.Tag("hf/hub/XetStore")<XetStore, XetStoreShape>() {}

/** The file without content, which nobody sends. */
const empty: XetFile = {
  hash: "0".repeat(64),
  sha256: createHash("sha256").digest("hex"),
  size: 0,
  runs: []
}

const record = 48

/** Bytes of a xorb of our own making. */
const piece = 32 * 1024 * 1024

const slice = async (path: string, start: number, length: number): Promise<Buffer> => {
  const file = await open(path, "r")
  try {
    const bytes = Buffer.alloc(length)
    const { bytesRead } = await file.read(bytes, 0, length, start)
    return bytes.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const packed = (chunks: ReadonlyArray<Xorb.Chunk>): Buffer => {
  const all = Buffer.alloc(chunks.length * record)
  for (const [i, { end, hash, size }] of chunks.entries()) {
    hash.copy(all, i * record)
    all.writeUInt32LE(size, i * record + 32)
    all.writeUInt32LE(end, i * record + 36)
  }
  return all
}

const unpacked = (all: Buffer): ReadonlyArray<Xorb.Chunk> =>
  Array.from({ length: all.length / record }, (_, i) => ({
    hash: all.subarray(i * record, i * record + 32),
    size: all.readUInt32LE(i * record + 32),
    start: i === 0 ? 0 : all.readUInt32LE((i - 1) * record + 36),
    end: all.readUInt32LE(i * record + 36)
  }))

interface FileRow {
  readonly hash: string
  readonly sha256: string
  readonly size: number
  readonly terms: string
}

const readable = <A>(read: () => A) =>
  Effect.try({
    try: read,
    catch: (cause) => (cause instanceof Malformed ? cause : new Malformed({ reason: "its compression is broken" }))
  })

const loaded = Effect.promise(Hash.load)

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const blobs = yield* BlobStore
  const { dataDir } = yield* HubConfig
  const pathOf = (name: string): string => join(dataDir, "xet", "xorbs", name.slice(0, 2), name)

  const chunks: XetStoreShape["chunks"] = (name) =>
    sql<{ chunks: ArrayBuffer | Uint8Array }>`SELECT chunks FROM xet_xorbs WHERE hash = ${name}`.pipe(
      Effect.map(([row]) => (row === undefined ? undefined : unpacked(Buffer.from(new Uint8Array(row.chunks))))),
      sqlFailed("find a xorb")
    )

  const read: XetStoreShape["read"] = (name, start, end) =>
    Effect.tryPromise({
      try: () => slice(pathOf(name), start, end - start + 1),
      catch: storage("read a xorb")
    })

  const putXorb: XetStoreShape["putXorb"] = Effect.fnUntraced(function* (name, given) {
    yield* loaded
    const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
    const found = yield* readable(() => Xorb.read(bytes))
    const actual = Hash.format(Hash.root(found))
    if (actual !== name) return yield* new Malformed({ reason: `the xorb is ${actual}, and not ${name}` })
    if ((yield* chunks(name)) !== undefined) return false
    const unique = yield* Ids.objectId
    yield* Effect.tryPromise({
      try: async () => {
        const path = pathOf(name)
        const temporary = `${path}.${unique}.part`
        await mkdir(dirname(path), { recursive: true })
        try {
          await writeFile(temporary, bytes.subarray(0, found.at(-1)?.end ?? 0))
          await rename(temporary, path)
        } finally {
          await rm(temporary, { force: true })
        }
      },
      catch: storage("keep a xorb")
    })
    yield* sqlFailed("keep a xorb")(
      sql`INSERT INTO xet_xorbs ${sql.insert({ hash: name, chunks: packed(found) })} ON CONFLICT (hash) DO NOTHING`
    )
    return true
  })

  /** The content of runs, a run in memory at a time. */
  const content = (runs: ReadonlyArray<{ readonly name: string; readonly chunks: ReadonlyArray<Xorb.Chunk> }>) =>
    Stream.fromIterable(runs).pipe(
      Stream.mapEffect(({ chunks, name }) => {
        const start = chunks[0]?.start ?? 0
        return Effect.map(read(name, start, (chunks.at(-1)?.end ?? 1) - 1), (bytes) =>
          chunks.map((chunk) =>
            Xorb.contentAt(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), chunk.start - start)
          )
        )
      }),
      Stream.flattenIterables
    )

  /** Makes the file that runs of chunks are. */
  const keep = Effect.fnUntraced(function* (
    hash: string,
    runs: ReadonlyArray<{ readonly name: string; readonly chunks: ReadonlyArray<Xorb.Chunk>; readonly run: Run }>
  ) {
    const digest = createHash("sha256")
    let size = 0
    yield* Stream.runForEach(content(runs), (bytes) =>
      Effect.sync(() => {
        digest.update(bytes)
        size += bytes.length
      })
    )
    const sha256 = digest.digest("hex")
    yield* blobs
      .put(content(runs), { sha256, size })
      // It was read twice from our own disk.
      .pipe(Effect.catchTag("BlobMismatch", (error) => Effect.fail(storage("make a file of chunks")(error))))
    const terms = runs.map(({ run }) => run)
    const row = { hash, sha256, size, terms: JSON.stringify(terms) }
    yield* sqlFailed("keep a file")(sql`INSERT INTO xet_files ${sql.insert(row)} ON CONFLICT (hash) DO NOTHING`)
    return { hash, sha256, size, runs: terms } satisfies XetFile
  })

  /** Checks a file of a shard against the chunks that are here, and makes it. */
  const assemble = Effect.fnUntraced(function* ({ hash, terms }: Shard.ShardFile) {
    yield* loaded
    const name = Hash.format(hash)
    if (terms.length === 0) {
      if (name !== empty.hash) yield* new Malformed({ reason: "a file without chunks has a name" })
      return
    }
    const runs = yield* Effect.forEach(terms, (term) =>
      Effect.gen(function* () {
        const xorb = Hash.format(term.xorb)
        const known = yield* chunks(xorb)
        if (known === undefined) return yield* new Malformed({ reason: `xorb ${xorb} was not sent before` })
        const taken = known.slice(term.start, term.end)
        const sum = taken.reduce((total, { size }) => total + size, 0)
        if (term.start >= term.end || term.end > known.length || sum !== term.size)
          return yield* new Malformed({ reason: `xorb ${xorb} has no such chunks` })
        if (!Hash.ofRange(taken.map((chunk) => chunk.hash)).equals(term.proof))
          return yield* new Malformed({ reason: `the verification of chunks of ${xorb} is wrong` })
        return { name: xorb, chunks: taken, run: [xorb, term.start, term.end] satisfies Run }
      })
    )
    if (!Hash.ofFile(runs.flatMap((run) => run.chunks)).equals(hash))
      return yield* new Malformed({ reason: `the chunks are not those of ${name}` })
    yield* keep(name, runs)
  })

  const file: XetStoreShape["file"] = (hash) =>
    hash === empty.hash
      ? Effect.as(blobs.putBytes(new Uint8Array()), empty)
      : sql<FileRow>`SELECT * FROM xet_files WHERE hash = ${hash}`.pipe(
          Effect.map(([row]) =>
            row === undefined
              ? undefined
              : { hash, sha256: row.sha256, size: row.size, runs: JSON.parse(row.terms) as ReadonlyArray<Run> }
          ),
          sqlFailed("find a file")
        )

  /** A xorb of each piece. */
  const putFile: XetStoreShape["putFile"] = Effect.fnUntraced(function* (path, size) {
    if (size === 0) return (yield* file(empty.hash)) ?? empty
    yield* loaded
    const pieces = Array.from({ length: Math.ceil(size / piece) }, (_, i) => i * piece)
    const runs = yield* Effect.forEach(pieces, (at) =>
      Effect.gen(function* () {
        const bytes = yield* Effect.tryPromise({
          try: () => slice(path, at, Math.min(piece, size - at)),
          catch: storage("read a file")
        })
        const xorb = Xorb.write(bytes)
        // Written right here, and whole.
        const found = Xorb.read(xorb)
        const name = Hash.format(Hash.root(found))
        yield* Effect.catchTag(putXorb(name, xorb), "Malformed", (error) => Effect.fail(storage("keep a xorb")(error)))
        return { name, chunks: found, run: [name, 0, found.length] satisfies Run as Run }
      })
    )
    return yield* keep(Hash.format(Hash.ofFile(runs.flatMap(({ chunks }) => chunks))), runs)
  })

  return XetStore.of({
    putXorb,
    putShard: (bytes) =>
      Effect.flatMap(
        readable(() => Shard.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
        Effect.forEach(assemble, { discard: true })
      ),
    putFile,
    file,
    chunks,
    read
  })
})

export const layer = Layer.effect(XetStore, make)
