/** `POST /api/buckets/…/batch`: many changes, each by itself (Hub API: buckets). */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as RepoPath from "../../domain/RepoPath.ts"
import { Buckets, type StoredBucket } from "../store/Buckets.ts"
import { XetStore } from "../xet/XetStore.ts"
import type { Call } from "./Call.ts"
import * as Http from "./Http.ts"
import * as Refusal from "./Refusal.ts"

const Operation = Schema.Union(
  Schema.Struct({
    type: Schema.Literal("addFile"),
    path: Schema.String,
    xetHash: Schema.String,
    mtime: Schema.optional(Schema.Number),
    contentType: Schema.optional(Schema.NullOr(Schema.String))
  }),
  Schema.Struct({
    type: Schema.Literal("copyFile"),
    path: Schema.String,
    xetHash: Schema.String,
    mtime: Schema.optional(Schema.Number)
  }),
  Schema.Struct({ type: Schema.Literal("deleteFile"), path: Schema.String })
)
type Operation = typeof Operation.Type

const most = 1000

const lineOf = (line: string, number: number) =>
  Effect.try({
    try: (): unknown => JSON.parse(line),
    catch: () => Refusal.badRequest(`Line ${number} of the batch is not JSON`)
  }).pipe(Effect.flatMap(Http.decode(Operation)))

/** Some clients count in seconds. */
const millis = (mtime: number | undefined, now: number): number =>
  mtime === undefined ? now : Math.round(mtime < 1e11 ? mtime * 1000 : mtime)

/** Why it cannot be done, or nothing. */
const apply = Effect.fnUntraced(function* (bucket: StoredBucket, operation: Operation) {
  const buckets = yield* Buckets
  const { path } = operation
  const problem = RepoPath.problem(path)
  if (problem !== undefined) return problem
  if (operation.type === "deleteFile") return yield* Effect.as(buckets.removeFile(bucket.id, path), undefined)
  const file = yield* (yield* XetStore).file(operation.xetHash)
  if (file === undefined) return `there is no content ${operation.xetHash}: send it first`
  const { hash, sha256, size } = file
  const contentType = operation.type === "addFile" ? (operation.contentType ?? undefined) : undefined
  yield* buckets.put(bucket.id, {
    path,
    hash,
    sha256,
    size,
    contentType,
    mtime: millis(operation.mtime, Date.now())
  })
  return undefined
})

export const batch = Effect.fnUntraced(function* (call: Call, bucket: StoredBucket) {
  const text = yield* Effect.mapError(call.request.text, () => Refusal.badRequest("The body cannot be read"))
  const lines = text.split("\n").filter((line) => line.trim() !== "")
  if (lines.length > most) return yield* Refusal.badRequest(`A batch has at most ${most} lines`)
  const operations = yield* Effect.forEach(lines, (line, at) => lineOf(line, at + 1))
  const failed: Array<{ readonly path: string; readonly error: string }> = []
  for (const operation of operations) {
    const error = yield* apply(bucket, operation)
    if (error !== undefined) failed.push({ path: operation.path, error })
  }
  const succeeded = operations.length - failed.length
  const status = failed.length > 0 && succeeded === 0 ? 422 : 200
  return Http.json({ success: failed.length === 0, processed: operations.length, succeeded, failed }, {}, status)
})
