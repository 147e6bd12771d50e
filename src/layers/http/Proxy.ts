/** Which proxy a URL goes through: the rules of httpx, which huggingface_hub 2.0.0 uses. */
import { isIP } from "node:net"
import * as Option from "effect/Option"
import type { ProxySettings } from "../../services/Settings.ts"

const bare = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, "")

/** Does one entry of `NO_PROXY` cover the URL? */
const covers = (entry: string, url: URL): boolean => {
  if (entry === "*") return true
  const host = bare(url.hostname)
  if (entry.includes("://")) {
    if (!URL.canParse(entry)) return false
    const pattern = new URL(entry)
    return pattern.protocol === url.protocol && covers(pattern.port === "" ? pattern.hostname : pattern.host, url)
  }
  const [, name = entry, port] = /^(.*?[^:]):(\d+)$/.exec(isIP(bare(entry)) === 6 ? "" : entry) ?? []
  if (port !== undefined && port !== (url.port || (url.protocol === "https:" ? "443" : "80"))) return false
  const wanted = bare(name)
  if (isIP(wanted) !== 0 || wanted === "localhost") return host === wanted
  // `.example.com` is its sub-domains only, `example.com` itself too.
  return wanted.startsWith(".") ? host.endsWith(wanted) : host === wanted || host.endsWith(`.${wanted}`)
}

/** The proxy's URL, or none when the request goes out directly. */
export const choose = (proxy: ProxySettings, target: string | URL): Option.Option<string> => {
  const url = typeof target === "string" ? new URL(target) : target
  const candidate = url.protocol === "https:" ? proxy.https : proxy.http
  return Option.filter(candidate, () => !proxy.noProxy.some((entry) => covers(entry, url)))
}
