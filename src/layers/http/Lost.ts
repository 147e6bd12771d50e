/** Answers that were lost: of a request that changes something, nobody knows then whether it was carried out. */
import { NetworkError, TimedOut } from "../../domain/errors.ts"
import type { GatewayRequest } from "../../services/Gateway.ts"
import { type Failure, isIdempotent } from "./Retries.ts"

/** Says so in the failure, unless the request may be sent again, or was answered, or never left. */
export const marked =
  (request: GatewayRequest) =>
  (failure: Failure): Failure => {
    if (isIdempotent(request)) return failure
    const { error } = failure
    if (error._tag === "TimedOut")
      return {
        ...failure,
        error: new TimedOut({ url: error.url, phase: error.phase, seconds: error.seconds, maybeDone: true })
      }
    if (error._tag !== "NetworkError" || error.reason !== "reset") return failure
    const { cause, detail, proxy, reason, url } = error
    return { ...failure, error: new NetworkError({ url, reason, detail, proxy, cause, maybeDone: true }) }
  }
