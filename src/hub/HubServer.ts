/** Serves the Hub on a socket. */

import { createServer, type Server } from "node:http"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import type { Scope } from "effect/Scope"
import type { HubServices } from "./api/Call.ts"
import * as HubApp from "./HubApp.ts"
import { AddressUnavailable } from "./HubError.ts"

export interface ListenOptions {
  /** Default `127.0.0.1`: nobody else's business. */
  readonly host?: string | undefined
  /** 0 (the default) lets the system choose. */
  readonly port?: number | undefined
  /** How long requests under way may take to finish once the scope closes. Default 10 seconds. */
  readonly drain?: Duration.DurationInput | undefined
}

export interface Listening {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly host: string
  readonly port: number
}

export const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || host.startsWith("127.")

const unavailable = (host: string, port: number) => (error: { readonly cause: unknown }) => {
  const cause = error.cause
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined
  const reason = code === "EADDRINUSE" ? "taken" : code === "EACCES" ? "permission" : "other"
  return new AddressUnavailable({ host, port, reason, detail: cause instanceof Error ? cause.message : String(cause) })
}

const makeServer = (): Server => {
  const server = createServer()
  // An upload takes as long as it takes; the default cuts it after five minutes.
  server.requestTimeout = 0
  // Longer than clients keep their pools, or they write into a connection we are closing.
  server.keepAliveTimeout = 75_000
  return server
}

const listen = (server: Server, host: string, port: number) =>
  NodeHttpServer.make(() => server, { host, port }).pipe(Effect.mapError(unavailable(host, port)))

/** Fails if {@link serve} could not listen there now. */
export const probe = ({ host = "127.0.0.1", port = 0 }: ListenOptions): Effect.Effect<void, AddressUnavailable> =>
  Effect.scoped(Effect.asVoid(listen(createServer(), host, port)))

/** Stops accepting, lets requests under way finish, then cuts what is left. */
const drained = (server: Server, patience: Duration.DurationInput) =>
  Effect.gen(function* () {
    const closed = yield* Deferred.make<void>()
    server.close(() => Deferred.unsafeDone(closed, Effect.void))
    // Connections kept alive fall idle one by one, and nobody closes those that do so after close().
    const idle = Effect.repeat(
      Effect.sync(() => server.closeIdleConnections()),
      Schedule.spaced("50 millis")
    )
    const waiting = Deferred.await(closed).pipe(
      Effect.raceFirst(idle),
      Effect.timeoutTo({
        duration: patience,
        onSuccess: () => undefined,
        onTimeout: () => server.closeAllConnections()
      })
    )
    // On a fiber of its own: the one that closes the scope has been interrupted as a rule, and would not wait for anything.
    yield* Fiber.join(yield* Effect.forkDaemon(Effect.interruptible(waiting)))
  })

/** Listens until the scope closes, then drains. */
export const serve = (options: ListenOptions = {}): Effect.Effect<Listening, AddressUnavailable, HubServices | Scope> =>
  Effect.gen(function* () {
    const { drain = "10 seconds", host = "127.0.0.1", port = 0 } = options
    const server = makeServer()
    const http = yield* listen(server, host, port)
    // Nobody looks at the spans of this server, and they cost a tenth of a small request.
    yield* http.serve(HubApp.app).pipe(HttpMiddleware.withTracerDisabledWhenEffect(() => true))
    yield* Effect.addFinalizer(() => drained(server, drain))
    const bound = http.address._tag === "TcpAddress" ? http.address.port : port
    return { url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`, host, port: bound }
  })
