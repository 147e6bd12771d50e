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
import * as Certificates from "./Certificates.ts"
import * as Proxy from "./Proxy.ts"
import { RawTransport } from "./RawTransport.ts"
import * as UndiciGet from "./UndiciGet.ts"

/** Sockets to one origin; more requests wait for their turn. */
const connections = 64

const options = { connections, pipelining: 1, keepAliveTimeout: 30_000 } satisfies Agent.Options

/** Parses trusted certificates once, with the first TLS connection: it takes milliseconds, and plain HTTP needs none. */
const connector = (ca: string | undefined): buildConnector.connector => {
  const plain = buildConnector({})
  let secure: buildConnector.connector | undefined
  return (target, callback) => {
    if (ca === undefined || target.protocol !== "https:") return plain(target, callback)
    secure ??= buildConnector({ secureContext: createSecureContext({ ca }) })
    return secure(target, callback)
  }
}

/** undici gives every connection up after a HEAD, in fear of servers that send a body with it; the Hub's do not. */
const keepAfterHead: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (request, handler) =>
  dispatch(request.method === "HEAD" ? { ...request, reset: false } : request, handler)

/** Sends each request to the proxy that {@link Proxy.choose} names, or out directly. */
const dispatcher = (settings: SettingsShape, ca: string | undefined) => {
  const agent = new Agent({ ...options, connect: connector(ca) })
  const tls = ca === undefined ? {} : { requestTls: { ca }, proxyTls: { ca } }
  const { http, https } = settings.proxy
  const proxies = new Map<string, Dispatcher>()
  for (const uri of new Set([...Option.toArray(http), ...Option.toArray(https)])) {
    proxies.set(uri, new ProxyAgent({ ...options, ...tls, uri, proxyTunnel: false }))
  }
  const close = () => Promise.all([agent, ...proxies.values()].map((each) => each.destroy()))
  if (proxies.size === 0) return { root: agent.compose(keepAfterHead), close }
  const byProxy: Dispatcher.DispatcherComposeInterceptor = (direct) => (request, handler) => {
    const uri = request.origin === undefined ? Option.none() : Proxy.choose(settings.proxy, new URL(request.origin))
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
      return new InvalidInput({ what, value, reason: `it cannot be read (${String(error)})` })
    }
  })

const acquire = Effect.gen(function* () {
  const settings = yield* Settings
  const ca = yield* certificates(settings)
  return yield* Effect.acquireRelease(
    Effect.try({
      try: () => dispatcher(settings, ca),
      // The one thing that can be wrong here is a proxy's URL; it may hold a password, so it is not shown.
      catch: () => new InvalidInput({ what: "proxy", value: "HTTP_PROXY/HTTPS_PROXY", reason: "it is not a proxy URL" })
    }),
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
