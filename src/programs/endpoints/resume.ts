/** Starts an Inference Endpoint that somebody stopped. */
import * as Effect from "effect/Effect"
import { type EndpointRef, Endpoints } from "../../services/Endpoints.ts"

/** `BadRequest` when it is running already. */
export const resumeEndpoint = (ref: EndpointRef) => Effect.flatMap(Endpoints, (endpoints) => endpoints.resume(ref))

/** Content with one that is running already. */
export const resumeEndpointRunningOk = (ref: EndpointRef) =>
  Effect.catchIf(
    resumeEndpoint(ref),
    (error) =>
      error._tag === "BadRequest" && error.status === 400 && /already running/i.test(error.serverMessage ?? ""),
    () => Effect.flatMap(Endpoints, (endpoints) => endpoints.get(ref))
  )
