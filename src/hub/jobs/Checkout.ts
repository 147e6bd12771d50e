/** Repos and buckets as folders: what a job finds where a volume is mounted, and the files of the Space it runs in. */
import { createWriteStream } from "node:fs"
import { mkdir } from "node:fs/promises"
import { dirname, join } from "node:path"
import { pipeline } from "node:stream/promises"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { isRepoType } from "../../domain/RepoType.ts"
import type { Volume } from "../../domain/wire/Jobs.ts"
import { type HubStorageError, storage } from "../HubError.ts"
import { BlobStore } from "../store/BlobStore.ts"
import { Buckets } from "../store/Buckets.ts"
import { Objects } from "../store/Objects.ts"
import { Refs } from "../store/Refs.ts"
import { Repos } from "../store/Repos.ts"
import * as Walk from "../store/Walk.ts"

/** The repo, its revision or the folder in it is not there (any more). */
export class CheckoutFailed extends Schema.TaggedError<CheckoutFailed>()("CheckoutFailed", { reason: Schema.String }) {}

export type Checkout = (
  volume: Pick<Volume, "type" | "source" | "revision" | "path">,
  folder: string
) => Effect.Effect<void, CheckoutFailed | HubStorageError>

export const make = Effect.gen(function* () {
  const repos = yield* Repos
  const refs = yield* Refs
  const objects = yield* Objects
  const blobs = yield* BlobStore
  const buckets = yield* Buckets

  const write = (sha256: string, size: number, path: string) =>
    Effect.tryPromise({
      try: async () => {
        await mkdir(dirname(path), { recursive: true })
        const target = createWriteStream(path, { mode: 0o600 })
        if (size === 0) await new Promise<void>((resolve) => target.end(resolve))
        else await pipeline(blobs.open(sha256, { start: 0, end: size - 1 }), target)
      },
      catch: storage("make a job's volume")
    })

  const folderOf = (folder: string) =>
    Effect.tryPromise({ try: () => mkdir(folder, { recursive: true }), catch: storage("make a job's volume") })

  const bucket = Effect.fnUntraced(function* (source: string, inside: string, folder: string) {
    const [namespace = "", name = ""] = source.split("/")
    const found = yield* buckets.find(namespace, name)
    if (found === undefined) return yield* new CheckoutFailed({ reason: `bucket ${source} not found` })
    yield* folderOf(folder)
    const skip = inside === "" ? 0 : inside.length + 1
    yield* Effect.forEach(
      yield* buckets.files(found.id, inside),
      ({ path, sha256, size }) => (path === inside ? Effect.void : write(sha256, size, join(folder, path.slice(skip)))),
      { concurrency: 4, discard: true }
    )
  })

  const checkout: Checkout = Effect.fnUntraced(function* ({ path, revision, source, type }, folder) {
    const [namespace = "", name = ""] = source.split("/")
    const inside = (path ?? "").replace(/^\/+|\/+$/g, "")
    if (type === "bucket") return yield* bucket(source, inside, folder)
    const repo = isRepoType(type) ? yield* repos.find(type, namespace, name) : undefined
    if (repo === undefined) return yield* new CheckoutFailed({ reason: `${type} ${source} not found` })
    const wanted = revision ?? "main"
    const oid = yield* refs.resolve(repo, wanted)
    if (oid === undefined) return yield* new CheckoutFailed({ reason: `${type} ${source} has no revision '${wanted}'` })
    const { tree } = yield* objects.commit(oid)
    const root = yield* Walk.at(objects, tree, inside)
    if (root === undefined || root.blob !== undefined)
      return yield* new CheckoutFailed({ reason: `${type} ${source} has no folder '${inside}'` })
    yield* folderOf(folder)
    const found = yield* Walk.below(objects, root.oid, "", true)
    yield* Effect.forEach(
      found,
      ({ entry: { blob }, path }) =>
        blob === undefined ? Effect.void : write(blob.sha256, blob.size, join(folder, path)),
      { concurrency: 4, discard: true }
    )
  })
  return checkout
})
