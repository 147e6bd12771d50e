/** The Hugging Face Hub: a facade of small clients. */
import * as Context from "effect/Context"
import type { HubCommits, HubFiles, HubIdentity, HubLfs, HubRefs, HubRepos } from "./HubClients.ts"
import type { HubCollections } from "./HubCollections.ts"

export interface HubShape {
  readonly identity: HubIdentity
  readonly repos: HubRepos
  readonly files: HubFiles
  readonly refs: HubRefs
  readonly commits: HubCommits
  readonly lfs: HubLfs
  readonly collections: HubCollections
}

export class Hub extends Context.Tag("hf/Hub")<Hub, HubShape>() {}
