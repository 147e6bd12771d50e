/** Everything that has to be right for the Hub to work here. */
import * as Effect from "effect/Effect"
import { Checkup } from "../services/Checkup.ts"

/** One verdict a question, in the order in which things depend on one another. */
export const doctor = Effect.gen(function* () {
  const { disk, network } = yield* Checkup
  const [first, then] = yield* Effect.all([network, disk], { concurrency: 2 })
  return [...first, ...then]
}).pipe(Effect.withSpan("doctor"))
