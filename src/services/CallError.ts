/** What nearly every call of a client can end in: no right, no patience left, no way to the Hub, no token to be had. */
import type {
  BadRequest,
  DiskError,
  Forbidden,
  RateLimited,
  ServerError,
  TokenExchangeFailed,
  TransportError,
  Unauthorized
} from "../domain/errors.ts"

/** `BadRequest`: refused (4xx) for a reason that has no name here. `DiskError`: the token's file cannot be read. */
export type CallError =
  | Unauthorized
  | Forbidden
  | BadRequest
  | RateLimited
  | ServerError
  | TransportError
  | TokenExchangeFailed
  | DiskError
