/**
 * The second front door, `hf-effect/embedded`: every service over a Hub in a box, in this very process. No socket, no account:
 * for the tests of programs that use the Hub, and for `hf --local`.
 */
import { readFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { ownerTokenPath } from "./hub/accounts/AccountsStore.ts"
import type { HubOptions } from "./hub/HubConfig.ts"
import { storage } from "./hub/HubError.ts"
import * as InProcess from "./hub/InProcess.ts"
import * as Live from "./layers/Live.ts"
import * as SettingsLive from "./layers/Settings.ts"
import type { SettingsShape } from "./services/Settings.ts"

export interface EmbeddedOptions extends HubOptions {
  /** Acts with this token of `accountsFile`; default: the owner's, who may write wherever nobody else lives. */
  readonly token?: string | undefined
  /** Instead of the environment's: where the cache is, time-outs … */
  readonly settings?: Partial<SettingsShape>
}

const ownerToken = (dataDir: string) =>
  Effect.tryPromise({
    try: () => readFile(ownerTokenPath(dataDir), "utf8"),
    catch: storage("read the owner's token")
  })

/** The owner's token is there once the Hub is: the settings are made after it. */
const settings = ({ dataDir, settings, token }: EmbeddedOptions) =>
  Layer.unwrapEffect(
    Effect.map(token === undefined ? ownerToken(dataDir) : Effect.succeed(token), (text) =>
      SettingsLive.layerWith({
        ...settings,
        endpoint: InProcess.origin,
        inferenceEndpoints: Option.none(),
        offline: false,
        argumentToken: Redacted.make(text.trim())
      })
    )
  )

/** The services that talk to `hub`: layers built together share it, whomever they act as. */
export const over = (options: EmbeddedOptions, hub: ReturnType<typeof InProcess.layer>) =>
  Live.layer.pipe(Layer.provideMerge(settings(options)), Layer.provideMerge(hub))

/** A Hub over `options.dataDir`, open as long as the layer is, and the services that talk to it. */
export const layer = (options: EmbeddedOptions) => over(options, InProcess.layer(options))
