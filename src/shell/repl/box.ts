/** Completion's way to a Hub that is in this very process: by the gateway, as everything there goes. */
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import { Gateway } from "../../services/Gateway.ts"
import type { Settings } from "../../services/Settings.ts"
import { Access } from "../Access.ts"
import type { Box } from "./looks.ts"

const ask = (path: string) =>
  Effect.flatMap(Gateway, (gateway) => gateway.json({ method: "GET", url: path }, Schema.Unknown)).pipe(
    Effect.timeout("1 second"),
    // Completion takes any failure for no answer.
    Effect.orElseSucceed(() => undefined)
  )

/** `undefined` when the Hub is not in this process. */
export const box: Effect.Effect<Box | undefined, never, Access | Settings> = Effect.gen(function* () {
  const access = yield* Access
  if (!access.local) return undefined
  const runtime = yield* Effect.runtime<Settings>()
  return (path) =>
    Runtime.runPromise(runtime)(
      Effect.orElseSucceed(Effect.provide(ask(path), access.layer(undefined)), () => undefined)
    )
})
