/** {@link Downloads}: small files by way of memory, large ones by way of a partial file that outlives the process. */
import * as fs from "node:fs"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { DiskError, IntegrityError } from "../../domain/errors.ts"
import { type Destination, Downloads, type Fetched, type RemoteFile, smallUpTo } from "../../services/Downloads.ts"
import { FastLane } from "../../services/FastLane.ts"
import { Hasher } from "../../services/Hasher.ts"
import { Hub } from "../../services/Hub.ts"
import type { ClientError } from "../../services/HubClients.ts"
import * as Disk from "../disk/Disk.ts"
import { downloadLarge, type Means } from "./downloadLarge.ts"
import { downloadSmall } from "./downloadSmall.ts"
import { fetchSmall } from "./fetchSmall.ts"

/** 2 MiB of batch each, and what the connection holds. */
const streamsAtOnce = 16
/** Fresh starts after which a file that never matches is given up. */
const freshStarts = 2

const make = Effect.gen(function* () {
  const hub = yield* Hub
  const means: Means = {
    files: hub.files,
    hasher: yield* Hasher,
    streams: yield* Effect.makeSemaphore(streamsAtOnce)
  }

  const dropPartial = (destination: Destination) =>
    Disk.attempt("delete", destination.partial, () => fs.rmSync(destination.partial, { force: true }))

  const fetch = Effect.fnUntraced(function* (
    file: RemoteFile,
    destination: Destination,
    report: (bytes: number) => Effect.Effect<void>
  ): Effect.fn.Return<Fetched, ClientError | IntegrityError | DiskError> {
    let spent: Fetched = { bytes: 0, requests: 0, resumed: 0 }
    let inRanges = true
    const small = file.content.size <= smallUpTo
    for (let started = 0; ; ) {
      const resumes = !small && destination.resumable && fs.existsSync(destination.partial)
      if (!resumes) started++
      let reported = 0
      const tell = (bytes: number) =>
        Effect.suspend(() => {
          reported += bytes
          return report(bytes)
        })
      const outcome = yield* Effect.either(
        small
          ? Effect.tap(downloadSmall(means.files, file, destination), (done) => tell(done.bytes))
          : downloadLarge(means, file, destination, tell, inRanges)
      )
      if (outcome._tag === "Right") {
        const { bytes, requests, resumed } = outcome.right
        return { bytes: spent.bytes + bytes, requests: spent.requests + requests, resumed }
      }
      const error = outcome.left
      // Another program may clear unfinished files away while we write to them (Python's `cache prune` does).
      const cleared = error._tag === "DiskError" && error.reason === "notFound" && !fs.existsSync(destination.partial)
      // A disk that we filled is given back: the next program needs it more than a later run needs the head start.
      if (error._tag === "DiskError" && error.reason === "full") yield* dropPartial(destination)
      if (error._tag !== "IntegrityError" && !cleared) return yield* error
      yield* dropPartial(destination)
      yield* report(-reported)
      if (started >= freshStarts) return yield* error
      yield* Effect.logDebug(`Starting anew: ${error.message}`)
      if (error._tag === "IntegrityError" && error.check === "range") inRanges = false
      spent = { bytes: spent.bytes + Math.max(reported, 0), requests: spent.requests + 1, resumed: 0 }
    }
  })

  const fastLane = yield* FastLane
  return Downloads.of({ fetch, fetchSmall: fetchSmall(fastLane) })
})

export const layer: Layer.Layer<Downloads, never, Hub | Hasher | FastLane> = Layer.effect(Downloads, make)
