/** The transport on Node: undici with a pool of our own. Loaded on first use, because undici costs some 90 ms of start-up. */
import { createSecureContext } from "node:tls"
import * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Agent, buildConnector, type Dispatcher, ProxyAgent } from "undici"
import { InvalidInput } from "../../domain/errors.ts"
import { Settings, type SettingsShape } from "../../services/Settings.ts"
import { codeOf } from "../disk/Disk.ts"
import * as Certificates from "./Certificates.ts"
import * as Proxy from "./Proxy.ts"
import { RawTransport } from "./RawTransport.ts"
import * as UndiciGet from "./UndiciGet.ts"

/** Sockets to one origin; more requests wait for their turn. */
const connections = 64

const options = { connections, pipelining: 1, keepAliveTimeout: 30_000 } satisfies Agent.Options

/**
 * Parses trusted certificates once, with the first TLS connection that needs them: it takes tens of milliseconds, and neither plain
 * HTTP nor the Hub's own certificate need any but Node's.
 */
const connector = (ca: string | undefined, all: () => Array<string>): buildConnector.connector => {
  const plain = buildConnector({})
  let secure: buildConnector.connector | undefined
  const own: buildConnector.connector = (target, callback) => {
    secure ??= buildConnector({ secureContext: createSecureContext({ ca: ca ?? all() }) })
    return secure(target, callback)
  }
  return (target, callback) => {
    if (target.protocol !== "https:") return plain(target, callback)
    if (ca !== undefined || secure !== undefined) return own(target, callback)
    return plain(target, (error, socket) => {
      if (error === null) return callback(null, socket)
      return Certificates.isUntrusted(error) ? own(target, callback) : callback(error, null)
    })
  }
}

/** undici gives every connection up after a HEAD, in fear of servers that send a body with it; the Hub's do not. */
const keepAfterHead: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (request, handler) =>
  dispatch(request.method === "HEAD" ? { ...request, reset: false } : request, handler)

/** Sends each request to the proxy that {@link Proxy.choose} names, or out directly. */
const dispatcher = (settings: SettingsShape, ca: string | undefined) => {
  const all = () => Certificates.all(settings.extraCertFile)
  const agent = new Agent({ ...options, connect: connector(ca, all) })
  const { http, https } = settings.proxy
  const unusable = new Map(
    (["http", "https"] as const).flatMap((scheme) =>
      Option.toArray(
        Option.zipWith(
          settings.proxy[scheme],
          Proxy.fault(settings.proxy, scheme),
          (uri, error) => [uri, error] as const
        )
      )
    )
  )
  const proxies = new Map<string, Dispatcher>()
  const uris = new Set([...Option.toArray(http), ...Option.toArray(https)])
  // Who puts a proxy in the way as a rule vouches for what comes through it, and tells the operating system so.
  const secureContext = uris.size === 0 ? undefined : createSecureContext({ ca: ca ?? all() })
  const tls = secureContext === undefined ? {} : { requestTls: { secureContext }, proxyTls: { secureContext } }
  for (const uri of uris) {
    if (!unusable.has(uri))
      proxies.set(uri, new ProxyAgent({ ...options, ...tls, ...Proxy.access(uri), proxyTunnel: false }))
  }
  const close = () => Promise.all([agent, ...proxies.values()].map((each) => each.destroy()))
  if (uris.size === 0) return { root: agent.compose(keepAfterHead), close }
  const byProxy: Dispatcher.DispatcherComposeInterceptor = (direct) => (request, handler) => {
    const uri = request.origin === undefined ? Option.none() : Proxy.choose(settings.proxy, new URL(request.origin))
    const barred = Option.flatMapNullable(uri, (it) => unusable.get(it))
    // Around it is no way to take unasked.
    if (Option.isSome(barred)) throw new Proxy.Unusable(barred.value.message)
    const proxy = Option.flatMapNullable(uri, (it) => proxies.get(it))
    return Option.isSome(proxy) ? proxy.value.dispatch(request, handler) : direct(request, handler)
  }
  // The last one sees a request first.
  return { root: agent.compose(byProxy, keepAfterHead), close }
}

const certificates = (settings: SettingsShape) =>
  Effect.try({
    try: () => Certificates.read(settings),
    catch: (error) => {
      const what = Option.isSome(settings.certFile) ? "SSL_CERT_FILE" : "SSL_CERT_DIR"
      const value = Option.getOrElse(
        Option.orElse(settings.certFile, () => settings.certDir),
        () => ""
      )
      return new InvalidInput({ what, value, reason: `it cannot be read (${codeOf(error) ?? String(error)})` })
    }
  })

/** Schemes whose proxy must be sound; one that only stands in for plain HTTP matters when somebody goes there. */
const needed = ({ endpoint, proxy }: SettingsShape): ReadonlyArray<"http" | "https"> =>
  endpoint.startsWith("https:") && /^all_proxy$/i.test(proxy.from?.http?.name ?? "") ? ["https"] : ["https", "http"]

const acquire = Effect.gen(function* () {
  const settings = yield* Settings
  const ca = yield* certificates(settings)
  const fault = Option.firstSomeOf(needed(settings).map((scheme) => Proxy.fault(settings.proxy, scheme)))
  if (Option.isSome(fault)) return yield* fault.value
  return yield* Effect.acquireRelease(
    Effect.sync(() => dispatcher(settings, ca)),
    ({ close }) => Effect.promise(close)
  )
})

export const layer: Layer.Layer<HttpClient.HttpClient | RawTransport, InvalidInput, Settings> = Layer.unwrapScoped(
  Effect.map(acquire, ({ root }) =>
    Layer.merge(
      Layer.succeed(HttpClient.HttpClient, UndiciGet.make(root, NodeHttpClient.makeUndici(root))),
      Layer.succeed(RawTransport, root)
    )
  )
)
