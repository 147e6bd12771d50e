import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Hub } from "../../services/Hub.ts"

export interface ListInput {
  /** An organization's; default: the caller's own. */
  readonly namespace?: string | undefined
  readonly type?: string | undefined
  /** Part of the id, whatever its case. */
  readonly search?: string | undefined
}

/** What somebody has on the Hub and how much it stores: repos and buckets. */
export const list = Effect.fn("list")(function* ({ namespace, search, type }: ListInput) {
  const { repos } = yield* Hub
  const word = search?.toLowerCase()
  return yield* repos.owned(namespace).pipe(
    Stream.filter(
      (each) =>
        (type === undefined || each.type === type) && (word === undefined || each.id.toLowerCase().includes(word))
    ),
    Stream.runCollect,
    Effect.map(Chunk.toReadonlyArray)
  )
})
