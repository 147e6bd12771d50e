/** Completion's way to a Hub that is in this very process: by the gateway, as everything there goes. */
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import { Gateway } from "../../services/Gateway.ts"
import type { AccessShape } from "../Access.ts"
import type { Box } from "./looks.ts"

const ask = (path: string) =>
  Effect.flatMap(Gateway, (gateway) => gateway.json({ method: "GET", url: path }, Schema.Unknown)).pipe(
    Effect.timeout("1 second")
  )

/** `undefined` when the Hub is not in this process. Any failure is no answer. */
export const box: Effect.Effect<(access: AccessShape) => Box | undefined> = Effect.map(
  Effect.runtime(),
  (runtime) => (access) =>
    access.local
      ? (path) =>
          Runtime.runPromise(runtime)(
            Effect.orElseSucceed(Effect.provide(ask(path), access.layer(undefined)), () => undefined)
          )
      : undefined
)
