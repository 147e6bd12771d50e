/** Bytes of a file that must still be the file that was listed. */
import * as crypto from "node:crypto"
import * as fs from "node:fs"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { IntegrityError } from "../../../domain/errors.ts"
import type { BodyError } from "../../../services/Gateway.ts"
import type { LocalFile, WorkspaceShape } from "../../../services/Workspace.ts"
import { callback, toDiskError } from "../../disk/Disk.ts"

const reading = "read"
const piece = 256 * 1024
/** Up to here a file is read at once and without leaving the thread: the round trips would cost more than the reading. */
const small = 1024 * 1024
/** A file that became a pipe since it was listed must not make us wait for a writer. */
const flags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)

const changed = (file: LocalFile, actual: string): IntegrityError =>
  new IntegrityError({
    path: file.path,
    check: "changed",
    expected: `${file.size} bytes, modified at ${file.modified}`,
    actual
  })

const described = (stat: fs.Stats): string => `${stat.size} bytes, modified at ${stat.mtimeMs}`

const isSame = (file: LocalFile, stat: fs.Stats): boolean =>
  stat.isFile() &&
  (file.growing === true ? stat.size >= file.size : stat.size === file.size && stat.mtimeMs === file.modified)

const check = (file: LocalFile, fd: number): Effect.Effect<void, BodyError> =>
  Effect.flatMap(
    callback<fs.Stats>(reading, file.location, (done) => fs.fstat(fd, done)),
    (stat) => (isSame(file, stat) ? Effect.void : Effect.fail(changed(file, described(stat))))
  )

const open = (file: LocalFile): Effect.Effect<number, BodyError, Scope.Scope> =>
  Effect.acquireRelease(
    callback<number>(reading, file.location, (done) => fs.open(file.location, flags, done)),
    (fd) => Effect.sync(() => fs.closeSync(fd))
  ).pipe(Effect.tap((fd) => check(file, fd)))

/** In pieces; checked before the first and after the last. */
export const read = (
  file: LocalFile,
  range: { readonly start: number; readonly end: number } = { start: 0, end: file.size }
): Stream.Stream<Uint8Array, BodyError> =>
  Stream.unwrapScoped(
    Effect.map(open(file), (fd) =>
      Stream.paginateChunkEffect(
        range.start,
        Effect.fnUntraced(function* (at: number) {
          if (at >= range.end) {
            yield* check(file, fd)
            return [Chunk.empty<Uint8Array>(), Option.none<number>()] as const
          }
          const buffer = Buffer.allocUnsafe(Math.min(piece, range.end - at))
          const count = yield* callback<number>(reading, file.location, (done) =>
            fs.read(fd, buffer, 0, buffer.length, at, done)
          )
          if (count === 0) return yield* changed(file, `${at} bytes`)
          return [Chunk.of<Uint8Array>(buffer.subarray(0, count)), Option.some(at + count)] as const
        })
      )
    )
  )

const readNow = (location: string, count: number): { readonly stat: fs.Stats; readonly bytes: Uint8Array } => {
  const fd = fs.openSync(location, flags)
  try {
    const buffer = Buffer.allocUnsafe(count)
    let length = 0
    for (let got = -1; length < count && got !== 0; length += got)
      got = fs.readSync(fd, buffer, length, count - length, length)
    return { stat: fs.fstatSync(fd), bytes: buffer.subarray(0, length) }
  } finally {
    fs.closeSync(fd)
  }
}

/** Throws what {@link toBodyError} understands. */
const sameNow = (file: LocalFile): void => {
  const stat = fs.statSync(file.location)
  if (!isSame(file, stat)) throw changed(file, described(stat))
}

/** The first bytes, `count` of them or as many as there are. Throws what {@link toBodyError} understands. */
const headNow = (file: LocalFile, count: number): Uint8Array => {
  const wanted = Math.min(count, file.size)
  const { bytes, stat } = readNow(file.location, wanted)
  if (!isSame(file, stat)) throw changed(file, described(stat))
  if (bytes.length < wanted) throw changed(file, `${bytes.length} bytes`)
  return bytes
}

const toBodyError = (file: LocalFile, cause: unknown): BodyError =>
  cause instanceof IntegrityError ? cause : toDiskError(reading, file.location)(cause)

const head = (file: LocalFile, count: number): Effect.Effect<Uint8Array, BodyError> =>
  Effect.try({ try: () => headNow(file, count), catch: (cause) => toBodyError(file, cause) })

/** One effect for all of them: one a file would cost as much again as the reading. */
export const heads: WorkspaceShape["heads"] = (files, count) =>
  Effect.suspend((): Effect.Effect<ReadonlyArray<Uint8Array>, BodyError> => {
    const all: Array<Uint8Array> = []
    for (const { bytes, file } of files) {
      try {
        if (bytes !== undefined) sameNow(file)
        all.push(bytes ?? headNow(file, count(file)))
      } catch (cause) {
        return Effect.fail(toBodyError(file, cause))
      }
    }
    return Effect.succeed(all)
  })

export const bytes = (file: LocalFile): Effect.Effect<Uint8Array, BodyError> =>
  file.size <= small
    ? head(file, file.size)
    : Stream.runFold(read(file), { whole: Buffer.allocUnsafe(file.size), at: 0 }, (state, part) => {
        state.whole.set(part, state.at)
        return { whole: state.whole, at: state.at + part.length }
      }).pipe(Effect.map(({ whole }) => whole))

type OnBytes = (bytes: number) => Effect.Effect<void>

/**
 * One buffer for the whole file: fresh ones would cost three times the hashing. On this thread, because nothing else is to do
 * meanwhile, and a file of 100 GB can be left after any piece.
 */
const feed = (file: LocalFile, hash: crypto.Hash, onBytes: OnBytes): Effect.Effect<void, BodyError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const fd = yield* open(file)
      const buffer = Buffer.allocUnsafeSlow(small)
      for (let at = 0; at < file.size; ) {
        const count = yield* callback<number>(reading, file.location, (done) =>
          fs.read(fd, buffer, 0, Math.min(buffer.length, file.size - at), at, done)
        )
        if (count === 0) return yield* changed(file, `${at} bytes`)
        hash.update(buffer.subarray(0, count))
        at += count
        yield* onBytes(count)
      }
      yield* check(file, fd)
    })
  )

const digest = (
  file: LocalFile,
  algorithm: "sha256" | "sha1",
  prefix: string,
  onBytes: OnBytes
): Effect.Effect<string, BodyError> =>
  Effect.suspend(() => {
    const hash = crypto.createHash(algorithm).update(prefix)
    const fed =
      file.size <= small
        ? Effect.zipRight(
            Effect.map(head(file, file.size), (all) => void hash.update(all)),
            onBytes(file.size)
          )
        : feed(file, hash, onBytes)
    return Effect.map(fed, () => hash.digest("hex"))
  })

export const sha256 = (file: LocalFile, onBytes: OnBytes = () => Effect.void) => digest(file, "sha256", "", onBytes)

/** git hashes `blob <size>`, a zero byte, then the content. */
export const gitOid = (file: LocalFile) => digest(file, "sha1", `blob ${file.size}\0`, () => Effect.void)
