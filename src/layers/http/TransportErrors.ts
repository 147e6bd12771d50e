/** What a socket, a resolver or a TLS stack complains about, as {@link NetworkError}. The only place that reads foreign errors. */
import { NetworkError } from "../../domain/errors.ts"
import { presentable } from "./Urls.ts"

const byCode: Readonly<Record<string, NetworkError["reason"]>> = {
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  ECONNREFUSED: "refused",
  ENETUNREACH: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  ECONNRESET: "reset",
  EPIPE: "reset",
  UND_ERR_SOCKET: "reset",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "reset",
  UND_ERR_PRX_TLS: "proxy",
  ERR_PROXY_UNUSABLE: "proxy"
}

const words: Readonly<Record<NetworkError["reason"], string>> = {
  dns: "its name cannot be resolved",
  refused: "connection refused",
  unreachable: "no network leads there",
  reset: "the connection broke off",
  tls: "its certificate cannot be trusted",
  proxy: "the proxy refused",
  other: "no connection"
}

/** Who goes through a proxy speaks with nobody else: these are about it, not about the Hub. */
const ofProxy: Partial<typeof words> = {
  dns: "the proxy's name cannot be resolved",
  refused: "the proxy is not there",
  unreachable: "no network leads to the proxy"
}

interface Complaint {
  readonly code: string
  readonly message: string
}

const read = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined

/** The innermost cause that carries a code: wrappers around it only say that something failed. */
const innermost = (value: unknown, depth = 0): Complaint => {
  const errors = read(value, "errors")
  const inner = read(value, "cause") ?? (Array.isArray(errors) ? errors[0] : undefined)
  const deeper = inner === undefined || depth > 8 ? { code: "", message: "" } : innermost(inner, depth + 1)
  if (deeper.code !== "") return deeper
  const code = read(value, "code")
  const message = read(value, "message")
  return {
    code: typeof code === "string" ? code : "",
    message: typeof message === "string" && message !== "" ? message : deeper.message
  }
}

const reasonOf = ({ code, message }: Complaint): NetworkError["reason"] => {
  const known = byCode[code]
  if (known !== undefined) return known
  if (/prox/i.test(message)) return "proxy"
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)|CERT/.test(code)) return "tls"
  return "other"
}

/** Anything a transport failed with, going through `proxy` if there is one. The URL's query is left out, here and in the detail. */
export const networkError = (url: string, failure: unknown, proxy: string | undefined): NetworkError => {
  const complaint = innermost(failure)
  const reason = reasonOf(complaint)
  const what = (proxy === undefined ? undefined : ofProxy[reason]) ?? words[reason]
  const note = complaint.code || complaint.message.replace(/\?\S*/g, "")
  const known = complaint.code === "ERR_PROXY_UNUSABLE" ? complaint.message.replace(/\.$/, "") : undefined
  return new NetworkError({
    url: presentable(url),
    reason,
    detail: known ?? (note === "" ? what : `${what} (${note})`),
    ...(proxy === undefined ? {} : { proxy: presentable(proxy) })
  })
}
