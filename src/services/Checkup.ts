/** Whether this machine can work with the Hub: one verdict a question, and what to do where it is not a good one. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

export interface Verdict {
  /** `dns`, `proxy`, `endpoint`, `certificates`, `clock`, `token`, `cache`, `links`, `locks`, `case`, `disk`. */
  readonly check: string
  /** `warning`: it works, not as well as it could; `skipped`: it could not be asked. */
  readonly verdict: "ok" | "warning" | "failed" | "skipped"
  readonly detail: string
  readonly remedy: string | undefined
}

export interface CheckupShape {
  /** Name, way, answer, certificate and clock of the Hub, and what it says of the token. */
  readonly network: Effect.Effect<ReadonlyArray<Verdict>>
  /** What the file system of the cache can do. Leaves nothing behind. */
  readonly disk: Effect.Effect<ReadonlyArray<Verdict>>
}

export class Checkup extends Context.Tag("hf/Checkup")<Checkup, CheckupShape>() {}
