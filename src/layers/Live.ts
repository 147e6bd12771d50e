/** The real answers to every service, wired once. Whoever needs another Settings or transport provides it to {@link layer}. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Layer from "effect/Layer"
import type { InvalidInput } from "../domain/errors.ts"
import type { Settings } from "../services/Settings.ts"
import * as Auth from "./auth/Auth.ts"
import * as Credentials from "./auth/Credentials.ts"
import * as DeviceLogin from "./auth/DeviceLogin.ts"
import * as TokenStore from "./auth/TokenStore.ts"
import * as Checkup from "./Checkup.ts"
import * as Cache from "./disk/Cache.ts"
import * as CacheInventory from "./disk/CacheInventory.ts"
import * as FileLocks from "./disk/FileLocks.ts"
import * as LocalDir from "./disk/LocalDir.ts"
import * as Endpoints from "./http/Endpoints.ts"
import * as FastLane from "./http/FastLane.ts"
import * as Gateway from "./http/Gateway.ts"
import * as Hub from "./http/Hub.ts"
import * as Jobs from "./http/jobs/Jobs.ts"
import type { RawTransport } from "./http/RawTransport.ts"
import * as Transport from "./http/Transport.ts"
import * as SettingsLive from "./Settings.ts"
import * as Downloads from "./transfer/Downloads.ts"
import * as Hasher from "./transfer/Hasher.ts"
import * as KeptHashes from "./transfer/upload/KeptHashes.ts"
import * as Uploads from "./transfer/upload/Uploads.ts"
import * as Workspace from "./transfer/upload/Workspace.ts"

/** Everything above `Settings` and the transport. The `provideMerge`s read downwards: each row may use the rows below it. */
export const layer = Layer.mergeAll(
  Checkup.layer,
  Cache.layer,
  CacheInventory.layer,
  LocalDir.layer,
  Downloads.layer,
  Uploads.layer,
  Endpoints.layer,
  Jobs.layer
).pipe(
  Layer.provideMerge(Layer.mergeAll(Auth.layer, DeviceLogin.layer, Hasher.layer, Workspace.layer, KeptHashes.layer)),
  Layer.provideMerge(Hub.layer),
  Layer.provideMerge(Layer.merge(Gateway.layer, FastLane.layer)),
  Layer.provideMerge(Credentials.layer),
  Layer.provideMerge(TokenStore.layer),
  Layer.provideMerge(FileLocks.layer)
)

/** All that a program may need, beside `Settings`. */
export type Services = Layer.Layer.Success<typeof layer>

/** Over the network, for the given settings. */
export const layerNetwork: Layer.Layer<Services | HttpClient.HttpClient | RawTransport, InvalidInput, Settings> =
  layer.pipe(Layer.provideMerge(Transport.layer))

/** The environment's settings and the network: what a program in a service provides. */
export const Live: Layer.Layer<Services | HttpClient.HttpClient | RawTransport | Settings, InvalidInput> =
  layerNetwork.pipe(Layer.provideMerge(SettingsLive.layer))
