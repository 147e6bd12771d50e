/** The way from a place to the Hub: that of the session, with its patience. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Policies } from "../../../services/Policies.ts"
import { Access, type Services } from "../../Access.ts"
import { CurrentSession, policiesOf } from "../Session.ts"

export const withHub = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const access = yield* Access
    const { choices } = yield* CurrentSession
    return yield* program.pipe(
      Effect.provide(access.layer(undefined)),
      Effect.provideService(Policies, policiesOf(choices))
    )
  })

/** The same for a stream. */
export const streamed = <A, E>(stream: Stream.Stream<A, E, Services>) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const access = yield* Access
      const { choices } = yield* CurrentSession
      return stream.pipe(
        Stream.provideLayer(access.layer(undefined)),
        Stream.provideService(Policies, policiesOf(choices))
      )
    })
  )
