import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:https"
import { type AddressInfo, connect, createServer as createProxy, type Socket } from "node:net"
import { join } from "node:path"
import { rootCertificates } from "node:tls"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Certificates from "../../../src/layers/http/Certificates.ts"
import { Gateway } from "../../../src/services/Gateway.ts"
import { home } from "../auth/home.ts"
import { client, eager } from "./servers.ts"

/** A server whose certificate nobody but its own file vouches for. */
const secure = Effect.gen(function* () {
  const folder = yield* home
  const key = join(folder, "key.pem")
  const certificate = join(folder, "certificate.pem")
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
  const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
  execFileSync("openssl", [...kind, "-keyout", key, "-out", certificate, ...subject], { stdio: "ignore" })
  const options = { key: readFileSync(key), cert: readFileSync(certificate) }
  const server = createServer(options, (_, response) => response.end())
  const port = yield* Effect.acquireRelease(
    Effect.async<number>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed((server.address() as AddressInfo).port)))
    }),
    () =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
  )
  return { url: `https://localhost:${port}`, certificate, folder }
})

/** A proxy that opens tunnels and notes where to. */
const tunnels = Effect.acquireRelease(
  Effect.async<{ readonly url: string; readonly lines: Array<string>; readonly close: () => void }>((resume) => {
    const lines: Array<string> = []
    const sockets = new Set<Socket>()
    const server = createProxy((socket) => {
      sockets.add(socket.on("error", () => socket.destroy()))
      socket.once("data", (head) => {
        const line = head.toString("latin1").split("\r\n")[0] ?? ""
        lines.push(line)
        const onward = connect(Number(/:(\d+)/.exec(line)?.[1]), "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 OK\r\n\r\n")
          socket.pipe(onward).pipe(socket)
        })
        sockets.add(onward.on("error", () => onward.destroy()))
      })
    })
    server.listen(0, "127.0.0.1", () => {
      const close = () => {
        for (const socket of sockets) socket.destroy()
        server.close()
      }
      resume(Effect.succeed({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, lines, close }))
    })
  }),
  ({ close }) => Effect.sync(close)
)

const call = Effect.flatMap(Gateway, (gateway) => gateway.drain({ method: "GET", url: "/" })).pipe(eager)

describe.skipIf(spawnSync("openssl", ["version"]).status !== 0)("certificates", () => {
  it.scopedLive("a certificate nobody vouches for is an error, told at once", () =>
    Effect.gen(function* () {
      const { url } = yield* secure
      const error = yield* Effect.flip(Effect.provide(call, client(url)))
      assert.strictEqual(error._tag === "NetworkError" && error.reason, "tls")
      assert.include(error.message, "its certificate cannot be trusted")
    })
  )

  it.scopedLive("SSL_CERT_FILE and SSL_CERT_DIR vouch for it", () =>
    Effect.gen(function* () {
      const { certificate, folder, url } = yield* secure
      writeFileSync(join(folder, "notes.txt"), "no certificate")
      yield* Effect.provide(call, client(url, { certFile: Option.some(certificate) }))
      yield* Effect.provide(call, client(url, { certFile: Option.none(), certDir: Option.some(folder) }))
    })
  )

  it.scopedLive("whom Node does not know is looked up where the operating system keeps certificates", () =>
    Effect.gen(function* () {
      const { certificate, folder, url } = yield* secure
      const bundle = Certificates.all(Option.none(), [join(folder, "none.pem"), certificate, join(folder, "key.pem")])
      assert.deepStrictEqual(bundle.slice(rootCertificates.length), [readFileSync(certificate, "utf8")])
      yield* Effect.provide(call, client(url, { extraCertFile: Option.some(certificate) }))
      const proxy = yield* tunnels
      const settings = { http: Option.none(), https: Option.some(proxy.url), noProxy: [] }
      yield* Effect.provide(call, client(url, { proxy: settings, extraCertFile: Option.some(certificate) }))
    })
  )

  it.scopedLive("a file that is not there is a clear error", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.provide(call, client("http://127.0.0.1:9", { certFile: Option.some("/nowhere.pem") }))
      )
      assert.strictEqual(error._tag, "InvalidInput")
      assert.include(error.message, "Invalid SSL_CERT_FILE '/nowhere.pem'")
    })
  )

  it.scopedLive("a proxy only tunnels what is encrypted", () =>
    Effect.gen(function* () {
      const { certificate, url } = yield* secure
      const proxy = yield* tunnels
      const settings = { http: Option.none(), https: Option.some(proxy.url), noProxy: [] }
      yield* Effect.provide(call, client(url, { proxy: settings, certFile: Option.some(certificate) }))
      assert.deepStrictEqual(proxy.lines, [`CONNECT ${url.slice("https://".length)} HTTP/1.1`])
    })
  )
})
