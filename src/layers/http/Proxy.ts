/** Which proxy a URL goes through: the rules of httpx, which huggingface_hub 2.0.0 uses. */
import { BlockList, isIP } from "node:net"
import * as Option from "effect/Option"
import { InvalidInput } from "../../domain/errors.ts"
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

/** Without what may be a password, also when it is no URL: all before the last `@`, and a port that is none. */
const shown = (value: string): string => {
  if (value.includes("@")) return value.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, "$1…@")
  return value.replace(/:(?!\/\/)(?!\d{1,5}(?:\/|$)).*$/s, ":…")
}

const kinds = "proxies are http:// or https:// ones"

const decoded = Option.liftThrowable(decodeURIComponent)

/** Why it cannot be a proxy's URL. */
const problem = (uri: string): string | undefined => {
  if (!URL.canParse(uri))
    return "write http://HOST:PORT or https://HOST:PORT, with USER:PASSWORD@ before the host if the proxy asks for them"
  const { password, protocol, username } = new URL(uri)
  if (protocol.startsWith("socks")) return `SOCKS is not spoken here; ${kinds}`
  if (protocol !== "http:" && protocol !== "https:") return kinds
  return Option.isNone(decoded(username + password)) ? "write a % in the user or the password as %25" : undefined
}

/** What is wrong with the proxy for a scheme, by the name of the variable it stands in. */
export const fault = (proxy: ProxySettings, scheme: "http" | "https"): Option.Option<InvalidInput> =>
  Option.flatMap(proxy[scheme], (uri) => {
    const reason = problem(uri)
    const { name, value } = proxy.from?.[scheme] ?? { name: "proxy", value: uri }
    return reason === undefined
      ? Option.none()
      : Option.some(new InvalidInput({ what: name, value: shown(value), reason }))
  })

/**
 * Where a sound one is, and what it is told of who asks. Nothing but the host counts; undici refuses paths, and says nothing for a
 * user or a password alone, which some proxies take for a key.
 */
export const access = (proxy: string): { readonly uri: string; readonly token?: string } => {
  const { origin: uri, password, username } = new URL(proxy)
  if (username === "" && password === "") return { uri }
  const both = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { uri, token: `Basic ${Buffer.from(both).toString("base64")}` }
}

/** Somebody was to go through a proxy that cannot be used. */
export class Unusable extends Error {
  readonly code = "ERR_PROXY_UNUSABLE"
}

/** The proxy's URL, or none when the request goes out directly. */
export const choose = (proxy: ProxySettings, target: string | URL): Option.Option<string> => {
  const url = typeof target === "string" ? new URL(target) : target
  const candidate = url.protocol === "https:" ? proxy.https : proxy.http
  return Option.filter(candidate, () => !proxy.noProxy.some((entry) => covers(entry, url)))
}
