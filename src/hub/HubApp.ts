/** The Hub's HTTP API over a folder: an app to be served or called, and the services it needs. */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as AccountsFile from "./accounts/AccountsFile.ts"
import * as AccountsStore from "./accounts/AccountsStore.ts"
import * as Exchange from "./accounts/Exchange.ts"
import * as GrantsStore from "./accounts/GrantsStore.ts"
import type { HubServices } from "./api/Call.ts"
import * as Dispatch from "./api/Dispatch.ts"
import * as Signer from "./api/Signer.ts"
import * as EndpointStore from "./endpoints/EndpointStore.ts"
import * as HubConfig from "./HubConfig.ts"
import type { HubStartError } from "./HubError.ts"
import * as JobRunner from "./jobs/JobRunner.ts"
import * as JobSchedules from "./jobs/JobSchedules.ts"
import * as JobStore from "./jobs/JobStore.ts"
import * as ScheduleStore from "./jobs/ScheduleStore.ts"
import * as AccessLists from "./store/AccessLists.ts"
import * as Buckets from "./store/Buckets.ts"
import * as CollectionItems from "./store/CollectionItems.ts"
import * as Collections from "./store/Collections.ts"
import * as Commits from "./store/Commits.ts"
import * as Database from "./store/Database.ts"
import * as DiskBlobStore from "./store/DiskBlobStore.ts"
import * as History from "./store/History.ts"
import * as Objects from "./store/Objects.ts"
import * as Refs from "./store/Refs.ts"
import * as Repos from "./store/Repos.ts"
import * as XetStore from "./xet/XetStore.ts"

/** Answers every request; failures are answers too. */
export const app: HttpApp.Default<never, HubServices> = Dispatch.app

const reading = Layer.provideMerge(
  History.layer,
  Layer.mergeAll(
    Objects.layer,
    Refs.layer,
    Repos.layer,
    AccessLists.layer,
    Collections.layer,
    CollectionItems.layer,
    DiskBlobStore.layer
  )
)
const storage = Layer.provideMerge(Layer.mergeAll(Commits.layer, Buckets.layer, XetStore.layer), reading)
const jobs = JobSchedules.layer.pipe(
  Layer.provideMerge(JobRunner.layer),
  Layer.provideMerge(Layer.merge(JobStore.layer, ScheduleStore.layer))
)

const people = (file: AccountsFile.AccountsFile | undefined) =>
  Layer.provideMerge(Layer.merge(GrantsStore.layer, Exchange.layer(file)), AccountsStore.layer(file))

/** Opens (or makes) the data folder and everything in it; holds it until the scope closes. */
export const layer = (options: HubConfig.HubOptions): Layer.Layer<HubServices, HubStartError> =>
  Layer.unwrapEffect(
    // Before anything is touched on disk.
    Effect.map(options.accountsFile === undefined ? Effect.void : AccountsFile.load(options.accountsFile), (file) =>
      Layer.mergeAll(
        Layer.provideMerge(jobs, storage),
        people(file ?? undefined),
        Signer.layer,
        EndpointStore.layer
      ).pipe(Layer.provide(Database.layer), Layer.provideMerge(HubConfig.layer(options)))
    )
  )
