/** An HTTP proxy on loopback that passes everything on and remembers what was asked: method, path with query, body. */
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface Asked {
  readonly method: string
  /** With query. */
  readonly path: string
  readonly body: Buffer
  /** The answer's status; `undefined` when there was none. */
  readonly status?: number
}

export interface Recorder {
  readonly url: string
  /** What was asked since the last time this was called. */
  readonly taken: () => ReadonlyArray<Asked>
}

/** A body is passed on once it is complete: the bodies of these tests are small. */
const bodyOf = async (request: http.IncomingMessage): Promise<Buffer> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** `Host` is passed on as it came, so the Hub's links lead through the recorder again. */
export const make = (upstream: string): Effect.Effect<Recorder, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { hostname, port } = new URL(upstream)
    let asked: Array<{ -readonly [key in keyof Asked]: Asked[key] }> = []
    const agent = new http.Agent({ keepAlive: true })
    const handle = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
      const body = await bodyOf(request)
      const { headers, method = "GET", url: path = "/" } = request
      const entry: (typeof asked)[number] = { method, path, body }
      asked.push(entry)
      const { "transfer-encoding": _, ...rest } = headers
      const length = body.length > 0 || method === "POST" || method === "PUT" ? { "content-length": body.length } : {}
      const onward = http.request({ agent, hostname, port, method, path, headers: { ...rest, ...length } })
      onward.on("response", (answer) => {
        if (answer.statusCode !== undefined) entry.status = answer.statusCode
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      onward.on("error", () => request.socket.destroy())
      onward.end(body)
    }
    const server = yield* Effect.acquireRelease(
      Effect.async<http.Server>((resume) => {
        const listening = http.createServer((request, response) => {
          handle(request, response).catch(() => request.socket.destroy())
        })
        listening.listen(0, "127.0.0.1", () => resume(Effect.succeed(listening)))
      }),
      (listening) =>
        Effect.sync(() => {
          agent.destroy()
          listening.closeAllConnections()
          listening.close()
        })
    )
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      taken: () => {
        const taken = asked
        asked = []
        return taken
      }
    }
  })
