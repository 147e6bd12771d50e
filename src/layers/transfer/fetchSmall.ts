/** Many small files by the fast lane: hashed and written the moment they arrive. */
import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import { resolvePath } from "../../domain/Repo.ts"
import { type Claim, type DownloadsShape, type SmallFile, smallUpTo } from "../../services/Downloads.ts"
import type { FastLaneShape, SmallGet } from "../../services/FastLane.ts"
import { write } from "./downloadSmall.ts"
import { algorithm, prefix } from "./Hasher.ts"

/** Progress is told this often, and not for every file. */
const tick = "100 millis"

export const fetchSmall = (fastLane: FastLaneShape): DownloadsShape["fetchSmall"] =>
  Effect.fnUntraced(function* (files, claims, concurrency, report) {
    const done = new Set<number>()
    const untold = { bytes: 0, files: 0 }
    const small = files.filter(({ content }) => content.size <= smallUpTo)
    if (small.length < fastLane.threshold) return done
    const take = yield* claims

    const get = (file: SmallFile, index: number): SmallGet => {
      const { commit, content, etag, paths } = file
      let claim: Claim | undefined
      return {
        url: resolvePath(file.repo, file.commit, file.path),
        length: content.size,
        begin: () => {
          claim = take(commit, etag, paths)
          return claim !== undefined
        },
        accept: (bytes) => {
          const digest = createHash(algorithm(content)).update(prefix(content)).update(bytes).digest("hex")
          if (claim === undefined || digest !== content.digest.hex) return false
          write(claim.destination, [bytes])
          return claim.keep().then(() => {
            done.add(index)
            untold.bytes += bytes.length
            untold.files++
            return true
          })
        },
        giveUp: () => claim?.release()
      }
    }

    const gets = files.flatMap((file, index) => (file.content.size <= smallUpTo ? [get(file, index)] : []))
    const tell = Effect.suspend(() => {
      const { bytes, files } = untold
      untold.bytes = 0
      untold.files = 0
      return files === 0 ? Effect.void : report({ bytes, files })
    })
    const telling = Effect.forever(Effect.delay(tell, tick))
    yield* Effect.raceFirst(fastLane.run(gets, concurrency), telling)
    yield* tell
    return done
  }, Effect.scoped)
