/** The services over the Hub in a box, in this very process: no socket, no account. */
import { readFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { ownerTokenPath } from "../hub/accounts/AccountsStore.ts"
import { storage } from "../hub/HubError.ts"
import * as InProcess from "../hub/InProcess.ts"
import * as Live from "../layers/Live.ts"
import * as SettingsLive from "../layers/Settings.ts"

const ownerToken = (dataDir: string) =>
  Effect.tryPromise({
    try: () => readFile(ownerTokenPath(dataDir), "utf8"),
    catch: storage("read the owner's token")
  })

/** The owner's token is there once the Hub is: the settings are made after it. */
const settings = (dataDir: string, token: string | undefined) =>
  Layer.unwrapEffect(
    Effect.map(token === undefined ? ownerToken(dataDir) : Effect.succeed(token), (text) =>
      SettingsLive.layerWith({
        endpoint: InProcess.origin,
        offline: false,
        argumentToken: Redacted.make(text.trim())
      })
    )
  )

export const layer = (dataDir: string, token: string | undefined) =>
  Live.layer.pipe(Layer.provideMerge(settings(dataDir, token)), Layer.provideMerge(InProcess.layer({ dataDir })))
