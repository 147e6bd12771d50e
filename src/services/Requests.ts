/**
 * What goes over the wire, told to whoever wants to know: `Effect.provideService(program, Requests, { begin })`. Nobody does, as a rule; then a
 * request costs one look. Every try and every hop is a request of its own. No secret is among what is told: no header, no query, no body.
 */
import * as Context from "effect/Context"

export interface Outgoing {
  readonly method: string
  /** Without query and signed segments. */
  readonly url: string
  /** From 1; more than that: tried again after a failure. */
  readonly attempt: number
  /** Redirects followed before. */
  readonly hop: number
}

/** Told of one request, in this order; the last word may never come when nobody reads the answer's body. */
export interface Witness {
  readonly answered: (status: number) => void
  /** Bytes of the answer's body. */
  readonly received: (bytes: number) => void
  /** `failure` in a word or two (`refused`, `no answer in time`) when it did not end well. */
  readonly over: (failure: string | undefined) => void
}

export interface RequestsShape {
  /** Called as a request leaves. Neither it nor what it answers may throw. */
  readonly begin: ((outgoing: Outgoing) => Witness) | undefined
}

export class Requests extends Context.Reference<Requests>()("hf/Requests", {
  defaultValue: (): RequestsShape => ({ begin: undefined })
}) {}
