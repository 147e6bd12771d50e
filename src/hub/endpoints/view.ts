/** An endpoint as the API shows it. */
import type { EndpointState } from "../../domain/wire/Endpoints.ts"
import type { AccountsShape } from "../accounts/Accounts.ts"
import type { StoredEndpoint } from "./EndpointStore.ts"
import * as Machine from "./Machine.ts"

/** Below the origin: where the endpoint of this id answers. */
export const route = "/-/endpoint"

export const healthRoute = "/health"

export const stateAt = (endpoint: StoredEndpoint, now: number): EndpointState => {
  const { minReplica, scaleToZeroTimeout } = endpoint.spec.compute.scaling
  return Machine.stateAt(
    { ...endpoint, idleMinutes: minReplica === 0 ? (scaleToZeroTimeout ?? undefined) : undefined },
    now
  )
}

const messages: Readonly<Record<EndpointState, string>> = {
  pending: "Endpoint is waiting to be scheduled",
  initializing: "Endpoint is initializing",
  running: "Endpoint is ready",
  updating: "Endpoint is being updated",
  updateFailed: "Endpoint could not be updated",
  paused: "Endpoint is paused",
  failed: "Endpoint failed to start",
  scaledToZero: "Endpoint is scaled to zero"
}

const person = (accounts: AccountsShape, id: string) => ({ id, name: accounts.byId(id)?.name ?? "" })

export const view = (accounts: AccountsShape, endpoint: StoredEndpoint, origin: string, now: number) => {
  const { spec } = endpoint
  const state = stateAt(endpoint, now)
  const broken = state === "failed" || state === "updateFailed"
  return {
    name: spec.name,
    type: spec.type,
    healthRoute,
    provider: spec.provider,
    compute: {
      id: `${spec.provider.vendor}-${spec.provider.region}-${spec.compute.instanceType}-${spec.compute.instanceSize}`,
      ...spec.compute
    },
    model: { revision: null, task: null, ...spec.model },
    status: {
      state,
      message: broken ? (endpoint.failure ?? messages[state]) : messages[state],
      ...(Machine.hasUrl(state) ? { url: `${origin}${route}/${endpoint.id}` } : {}),
      createdAt: endpoint.createdAt,
      updatedAt: endpoint.updatedAt,
      createdBy: person(accounts, endpoint.creatorId),
      updatedBy: person(accounts, endpoint.updaterId),
      private: null,
      readyReplica: state === "running" || state === "updating" ? 1 : 0,
      targetReplica: state === "paused" || state === "scaledToZero" ? 0 : Math.max(1, spec.compute.scaling.minReplica)
    },
    ...(spec.route === undefined ? {} : { route: spec.route }),
    ...(spec.tags === undefined ? {} : { tags: spec.tags }),
    ...(spec.privateService === undefined ? {} : { privateService: spec.privateService }),
    cacheHttpResponses: spec.cacheHttpResponses ?? false
  }
}
