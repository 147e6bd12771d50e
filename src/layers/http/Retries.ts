/** Patience: which failures are worth another try, and when (Hub API). */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { GatewayError, GatewayRequest } from "../../services/Gateway.ts"
import { Policies } from "../../services/Policies.ts"

/** A failed try: the error, and the seconds the server asked to wait. */
export interface Failure<E = GatewayError> {
  readonly error: E
  readonly wait: number | undefined
}

export const failure = <E>(error: E, wait?: number): Failure<E> => ({ error, wait })

/** No wait is long enough for this to get better: ends the tries. */
export const hopeless = <E>(error: E): Failure<E> => failure(error, Number.POSITIVE_INFINITY)

/** How often the request was tried before. */
export class Tried extends Context.Reference<Tried>()("hf/http/Tried", { defaultValue: (): number => 0 }) {}

const retriedStatuses = new Set([408, 429, 500, 502, 503, 504])

const lasting = new Set(["tls", "proxy"])

/** A wait that a person notices. */
const noticeable = 500

/** Worth another try? Certificates and proxies do not get better by themselves. */
export const isTransient = (error: { readonly _tag: string }): boolean => {
  if (error._tag === "TimedOut") return true
  if (error._tag === "NetworkError") return "reason" in error && !lasting.has(String(error.reason))
  return "status" in error && typeof error.status === "number" && retriedStatuses.has(error.status)
}

export const isIdempotent = (request: GatewayRequest): boolean =>
  request.idempotent ?? (request.method !== "POST" && request.method !== "PATCH")

/** Nothing can be done twice by asking once more. */
const isHarmless = (request: GatewayRequest, error: { readonly _tag: string }): boolean =>
  isIdempotent(request) || (request.refusedUndone === true && error._tag === "RateLimited")

/** Tries again by the current {@link Policies}; only what is idempotent, or was refused undone. The last failure is what the caller sees. */
export const retrying = <A, E extends { readonly _tag: string; readonly message: string }, R>(
  request: GatewayRequest,
  attempt: Effect.Effect<A, Failure<E>, R>
): Effect.Effect<A, E, R> => {
  const afterwards = (tried: number) =>
    Effect.fnUntraced(function* ({ error, wait }: Failure<E>): Effect.fn.Return<A, E, R> {
      const policies = yield* Policies
      const cap = Duration.toMillis(policies.retryCap)
      const worthIt = tried < policies.retries && isHarmless(request, error) && isTransient(error)
      if (!worthIt || (wait !== undefined && wait * 1000 > cap)) return yield* Effect.fail(error)
      // Jitter spreads those who were refused together; a time the server named is never shortened.
      const growing = Math.min(cap, Duration.toMillis(policies.retryBase) * 2 ** tried)
      const millis =
        wait === undefined
          ? growing * (yield* Random.nextRange(0.8, 1.2))
          : wait * 1000 + (yield* Random.nextRange(0, 200))
      const seconds = (millis / 1000).toFixed(1)
      const notice = `${error.message} Trying again in ${seconds} s (${tried + 1} of ${policies.retries}).`
      yield* millis < noticeable ? Effect.logDebug(notice) : Effect.logWarning(notice)
      yield* Effect.sleep(Duration.millis(millis))
      return yield* again(tried + 1)
    })
  const again = (tried: number): Effect.Effect<A, E, R> =>
    Effect.catchAll(tried === 0 ? attempt : Effect.provideService(attempt, Tried, tried), afterwards(tried))
  return again(0)
}
