/**
 * Where an endpoint is, as a matter of time: what was last asked of it, when, and how long things take. Nothing runs in between, so
 * nothing has to be started again when the Hub is. Pure.
 */
import type { EndpointState } from "../../domain/wire/Endpoints.ts"

/** What an endpoint was last told to do. */
export type Phase = "starting" | "waking" | "updating" | "paused" | "scaledToZero"

export interface Course {
  readonly phase: Phase
  /** When that was, in milliseconds. */
  readonly since: number
  /** Why it will not get there. */
  readonly failure: string | null
  /** When it was last called, in milliseconds. */
  readonly usedAt: number
  /** Idle for so long, in minutes, it scales to zero by itself; `undefined`: it does not. */
  readonly idleMinutes: number | undefined
}

/** How long each state lasts, in milliseconds: enough to be seen, not enough to be waited for. */
const pending = 200
const initializing = 500
const updating = 500

const takes = (phase: "starting" | "waking" | "updating"): number =>
  phase === "updating" ? updating : initializing + (phase === "starting" ? pending : 0)

export const stateAt = ({ failure, idleMinutes, phase, since, usedAt }: Course, now: number): EndpointState => {
  if (phase === "paused" || phase === "scaledToZero") return phase
  const elapsed = now - since
  if (elapsed < takes(phase)) {
    if (phase === "updating") return "updating"
    return phase === "starting" && elapsed < pending ? "pending" : "initializing"
  }
  if (failure !== null) return phase === "updating" ? "updateFailed" : "failed"
  const idleSince = Math.max(usedAt, since + takes(phase))
  return idleMinutes !== undefined && now - idleSince >= idleMinutes * 60_000 ? "scaledToZero" : "running"
}

/** States in which it has a URL: it answers there, or wakes up when called. */
export const hasUrl = (state: EndpointState): boolean =>
  state === "running" || state === "updating" || state === "updateFailed" || state === "scaledToZero"
