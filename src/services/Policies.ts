/**
 * How patient and how greedy to be. A caller overrides them for one program:
 * `download(…).pipe(Effect.provideService(Policies, { ...Policies.defaults, retries: 8 }))`.
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"

export interface PoliciesShape {
  /** Further tries of an idempotent call after a transient failure (network, 408, 429, 5xx). */
  readonly retries: number
  /** First wait; doubles each time, with jitter. */
  readonly retryBase: Duration.Duration
  /** Longest single wait; a longer `Retry-After` ends the tries. */
  readonly retryCap: Duration.Duration
  /** Time for an answer's headers, unless it is a file; absent: `Settings.metadataTimeout`. */
  readonly metadataTimeout?: Duration.Duration
  /** Time without a byte of a body, of a file also its first; absent: `Settings.inactivityTimeout`. */
  readonly inactivityTimeout?: Duration.Duration
  /** Files on their way at once. */
  readonly concurrency: number
  /** Ranges of one large file at once. */
  readonly rangeConcurrency: number
}

const defaults: PoliciesShape = {
  retries: 5,
  retryBase: Duration.seconds(1),
  retryCap: Duration.seconds(60),
  concurrency: 8,
  rangeConcurrency: 4
}

export class Policies extends Context.Reference<Policies>()("hf/Policies", {
  defaultValue: (): PoliciesShape => defaults
}) {
  static readonly defaults = defaults
}
