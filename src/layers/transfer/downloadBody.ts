/** One stretch of a remote file, however often the connection breaks on the way. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import * as Etag from "../../domain/Etag.ts"
import { type DiskError, IntegrityError, NetworkError, type TransportError } from "../../domain/errors.ts"
import type { RemoteFile } from "../../services/Downloads.ts"
import type { GatewayResponse } from "../../services/Gateway.ts"
import type { ClientError, HubFiles } from "../../services/HubClients.ts"
import { Policies } from "../../services/Policies.ts"
import type { ByteRange } from "./PartialFile.ts"

/** A body that stopped before its end; `came` bytes later than the last time. */
interface Broken {
  readonly _tag: "Broken"
  readonly cause: TransportError
}

const broken = (cause: TransportError): Broken => ({ _tag: "Broken", cause })

/** The end of a body, as a value; any other failure of a pull breaks the stream. */
const atEnd = (failure: Option.Option<TransportError>): Effect.Effect<undefined, Broken> =>
  Option.isNone(failure) ? Effect.succeed(undefined) : Effect.fail(broken(failure.value))

/**
 * Is this an answer about the file and the bytes we asked for? A server that changed its mind about size, etag or range
 * speaks of another file, and nothing of the two may be put together.
 */
const disagreement = (file: RemoteFile, asked: ByteRange, answer: GatewayResponse): IntegrityError | undefined => {
  const { size, digest } = file.content
  const wrong = (check: IntegrityError["check"], expected: string, actual: string) =>
    new IntegrityError({ path: file.path, check, expected, actual })
  const total = (text: string | undefined): number | undefined =>
    text === undefined || !/^\d+$/.test(text) ? undefined : Number(text)

  if (answer.status === 206) {
    const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(answer.headers["content-range"] ?? "")
    const expected = `bytes ${asked.start}-${asked.end - 1}/${size}`
    const actual = answer.headers["content-range"] ?? "no Content-Range"
    if (range === null || Number(range[1]) !== asked.start) return wrong("range", expected, actual)
    if (range[3] !== "*" && Number(range[3]) !== size) return wrong("size", String(size), String(range[3]))
  } else {
    if (asked.start !== 0 || asked.end !== size) return wrong("range", "a part of the file", "all of it")
    const length =
      answer.headers["content-encoding"] === undefined ? total(answer.headers["content-length"]) : undefined
    if (length !== undefined && length !== size) return wrong("size", String(size), String(length))
  }
  // Storage behind the Hub has etags of its own; only the Hub's name the content.
  const header =
    answer.headers["x-linked-etag"] ?? (answer.headers["x-repo-commit"] ? answer.headers["etag"] : undefined)
  const etag = header === undefined ? undefined : Etag.parse(header)
  if (etag?._tag === "Right" && String(etag.right) !== digest.hex) return wrong("changed", digest.hex, etag.right)
  return undefined
}

/** Doubles from `retryBase` up to `retryCap`, and half of it is chance so that many readers do not come back at once. */
const pause = (failures: number) =>
  Effect.gen(function* () {
    const { retryBase, retryCap } = yield* Policies
    const longest = Math.min(Duration.toMillis(retryBase) * 2 ** (failures - 1), Duration.toMillis(retryCap))
    yield* Effect.sleep(Duration.millis(longest * (0.5 + (yield* Random.next) / 2)))
  })

export interface Received {
  readonly bytes: number
  readonly requests: number
}

/**
 * Feeds the bytes of `range` to `accept`, in order and without gaps: a broken stream is taken up where it stopped, up to
 * `Policies.retries` times in a row without a byte.
 */
export const receive = Effect.fnUntraced(function* <E>(
  files: HubFiles,
  file: RemoteFile,
  range: ByteRange,
  accept: (bytes: Uint8Array) => Effect.Effect<void, E>
): Effect.fn.Return<Received, E | ClientError | IntegrityError | DiskError> {
  const { retries } = yield* Policies
  let position = range.start
  let requests = 0

  const take = (bytes: Uint8Array): Effect.Effect<void, E | IntegrityError> => {
    position += bytes.length
    return position <= range.end
      ? accept(bytes)
      : Effect.fail(
          new IntegrityError({
            path: file.path,
            check: "size",
            expected: `${range.end}`,
            actual: `at least ${position}`
          })
        )
  }

  const once = Effect.scoped(
    Effect.gen(function* () {
      const asked = { start: position, end: range.end }
      const whole = asked.start === 0 && asked.end === file.content.size
      requests++
      const answer = yield* files.open(file.repo, file.commit, file.path, whole ? {} : { range: asked })
      const problem = disagreement(file, asked, answer)
      if (problem !== undefined) return yield* problem
      // Pulled by hand: running a stream into a sink costs a third of a millisecond, as much as all else for a small file.
      const pull = Effect.catchAll(yield* Stream.toPull(answer.body), atEnd)
      for (let bytes = yield* pull; bytes !== undefined; bytes = yield* pull)
        for (const piece of bytes) yield* take(piece)
      if (position < range.end) {
        const detail = `the answer ended after ${position - asked.start} of ${asked.end - asked.start} bytes`
        return yield* Effect.fail(broken(new NetworkError({ url: answer.url, reason: "reset", detail })))
      }
    })
  )

  for (let failures = 0; position < range.end; ) {
    const before = position
    const cause = yield* once.pipe(
      Effect.as(undefined),
      Effect.catchIf(
        (error): error is Broken =>
          typeof error === "object" && error !== null && "_tag" in error && error._tag === "Broken",
        (error) => Effect.succeed(error.cause)
      )
    )
    if (cause === undefined) break
    failures = position > before ? 1 : failures + 1
    if (failures > retries) return yield* cause
    yield* Effect.logWarning(`${file.path}: ${cause.message} Going on at byte ${position}.`)
    yield* pause(failures)
  }
  return { bytes: position - range.start, requests }
})
