/**
 * How the bytes of one large file reach the Hub. The Hub's answer about an object says which way it wants; the first strategy
 * that accepts the answer does the work. Another way of transfer is another entry of the list.
 */
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import { InvalidAnswer } from "../../../domain/errors.ts"
import type { LfsAction, LfsObject } from "../../../domain/wire/Uploads.ts"
import type { BodyError, GatewayError } from "../../../services/Gateway.ts"
import type { ClientError, HubLfs } from "../../../services/HubClients.ts"
import { Policies } from "../../../services/Policies.ts"
import type { LargeFile } from "../../../services/Uploads.ts"
import type { WorkspaceShape } from "../../../services/Workspace.ts"

export interface Job extends LargeFile {
  /** What the Hub said about the object. */
  readonly object: LfsObject
  readonly onBytes: (bytes: number) => Effect.Effect<void>
}

export interface TransferStrategy {
  readonly name: string
  readonly accepts: (object: LfsObject) => boolean
  readonly send: (job: Job) => Effect.Effect<void, ClientError>
}

/** The Hub has the object: nothing to do. */
export const stored: TransferStrategy = {
  name: "stored",
  accepts: (object) => object.actions?.upload === undefined,
  send: () => Effect.void
}

/** A body that reports its bytes; what a try reported is taken back when the body is made again or all tries have failed. */
const metered = <A>(
  make: () => Stream.Stream<Uint8Array, BodyError>,
  onBytes: Job["onBytes"],
  use: (body: () => Stream.Stream<Uint8Array, BodyError>) => Effect.Effect<A, GatewayError>
): Effect.Effect<A, GatewayError> =>
  Effect.flatMap(Ref.make(0), (reported) => {
    const takeBack = Effect.flatMap(Ref.getAndSet(reported, 0), (sum) => (sum > 0 ? onBytes(-sum) : Effect.void))
    const report = (part: Uint8Array) =>
      Effect.zipRight(
        Ref.update(reported, (sum) => sum + part.length),
        onBytes(part.length)
      )
    const body = () => Stream.unwrap(Effect.as(takeBack, Stream.tap(make(), report)))
    return Effect.tapError(use(body), () => takeBack)
  })

/** Where a part of a multipart upload goes, by its number. */
const partsOf = (action: LfsAction): ReadonlyArray<readonly [number: number, href: string]> =>
  Object.entries(action.header ?? {})
    .filter(([key]) => /^\d+$/.test(key))
    .map(([key, href]) => [Number(key), href] as const)
    .sort(([a], [b]) => a - b)

const isMultipart = (action: LfsAction | undefined): action is LfsAction => action?.header?.["chunk_size"] !== undefined

const withoutQuery = (href: string): string => href.replace(/\?.*$/s, "")

/** One PUT of everything. */
const basic = (lfs: HubLfs, workspace: WorkspaceShape): TransferStrategy => ({
  name: "basic",
  accepts: (object) => object.actions?.upload !== undefined && !isMultipart(object.actions.upload),
  send: ({ file, object, onBytes }) =>
    metered(
      () => workspace.read(file),
      onBytes,
      (body) => Effect.asVoid(lfs.put(object.actions?.upload?.href ?? "", body, file.size))
    )
})

/** A PUT a part, several at once, each tried again by itself; then one call that puts them together. */
const multipart = (lfs: HubLfs, workspace: WorkspaceShape): TransferStrategy => ({
  name: "multipart",
  accepts: (object) => isMultipart(object.actions?.upload),
  send: Effect.fnUntraced(function* ({ file, object, oid, onBytes }: Job) {
    const action = object.actions?.upload ?? { href: "" }
    const lie = (detail: string) => new InvalidAnswer({ url: withoutQuery(action.href), detail })
    const size = Number(action.header?.["chunk_size"])
    const parts = partsOf(action)
    const wanted = Math.ceil(file.size / size)
    if (!(Number.isSafeInteger(size) && size > 0)) return yield* lie("the part size of the upload is not a number")
    if (parts.length !== wanted || parts.some(([number], at) => number !== at + 1))
      return yield* lie(`the upload has ${parts.length} parts where ${wanted} are needed`)
    const { rangeConcurrency } = yield* Policies
    const etags = yield* Effect.forEach(
      parts,
      Effect.fnUntraced(function* ([partNumber, href]) {
        const start = (partNumber - 1) * size
        const end = Math.min(start + size, file.size)
        const etag = yield* metered(
          () => workspace.read(file, { start, end }),
          onBytes,
          (body) => lfs.put(href, body, end - start)
        )
        return etag === undefined || etag === ""
          ? yield* lie(`part ${partNumber} was taken without an etag`)
          : { partNumber, etag }
      }),
      { concurrency: rangeConcurrency }
    )
    yield* lfs.complete(action.href, oid, etags)
  })
})

/** In the order they are asked. */
export const make = (lfs: HubLfs, workspace: WorkspaceShape): ReadonlyArray<TransferStrategy> => [
  stored,
  multipart(lfs, workspace),
  basic(lfs, workspace)
]
