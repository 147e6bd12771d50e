/**
 * Inference Endpoints: models that are deployed and answer at a URL of their own. The service is not the Hub: it has its own host
 * (`HF_INFERENCE_ENDPOINTS_ENDPOINT`), and the current token goes there as well, and to no other.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { EndpointName } from "../domain/EndpointName.ts"
import type {
  Conflict,
  DiskError,
  Forbidden,
  InvalidAnswer,
  InvalidInput,
  Offline,
  TokenExchangeFailed,
  Unauthorized
} from "../domain/errors.ts"
import type { Namespace } from "../domain/Namespace.ts"
import type { EndpointNotFound } from "../domain/serviceErrors.ts"
import type { Compute, CreateEndpoint, Endpoint as Described, UpdateEndpoint } from "../domain/wire/Endpoints.ts"
import type { Json } from "../domain/wire/Json.ts"
import type { CallError } from "./CallError.ts"

/** What the service says of an endpoint, and whose it is. */
export interface Endpoint extends Described {
  readonly namespace: string
}

/** Which one; without a namespace, the caller's own. */
export interface EndpointRef {
  readonly name: EndpointName
  readonly namespace?: Namespace | undefined
}

/** Something a replica can run on: the values a deployment names, price and quota. */
export interface Hardware extends Compute {
  readonly vendor: string
  readonly region: string
}

export interface CatalogDeployment {
  /** A model of the catalog. */
  readonly repoId: string
  /** Left out: the service makes one up. */
  readonly name?: EndpointName | undefined
  /** `cpu`, `gpu`, `neuron` …; left out: what suits the model. */
  readonly accelerator?: string | undefined
  readonly namespace?: Namespace | undefined
}

/** `InvalidInput`: no namespace was given, and the token is not a person's. */
export type EndpointsError = CallError | InvalidAnswer | InvalidInput
/** Of one that is named. */
export type EndpointError = EndpointsError | EndpointNotFound
/** Of a new one. `Conflict`: there is one of that name. */
export type DeployError = EndpointsError | Conflict
/** What is not healthy yet is no failure; this is one. */
export type HealthError = Unauthorized | Forbidden | Offline | TokenExchangeFailed | DiskError

export interface EndpointsShape {
  /** Whose endpoints are meant when nobody says: the owner of the token. */
  readonly namespace: Effect.Effect<Namespace, EndpointsError>
  /** Of a namespace, the caller's own, or (`*`) that and every organization's that lets the caller look. */
  readonly list: (namespace?: Namespace | "*") => Effect.Effect<ReadonlyArray<Endpoint>, EndpointsError>
  readonly get: (ref: EndpointRef) => Effect.Effect<Endpoint, EndpointError>
  readonly create: (spec: CreateEndpoint, namespace?: Namespace) => Effect.Effect<Endpoint, DeployError>
  /** What is not given stays as it is; `model.image` is replaced as a whole. */
  readonly update: (ref: EndpointRef, change: UpdateEndpoint) => Effect.Effect<Endpoint, EndpointError>
  /** Stops it until somebody resumes it. */
  readonly pause: (ref: EndpointRef) => Effect.Effect<Endpoint, EndpointError>
  /** `BadRequest` when it is running already. */
  readonly resume: (ref: EndpointRef) => Effect.Effect<Endpoint, EndpointError>
  /** Stops it until somebody calls it. */
  readonly scaleToZero: (ref: EndpointRef) => Effect.Effect<Endpoint, EndpointError>
  /** For good. */
  readonly delete: (ref: EndpointRef) => Effect.Effect<void, EndpointError>
  /** Ids of the models that can be deployed without saying how. */
  readonly catalog: Effect.Effect<ReadonlyArray<string>, CallError | InvalidAnswer>
  readonly deployFromCatalog: (deployment: CatalogDeployment) => Effect.Effect<Endpoint, DeployError>
  /** Everything on offer to a namespace, deployable now or not. */
  readonly hardware: (namespace?: Namespace) => Effect.Effect<ReadonlyArray<Hardware>, EndpointsError>
  /** Does its container answer? One look, no second try; without a URL: no. */
  readonly isHealthy: (endpoint: Endpoint) => Effect.Effect<boolean, HealthError>
  /** POSTs `payload` to it, at `path` below its URL; waits for the answer as long as it takes. `InvalidInput` when it has no URL. */
  readonly call: (endpoint: Endpoint, payload: Json, path?: string) => Effect.Effect<Json, EndpointsError>
}

export class Endpoints extends Context.Tag("hf/Endpoints")<Endpoints, EndpointsShape>() {}
