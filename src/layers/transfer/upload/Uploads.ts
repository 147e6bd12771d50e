/** {@link Uploads} over the LFS routes: ask in batches, send what is missing, verify where the Hub wants it. */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Sha256 } from "../../../domain/Etag.ts"
import { BadRequest, InvalidAnswer } from "../../../domain/errors.ts"
import { type Repo, webPath } from "../../../domain/Repo.ts"
import type { LfsObject } from "../../../domain/wire/Uploads.ts"
import { Hub } from "../../../services/Hub.ts"
import { Policies } from "../../../services/Policies.ts"
import { type LargeFile, type StoreOptions, Uploads } from "../../../services/Uploads.ts"
import { Workspace } from "../../../services/Workspace.ts"
import * as strategies from "./strategies.ts"

/** Objects a question (huggingface_hub 2.0.0 asks the same). */
const batchSize = 256
/** Files on their way at once, at most: more only share the same line. */
const files = 5

const make = Effect.gen(function* () {
  const { lfs } = yield* Hub
  const workspace = yield* Workspace
  const ways = strategies.make(lfs, workspace)

  const ask = Effect.fnUntraced(function* (repo: Repo, wanted: ReadonlyArray<LargeFile>, options: StoreOptions) {
    const url = `${webPath(repo)}.git/info/lfs/objects/batch`
    const answers = yield* lfs.batch(
      repo,
      wanted.map(({ file, oid }) => ({ oid, size: file.size })),
      options.revision === undefined ? {} : { revision: options.revision }
    )
    const byOid = new Map(answers.map((answer) => [answer.oid, answer]))
    return yield* Effect.forEach(
      wanted,
      Effect.fnUntraced(function* (large) {
        const object = byOid.get(large.oid)
        if (object === undefined)
          return yield* new InvalidAnswer({ url, detail: `no word about the object of '${large.file.path}'` })
        if (object.error !== undefined)
          return yield* new BadRequest({
            url,
            method: "POST",
            status: object.error.code,
            serverMessage: `${large.file.path}: ${object.error.message}`
          })
        return [large, object] as const
      })
    )
  })

  const send = Effect.fnUntraced(function* (large: LargeFile, object: LfsObject, options: StoreOptions) {
    const way = ways.find((each) => each.accepts(object)) ?? strategies.stored
    yield* way.send({ ...large, object, onBytes: options.onBytes })
    if (object.actions?.verify !== undefined) yield* lfs.verify(object.actions.verify, large.oid, large.file.size)
    return way.name !== strategies.stored.name
  })

  /** Signed addresses go stale while the files before this one are sent: refused once, a fresh one is asked for. */
  const deliver = (repo: Repo, large: LargeFile, object: LfsObject, options: StoreOptions) =>
    send(large, object, options).pipe(
      Effect.catchTag("Forbidden", () =>
        Effect.flatMap(ask(repo, [large], options), ([again]) =>
          again === undefined ? Effect.succeed(false) : send(large, again[1], options)
        )
      )
    )

  const store = Effect.fn("Uploads.store")(function* (
    repo: Repo,
    wanted: ReadonlyArray<LargeFile>,
    options: StoreOptions
  ) {
    const { concurrency } = yield* Policies
    const sent = new Set<Sha256>()
    const distinct = [...new Map(wanted.map((large) => [large.oid, large])).values()]
    for (const batch of Arr.chunksOf(distinct, batchSize)) {
      yield* Effect.forEach(
        yield* ask(repo, batch, options),
        ([large, object]) =>
          Effect.map(deliver(repo, large, object, options), (moved) => {
            if (moved) sent.add(large.oid)
          }),
        { concurrency: Math.min(files, concurrency), discard: true }
      )
    }
    return { sent }
  })

  return Uploads.of({ store })
})

export const layer = Layer.effect(Uploads, make)
