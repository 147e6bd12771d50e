import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Gateway } from "../../services/Gateway.ts"
import { Hub } from "../../services/Hub.ts"
import { Settings } from "../../services/Settings.ts"
import * as HubCollections from "./HubCollections.ts"
import * as HubCommits from "./HubCommits.ts"
import * as HubFiles from "./HubFiles.ts"
import * as HubIdentity from "./HubIdentity.ts"
import * as HubLfs from "./HubLfs.ts"
import * as HubRefs from "./HubRefs.ts"
import * as HubRepos from "./HubRepos.ts"

/** All clients over one gateway. */
export const layer: Layer.Layer<Hub, never, Gateway | Settings> = Layer.effect(
  Hub,
  Effect.map(Effect.all([Gateway, Settings]), ([gateway, { endpoint }]) => {
    const identity = HubIdentity.make(gateway)
    return {
      identity,
      repos: HubRepos.make(gateway),
      files: HubFiles.make(gateway),
      refs: HubRefs.make(gateway),
      commits: HubCommits.make(gateway),
      lfs: HubLfs.make(gateway),
      collections: HubCollections.make(gateway, endpoint, identity)
    }
  })
)
