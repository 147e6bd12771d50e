/** Waits for an Inference Endpoint. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { text } from "../../domain/Open.ts"
import { EndpointFailed, EndpointTimeout } from "../../domain/serviceErrors.ts"
import type { ReportedState } from "../../domain/wire/Endpoints.ts"
import { type Endpoint, type EndpointRef, Endpoints } from "../../services/Endpoints.ts"

/** How long to wait, and how often to look. */
export interface WaitPolicy {
  /** Default: as long as it takes. */
  readonly timeout?: Duration.DurationInput | undefined
  /** Default 5 seconds. */
  readonly interval?: Duration.DurationInput | undefined
  /** Told of every state it comes to. */
  readonly onState?: ((endpoint: Endpoint) => Effect.Effect<void>) | undefined
}

const stopped = (state: ReportedState): state is EndpointFailed["state"] =>
  state === "failed" || state === "updateFailed" || state === "paused" || state === "scaledToZero"

/**
 * The endpoint once it is running and its health route answers. `EndpointFailed` when it cannot be expected to: it failed, or
 * somebody paused it or scaled it to zero. `EndpointTimeout` when the time is up.
 */
export const waitForEndpoint = Effect.fn("waitForEndpoint")(function* (ref: EndpointRef, policy: WaitPolicy = {}) {
  const endpoints = yield* Endpoints
  const interval = policy.interval ?? "5 seconds"
  const namespace = ref.namespace ?? (yield* endpoints.namespace)
  const one = { name: ref.name, namespace }
  let seen = "unknown"

  const look: Effect.Effect<
    Endpoint | undefined,
    Effect.Effect.Error<ReturnType<typeof endpoints.get>> | EndpointFailed
  > = Effect.gen(function* () {
    const endpoint = yield* endpoints.get(one)
    const { message, state } = endpoint.status
    const failed = state === "failed" || state === "updateFailed"
    if (stopped(state))
      return yield* new EndpointFailed({ ...one, state, detail: failed ? (message ?? undefined) : undefined })
    if (text(state) !== seen && policy.onState !== undefined) yield* policy.onState(endpoint)
    seen = text(state)
    return state === "running" && (yield* endpoints.isHealthy(endpoint)) ? endpoint : undefined
  })

  const again: Effect.Effect<Endpoint, Effect.Effect.Error<typeof look>> = Effect.flatMap(look, (endpoint) =>
    endpoint === undefined
      ? Effect.delay(
          Effect.suspend(() => again),
          interval
        )
      : Effect.succeed(endpoint)
  )

  const { timeout } = policy
  if (timeout === undefined) return yield* again
  return yield* Effect.timeoutFail(again, {
    duration: timeout,
    onTimeout: () => new EndpointTimeout({ ...one, state: seen, seconds: Duration.toSeconds(timeout) })
  })
})
