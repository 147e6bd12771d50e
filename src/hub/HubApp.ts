/** The Hub's HTTP API over a folder: an app to be served or called, and the services it needs. */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as AccountsStore from "./accounts/AccountsStore.ts"
import type { HubServices } from "./api/Call.ts"
import * as Dispatch from "./api/Dispatch.ts"
import * as Http from "./api/Http.ts"
import * as Refusal from "./api/Refusal.ts"
import * as Signer from "./api/Signer.ts"
import * as HubConfig from "./HubConfig.ts"
import type { HubStartError } from "./HubError.ts"
import * as Commits from "./store/Commits.ts"
import * as Database from "./store/Database.ts"
import * as DiskBlobStore from "./store/DiskBlobStore.ts"
import * as History from "./store/History.ts"
import * as Objects from "./store/Objects.ts"
import * as Refs from "./store/Refs.ts"
import * as Repos from "./store/Repos.ts"

/** Answers every request; failures are answers too. */
export const app: HttpApp.Default<never, HubServices> = Dispatch.router.pipe(
  // Params are not read from the router, which would refuse long ones.
  HttpRouter.withRouterConfig({ maxParamLength: 16_384 }),
  Effect.catchTag("RouteNotFound", () => Http.answered(Effect.fail(Refusal.noRoute()))),
  Dispatch.withRequestId
)

const reading = Layer.provideMerge(History.layer, Layer.mergeAll(Objects.layer, Refs.layer, Repos.layer))
const storage = Layer.provideMerge(Commits.layer, reading)

/** Opens (or makes) the data folder and everything in it; holds it until the scope closes. */
export const layer = (options: HubConfig.HubOptions): Layer.Layer<HubServices, HubStartError> =>
  Layer.mergeAll(storage, DiskBlobStore.layer, AccountsStore.layer, Signer.layer).pipe(
    Layer.provide(Database.layer),
    Layer.provideMerge(HubConfig.layer(options))
  )
