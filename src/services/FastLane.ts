/**
 * Thousands of small files without ceremony. The gateway's care (retries, redirects, time-outs, typed refusals) costs a
 * millisecond of processor time a request; a plain 200 with the announced bytes needs none of it. So the fast lane asks once, keeps what is
 * plainly right, and leaves everything else to be asked for again through the gateway.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { DiskError } from "../domain/errors.ts"

/** One small file. Plain functions: an effect for each would be the ceremony again. */
export interface SmallGet {
  /** `/path` below the endpoint, percent-encoded. */
  readonly url: string
  /** Bytes; an answer of any other length is not accepted. */
  readonly length: number
  /** Called right before the request; false leaves the file out. */
  readonly begin: () => boolean
  /** The answer's bytes. False: not what was expected. Throws or rejects with what the disk says, which ends the ride. */
  readonly accept: (bytes: Uint8Array) => Promise<boolean> | false
  /** Called after `begin` in place of, or after a refusing, `accept`: nothing came that could be kept. */
  readonly giveUp: () => void
}

export interface FastLaneShape {
  /** Worth it from so many files on; `Infinity` where there is no fast lane. */
  readonly threshold: number
  /** Each is asked for at most once, `concurrency` at a time. Stops early when the Hub asks for patience (429, 5xx) or does not answer. */
  readonly run: (gets: ReadonlyArray<SmallGet>, concurrency: number) => Effect.Effect<void, DiskError>
}

export class FastLane extends Context.Tag("hf/FastLane")<FastLane, FastLaneShape>() {}
