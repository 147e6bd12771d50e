/** The way from a place to the Hub: that of the session, with its patience. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { Policies } from "../../../services/Policies.ts"
import { Access, type Services } from "../../Access.ts"
import { CurrentSession, policiesOf } from "../Session.ts"

/** What is in reach already: a command that reads ten thousand files goes there once. */
class InReach extends Context.Reference<InReach>()("hf/shell/InReach", {
  defaultValue: (): { readonly services: Context.Context<Services> | undefined } => ({ services: undefined })
}) {}

const services = Effect.gen(function* () {
  const { services: known } = yield* InReach
  if (known !== undefined) return known
  const { layer } = yield* Access
  return yield* Layer.build(layer(undefined))
})

/** Runs `program`, and all that it does with places, with the Hub in reach. */
export const withHub = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { choices } = yield* CurrentSession
      const context = yield* services
      return yield* program.pipe(
        Effect.provide(context),
        Effect.provideService(InReach, { services: context }),
        Effect.provideService(Policies, policiesOf(choices))
      )
    })
  )

/** The same for a stream. */
export const streamed = <A, E>(stream: Stream.Stream<A, E, Services>) =>
  Stream.unwrapScoped(
    Effect.gen(function* () {
      const { choices } = yield* CurrentSession
      const context = yield* services
      return stream.pipe(Stream.provideSomeContext(context), Stream.provideService(Policies, policiesOf(choices)))
    })
  )
