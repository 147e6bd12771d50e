/** Where a 3xx leads, as a pure question (Hub API). */
import type { GatewayRequest } from "../../services/Gateway.ts"

/** More hops than this are a loop. */
export const maxHops = 20

/** A request on its way. */
export interface Current {
  readonly url: string
  /** Of `url`. */
  readonly origin: string
  readonly method: GatewayRequest["method"]
}

export interface Hop extends Current {
  /** False when 301, 302 or 303 turned a write into a GET. */
  readonly keepsBody: boolean
}

const statuses = new Set([301, 302, 303, 307, 308])

const methodAfter = (status: number, method: GatewayRequest["method"]): GatewayRequest["method"] => {
  if (method === "HEAD" || status === 307 || status === 308) return method
  return status === 303 || method === "POST" ? "GET" : method
}

/** The next request, or `undefined` when the answer is no redirect (304, no `Location`, another scheme than http). */
export const next = (current: Current, status: number, location: string | undefined): Hop | undefined => {
  if (!statuses.has(status) || location === undefined || !URL.canParse(location, current.url)) return undefined
  const url = new URL(location, current.url)
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined
  // A name and password in a Location would become credentials of ours.
  url.username = ""
  url.password = ""
  const method = methodAfter(status, current.method)
  return { url: url.href, origin: url.origin, method, keepsBody: method === current.method }
}
