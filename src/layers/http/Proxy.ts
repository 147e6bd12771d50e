/** Which proxy a URL goes through: the rules of httpx, which huggingface_hub 2.0.0 uses. */
import { BlockList, isIP } from "node:net"
import * as Option from "effect/Option"
import type { ProxySettings } from "../../services/Settings.ts"

const bare = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, "")

/** Is the address in a network written as `10.0.0.0/8` or `fd00::/8`? `undefined` when the entry is no network. */
const inNetwork = (entry: string, host: string): boolean | undefined => {
  const [, network = "", length] = /^([0-9a-f.:[\]]+)\/(\d{1,3})$/i.exec(entry) ?? []
  const family = isIP(bare(network))
  if (family === 0 || Number(length) > (family === 4 ? 32 : 128)) return undefined
  const kind = family === 4 ? "ipv4" : "ipv6"
  const list = new BlockList()
  list.addSubnet(bare(network), Number(length), kind)
  return isIP(host) === family && list.check(host, kind)
}

/** Does one entry of `NO_PROXY` cover the URL? */
const covers = (entry: string, url: URL): boolean => {
  if (entry === "*") return true
  const host = bare(url.hostname)
  const inside = inNetwork(entry, host)
  if (inside !== undefined) return inside
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
