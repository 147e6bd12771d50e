/**
 * A request of a command whose exit code is the HTTP status, modulo 256: as in the Python `hf`, whose `endpoints` commands scripts
 * test for it. `label` says what was tried.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { HubAnswerError } from "../domain/errors.ts"
import type { EndpointNotFound } from "../domain/serviceErrors.ts"

type Refused = HubAnswerError | EndpointNotFound

export class RequestFailed extends Data.TaggedError("RequestFailed")<{
  readonly label: string
  readonly error: Refused
}> {
  get kind() {
    return this.error.kind
  }
  override get message() {
    return `${this.label} failed: ${this.error.message}`
  }
  /** A shell keeps eight bits of the status; a failure is never 0. */
  get code(): number {
    return (this.error._tag === "Unauthorized" ? 401 : this.error.status) % 256 || 1
  }
}

/** Whoever has no token at all was refused by nobody: there is no answer, and no status. */
const isRefused = (error: { readonly _tag: string }): error is Refused => {
  if (error._tag !== "Unauthorized") return "status" in error && typeof error.status === "number"
  return ["requestId", "serverMessage"].some((key) => Reflect.get(error, key) !== undefined)
}

/** `LABEL failed: …` for answers of the service; what never got one is told as it is. */
export const failing =
  (label: string) =>
  <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.mapError(effect, (error) => (isRefused(error) ? new RequestFailed({ label, error }) : error))
