/** What a call can end in, for types that must stay what they are: a tuple of `Same<…>` does not compile when one changes. */
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"

type ErrorOf<Call> = Call extends (...args: ReadonlyArray<never>) => infer Answer
  ? ErrorOf<Answer>
  : Call extends Effect.Effect<infer _, infer Error, infer __>
    ? Error
    : Call extends Stream.Stream<infer _, infer Error, infer __>
      ? Error
      : never

/** Tags of what a call, an effect or a stream fails with. */
export type Ends<Call> = ErrorOf<Call> extends { readonly _tag: infer Tag } ? Tag : never

export type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

/** What nearly any call can end in: no right, no patience left, no way to the Hub, no token to be had. */
export type Always =
  | "Unauthorized"
  | "Forbidden"
  | "BadRequest"
  | "RateLimited"
  | "ServerError"
  | "NetworkError"
  | "TimedOut"
  | "Offline"
  | "TokenExchangeFailed"
  | "DiskError"

/** And, where the answer is read or the Hub is asked who is asking, one that is none. */
export type Read = Always | "InvalidAnswer"
