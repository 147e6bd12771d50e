/** What a job left in a bucket that was mounted for writing, back in the bucket. */
import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { readdir, stat } from "node:fs/promises"
import { join, relative, sep } from "node:path"
import * as Effect from "effect/Effect"
import type { Volume } from "../../domain/wire/Jobs.ts"
import { type HubStorageError, storage } from "../HubError.ts"
import { Buckets } from "../store/Buckets.ts"
import { XetStore } from "../xet/XetStore.ts"

export type Checkin = (
  volume: Pick<Volume, "type" | "source" | "path" | "readOnly">,
  folder: string
) => Effect.Effect<void, HubStorageError>

const sha256Of = async (path: string): Promise<string> => {
  const digest = createHash("sha256")
  for await (const piece of createReadStream(path)) digest.update(piece)
  return digest.digest("hex")
}

export const make = Effect.gen(function* () {
  const buckets = yield* Buckets
  const xet = yield* XetStore

  /** Regular files below `folder`, `/`-separated; links are nobody's content. */
  const filesOf = (folder: string) =>
    Effect.tryPromise({
      try: async () => {
        const all = await readdir(folder, { recursive: true, withFileTypes: true })
        return all
          .filter((entry) => entry.isFile())
          .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
      },
      catch: storage("read a job's volume")
    })

  const checkin: Checkin = Effect.fnUntraced(function* ({ path, readOnly, source, type }, folder) {
    if (type !== "bucket" || readOnly === true) return
    const [namespace = "", name = ""] = source.split("/")
    const bucket = yield* buckets.find(namespace, name)
    // Deleted meanwhile: there is nowhere to put it.
    if (bucket === undefined) return
    const inside = (path ?? "").replace(/^\/+|\/+$/g, "")
    const ahead = inside === "" ? "" : `${inside}/`
    const before = new Map((yield* buckets.files(bucket.id, inside)).map((file) => [file.path, file]))
    const now = yield* filesOf(folder)
    for (const each of now) {
      const location = join(folder, each)
      const { mtimeMs, sha256, size } = yield* Effect.tryPromise({
        try: async () => ({ ...(await stat(location)), sha256: await sha256Of(location) }),
        catch: storage("read a job's volume")
      })
      const known = before.get(ahead + each)
      before.delete(ahead + each)
      if (known?.sha256 === sha256) continue
      const { hash } = yield* xet.putFile(location, size)
      yield* buckets.put(bucket.id, {
        path: ahead + each,
        hash,
        sha256,
        size,
        mtime: Math.round(mtimeMs),
        contentType: undefined
      })
    }
    yield* Effect.forEach([...before.keys()], (gone) => buckets.removeFile(bucket.id, gone), { discard: true })
  })
  return checkin
})
