/**
 * The way to a Hub: over the network, or into the box on this machine (`--local`, `HF_ENDPOINT=embedded`). Loaded when a command
 * first needs it, and built for the token the command line names.
 */
import { join } from "node:path"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { DiskError, InvalidInput } from "../domain/errors.ts"
import type { HubOptions } from "../hub/HubConfig.ts"
import type { HubStartError } from "../hub/HubError.ts"
import type * as InProcess from "../hub/InProcess.ts"
import type * as Live from "../layers/Live.ts"
import * as SettingsLive from "../layers/Settings.ts"
import { Output } from "../services/Output.ts"
import { Settings, type SettingsShape } from "../services/Settings.ts"
import { Exposure } from "./Exposure.ts"

/** Everything a program may ask for. */
export type Services = Layer.Layer.Success<typeof Live.layer> | HttpClient.HttpClient | Settings

export interface AccessShape {
  /** The Hub is in this process and ends with it. */
  readonly local: boolean
  /** Acts with `token` instead of the saved one, when given. */
  readonly layer: (token: string | undefined) => Layer.Layer<Services, InvalidInput | DiskError | HubStartError>
}

export class Access extends Context.Tag("hf/shell/Access")<Access, AccessShape>() {}

/** Where the Hub in a box keeps everything, unless told otherwise. */
export const dataDir = (home: string): string => join(home, "embedded-hub")

const argument = (token: string | undefined) =>
  token === undefined ? {} : { argumentToken: Redacted.make(token.trim()) }

/** Over the network, by the environment's settings and what is said instead. */
export const network = (settings: Partial<SettingsShape> = {}): AccessShape => ({
  local: false,
  layer: (token) =>
    Layer.unwrapEffect(
      Effect.map(
        Effect.promise(() => import("../layers/Live.ts")),
        ({ layerNetwork }) =>
          Layer.provideMerge(layerNetwork, SettingsLive.layerWith({ ...settings, ...argument(token) }))
      )
    )
})

/** The box is opened as long as the layer is; its owner acts unless `token` says otherwise. Layers built together share it. */
export const embedded = (home: string): AccessShape => {
  // A job it starts it sees to its end. Schedules are for a Hub that stays.
  const options: HubOptions = { dataDir: dataDir(home), jobs: { whenClosed: "finish", schedules: false } }
  let hub: ReturnType<typeof InProcess.layer> | undefined
  return {
    local: true,
    layer: (token) =>
      Layer.unwrapEffect(
        Effect.map(
          Effect.promise(() => Promise.all([import("../embedded.ts"), import("../hub/InProcess.ts")])),
          ([{ over }, { layer }]) => {
            hub ??= layer(options)
            return over({ ...options, token }, hub)
          }
        )
      )
  }
}

/** `local` is the root option of that name. */
export const layer = (local: boolean): Layer.Layer<Access, never, Settings> =>
  Layer.effect(
    Access,
    Effect.map(Settings, ({ endpoint, home }) => (local || endpoint === "embedded" ? embedded(home) : network()))
  )

const exposed = {
  history: "A token on the command line stays in the shell's history: prefer `hf auth login` or HF_TOKEN.",
  screen:
    "A token that is typed stays on the screen (the shell's history leaves it out): prefer `auth login` or HF_TOKEN.",
  nowhere: undefined
} as const

/** Runs `program` with a Hub in reach. */
export const withHub = <A, E, R>(token: string | undefined, program: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const access = yield* Access
    const output = yield* Output
    const warning = token === undefined ? undefined : exposed[yield* Exposure]
    if (warning !== undefined) yield* output.warning(warning)
    return yield* Effect.provide(program, access.layer(token))
  })
