/** Where the Inference Endpoints service is, and which endpoints may see the token. */
import * as Option from "effect/Option"
import type { Endpoint } from "../../domain/wire/Endpoints.ts"
import type { SettingsShape } from "../../services/Settings.ts"
import { origin } from "./Urls.ts"

export interface EndpointHosts {
  readonly api: string
  readonly catalog: string
}

const hub = "https://huggingface.co"

/** The two hosts of the service (huggingface_hub 2.0.0). */
const official: EndpointHosts = {
  api: "https://api.endpoints.huggingface.cloud/v2",
  catalog: "https://endpoints.huggingface.co/api/catalog"
}

/** Of its endpoints. */
const domain = ".endpoints.huggingface.cloud"

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host)

/** What the environment names; the official service for the official Hub; any other Hub is asked itself: its token is not for strangers. */
export const hosts = ({
  endpoint,
  inferenceEndpoints
}: Pick<SettingsShape, "endpoint" | "inferenceEndpoints">): EndpointHosts => {
  if (Option.isNone(inferenceEndpoints) && origin(endpoint) === hub) return official
  const base = Option.getOrElse(inferenceEndpoints, () => endpoint)
  return { api: `${base}/v2`, catalog: `${base}/api/catalog` }
}

/**
 * May the token go to the endpoint itself? Public ones need none. Otherwise: to the service's own origin or domain, to this
 * machine when the service is on it, and to a domain that the endpoint's owner gave it. The last two aside, over TLS only.
 */
export const mayHaveToken = (
  { api }: EndpointHosts,
  endpoint: Pick<Endpoint, "type" | "route">,
  url: string
): boolean => {
  if (endpoint.type === "public" || !URL.canParse(url)) return false
  if (origin(url) === origin(api)) return true
  const { hostname, protocol } = new URL(url)
  if (isLoopback(hostname)) return isLoopback(new URL(api).hostname)
  if (protocol !== "https:") return false
  return (api === official.api && hostname.endsWith(domain)) || hostname === endpoint.route?.domain
}
