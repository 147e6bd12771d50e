/** Whether two files are the same, with as little read as that takes. */
import { createHash, type Hash } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Entry } from "./Entry.ts"

/** Makes the digest of which `like` is one: 64 digits are a SHA-256, 40 the id git gives a blob of that size. */
export const contentHasher = (like: string, size: number): Hash =>
  like.length === 64 ? createHash("sha256") : createHash("sha1").update(`blob ${size}\0`)

const digestLike = Effect.fnUntraced(function* (entry: Entry, like: string) {
  if (entry.digest?.length === like.length) return entry.digest
  const hash = contentHasher(like, entry.size)
  yield* Stream.runForEach(entry.bytes(), (piece) => Effect.sync(() => hash.update(piece)))
  return hash.digest("hex")
})

const anySha256 = "0".repeat(64)

/** Sizes first, then what is known of the contents; only what nobody knows is read. */
export const isSame = Effect.fnUntraced(function* (a: Entry, b: Entry) {
  if (a.size !== b.size || a.size === 0) return a.size === b.size
  // Of a large file and a small one the small one is read.
  const like = a.digest?.length === 64 ? a.digest : (b.digest ?? a.digest ?? anySha256)
  return (yield* digestLike(a, like)) === (yield* digestLike(b, like))
})
