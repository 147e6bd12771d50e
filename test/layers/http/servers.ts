/** Real servers on loopback and a gateway that talks to them. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Gateway from "../../../src/layers/http/Gateway.ts"
import * as Hub from "../../../src/layers/http/Hub.ts"
import * as Transport from "../../../src/layers/http/Transport.ts"
import * as Settings from "../../../src/layers/Settings.ts"
import { type Credential, Credentials } from "../../../src/services/Credentials.ts"
import { Policies } from "../../../src/services/Policies.ts"
import type { SettingsShape } from "../../../src/services/Settings.ts"

export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

export interface TestServer {
  readonly url: string
  readonly port: number
  readonly seen: Array<Seen>
  /** Sockets ever accepted. */
  readonly connections: () => number
  readonly server: Server
}

/** A server for the scope; `handle` answers once the body is in. */
export const serve = (handle: (request: Seen, ...rest: [...Parameters<RequestListener>]) => void) =>
  Effect.acquireRelease(
    Effect.async<TestServer>((resume) => {
      const seen: Array<Seen> = []
      let connections = 0
      const server = createServer((request, response) => {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk) => chunks.push(chunk))
        request.on("end", () => {
          const { headers, method = "", url = "" } = request
          const one = { method, url, headers, body: Buffer.concat(chunks).toString() }
          seen.push(one)
          handle(one, request, response)
        })
      })
      server.on("connection", () => {
        connections += 1
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, port, seen, connections: () => connections, server }))
      })
    }),
    ({ server }) =>
      Effect.async<void>((resume) => {
        server.closeAllConnections()
        server.close(() => resume(Effect.void))
      })
  )

export const token = "hf_test_token"

/** Gateway and Hub over the real transport, logged in unless `overrides` says otherwise. */
export const client = (endpoint: string, overrides: Partial<SettingsShape> = {}, loggedIn = true) => {
  const proxy = { http: Option.none(), https: Option.none(), noProxy: [] }
  const settings = Settings.layerWith({
    endpoint,
    proxy,
    offline: false,
    certFile: Option.none(),
    certDir: Option.none(),
    ...overrides
  })
  const credentials = Layer.succeed(Credentials, {
    current: Effect.succeed(
      loggedIn ? Option.some<Credential>({ token: Redacted.make(token), source: "file" }) : Option.none()
    )
  })
  return Hub.layer.pipe(
    Layer.provideMerge(Gateway.layer),
    Layer.provide([Transport.layer, credentials]),
    Layer.provideMerge(settings)
  )
}

/** Retries at once. */
export const eager = Effect.provideService(Policies, { ...Policies.defaults, retryBase: Duration.millis(1) })
