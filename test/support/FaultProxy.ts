/**
 * An HTTP proxy on loopback between a client and a Hub that misbehaves on demand, and counts.
 *
 * `Host` is passed on as it came, so absolute links in the Hub's answers lead through the proxy again.
 */
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { Transform } from "node:stream"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** What happens to a request or its answer. Sizes are bytes of body. */
export type Action =
  /** The connection ends after that much of the answer; the announced length stays. */
  | { readonly _tag: "Cut"; readonly after: number }
  /** Nothing more comes after that much of the answer, and the connection stays open. */
  | { readonly _tag: "Stall"; readonly after: number }
  /** The same until everything is released. */
  | { readonly _tag: "Hold"; readonly after: number }
  | { readonly _tag: "Slow"; readonly bytesPerSecond: number }
  /** A shorter answer that claims to be whole. */
  | { readonly _tag: "Truncate"; readonly to: number }
  /** One byte of the answer is another. */
  | { readonly _tag: "Corrupt"; readonly at: number }
  /** The connection ends after that much of the request. */
  | { readonly _tag: "CutRequest"; readonly after: number }
  /** The proxy answers by itself. */
  | {
      readonly _tag: "Answer"
      readonly status: number
      readonly headers?: http.OutgoingHttpHeaders
      readonly body?: string
    }
  /** Other headers on the answer; `undefined` removes. */
  | { readonly _tag: "Headers"; readonly set: Readonly<Record<string, string | undefined>> }

export interface Fault {
  readonly action: Action
  readonly method?: string
  readonly path?: RegExp
  /** Only requests that ask for a range, or only those that do not. */
  readonly ranged?: boolean
  /** Only answers whose body is announced to be longer than that: the file itself, wherever a redirect leads to. */
  readonly over?: number
  /** Lets that many matching requests pass first. */
  readonly skip?: number
  /** How often it strikes; default once. */
  readonly times?: number
}

/** One request as it went through. */
export interface Seen {
  readonly method: string
  /** With query. */
  readonly path: string
  readonly range: string | undefined
  readonly authorized: boolean
  status: number
  /** Bytes of the answer's body handed to the client. */
  down: number
  /** Bytes of the request's body received from the client. */
  up: number
}

export interface FaultProxy {
  readonly url: string
  /** The first fault that matches a request and is not used up strikes. */
  readonly inject: (fault: Fault) => Effect.Effect<void>
  /** What is held back goes on, and nothing is held back any more until the next fault of that kind. */
  readonly release: Effect.Effect<void>
  /** Drops all faults and everything seen. */
  readonly reset: Effect.Effect<void>
  readonly seen: (filter?: { readonly method?: string; readonly path?: RegExp }) => ReadonlyArray<Seen>
  /** The most requests that were under way at once since the last reset. */
  readonly atOnce: () => number
  /** Completes as soon as that many bytes of bodies, both ways together, have passed since the last reset. */
  readonly passed: (bytes: number) => Effect.Effect<void>
}

interface Armed extends Fault {
  left: number
  toSkip: number
}

const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding"])

/** A stream that hands on what `step` makes of each chunk; `undefined` holds everything back from then on. */
const passing = (step: (chunk: Buffer, offset: number, stream: Transform) => Buffer | undefined): Transform => {
  let offset = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const out = step(chunk, offset, this)
      offset += chunk.length
      if (out !== undefined) done(null, out)
    }
  })
}

/** Hands on `limit` bytes, then calls `then` once they are on their way and stays silent. */
const upTo = (limit: number, then: () => void): Transform =>
  passing((chunk, offset, stream) => {
    if (offset + chunk.length < limit) return chunk
    stream.push(chunk.subarray(0, Math.max(0, limit - offset)))
    setImmediate(then)
    return undefined
  })

/** Hands on `limit` bytes; `wait` gets what hands on the rest. */
const holding = (limit: number, wait: (go: () => void) => void): Transform => {
  let offset = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const room = Math.max(0, limit - offset)
      offset += chunk.length
      if (chunk.length <= room) return done(null, chunk)
      if (room > 0) this.push(chunk.subarray(0, room))
      wait(() => done(null, chunk.subarray(room)))
    }
  })
}

const paced = (bytesPerSecond: number): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      setTimeout(() => done(null, chunk), (chunk.length / bytesPerSecond) * 1000)
    }
  })

interface Ways {
  readonly cut: () => void
  readonly end: () => void
  readonly wait: (go: () => void) => void
}

const shape = (action: Action | undefined, { cut, end, wait }: Ways): Transform | undefined => {
  switch (action?._tag) {
    case "Hold":
      return holding(action.after, wait)
    case "Cut":
      return upTo(action.after, cut)
    case "Stall":
      return upTo(action.after, () => {})
    case "Slow":
      return paced(action.bytesPerSecond)
    case "Truncate":
      // Its end does not wait for the Hub's: the next request may come on the same connection.
      return upTo(action.to, end)
    case "Corrupt":
      return passing((chunk, offset) => {
        const at = action.at - offset
        if (at >= 0 && at < chunk.length) chunk[at] = (chunk[at] ?? 0) ^ 0xff
        return chunk
      })
    default:
      return undefined
  }
}

const answerHeaders = (answer: http.IncomingMessage, action: Action | undefined): http.OutgoingHttpHeaders => {
  const headers: http.OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(answer.headers)) if (!hopByHop.has(name)) headers[name] = value
  if (action?._tag === "Truncate") {
    headers["content-length"] = Math.min(action.to, Number(headers["content-length"] ?? action.to))
  }
  if (action?._tag === "Headers") {
    for (const [name, value] of Object.entries(action.set)) {
      if (value === undefined) delete headers[name]
      else headers[name] = value
    }
  }
  return headers
}

class Proxy {
  readonly armed: Array<Armed> = []
  readonly seen: Array<Seen> = []
  readonly waiting = new Set<() => void>()
  readonly held = new Set<() => void>()
  holds = true
  readonly upstream: URL
  bytes = 0
  underWay = 0
  atOnce = 0

  constructor(upstream: string) {
    this.upstream = new URL(upstream)
  }

  /** The fault for a request as it comes in, or (with `length`) for its answer. */
  strike(request: http.IncomingMessage, length?: number): Action | undefined {
    for (const fault of this.armed) {
      const early = fault.action._tag === "Answer" || fault.action._tag === "CutRequest"
      if (early !== (length === undefined)) continue
      if (fault.over !== undefined && !((length ?? 0) > fault.over)) continue
      if (fault.method !== undefined && fault.method !== request.method) continue
      if (fault.path !== undefined && !fault.path.test(request.url ?? "")) continue
      if (fault.ranged !== undefined && fault.ranged !== (request.headers.range !== undefined)) continue
      if (fault.left === 0) continue
      if (fault.toSkip-- > 0) continue
      fault.left--
      return fault.action
    }
    return undefined
  }

  count(entry: Seen, direction: "up" | "down"): Transform {
    return passing((chunk) => {
      entry[direction] += chunk.length
      this.bytes += chunk.length
      for (const look of [...this.waiting]) look()
      return chunk
    })
  }

  handle(request: http.IncomingMessage, response: http.ServerResponse): void {
    const early = this.strike(request)
    const entry: Seen = {
      method: request.method ?? "",
      path: request.url ?? "",
      range: request.headers.range,
      authorized: request.headers.authorization !== undefined,
      status: 0,
      down: 0,
      up: 0
    }
    this.seen.push(entry)
    this.underWay += 1
    this.atOnce = Math.max(this.atOnce, this.underWay)
    response.on("close", () => {
      this.underWay -= 1
    })
    if (early?._tag === "Answer") {
      entry.status = early.status
      request.resume()
      response.writeHead(early.status, early.headers ?? {}).end(early.body ?? "")
      return
    }
    const cut = () => request.socket.destroy()
    const onward = http.request({
      host: this.upstream.hostname,
      port: this.upstream.port,
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers: request.headers
    })
    onward.on("error", cut)
    response.on("close", () => onward.destroy())
    onward.on("response", (answer) => {
      const action = this.strike(request, Number(answer.headers["content-length"] ?? 0))
      entry.status = answer.statusCode ?? 0
      response.writeHead(entry.status, answerHeaders(answer, action))
      response.flushHeaders()
      if (request.method === "HEAD") {
        response.end()
        return
      }
      answer.on("error", cut)
      const shaped = shape(action, {
        cut,
        end: () => response.end(),
        wait: (go) => (this.holds ? this.held.add(go) : go())
      })
      const source = shaped === undefined ? answer : answer.pipe(shaped)
      source.pipe(this.count(entry, "down")).pipe(response)
    })
    const sent = request.pipe(this.count(entry, "up"))
    const limited = early?._tag === "CutRequest" ? sent.pipe(upTo(early.after, cut)) : sent
    limited.pipe(onward)
  }
}

/** A proxy before `upstream` (`http://host:port`); it and all its connections end with the scope. */
export const make = (upstream: string): Effect.Effect<FaultProxy, never, Scope.Scope> =>
  Effect.gen(function* () {
    const proxy = new Proxy(upstream)
    const server = yield* Effect.acquireRelease(
      Effect.async<http.Server>((resume) => {
        const listening = http.createServer((request, response) => proxy.handle(request, response))
        // A request cut half-way is what a client's own end looks like from here.
        listening.on("clientError", (_error, socket) => socket.destroy())
        listening.listen(0, "127.0.0.1", () => resume(Effect.succeed(listening)))
      }),
      (listening) =>
        Effect.sync(() => {
          listening.closeAllConnections()
          listening.close()
        })
    )
    const { port } = server.address() as AddressInfo
    return {
      url: `http://127.0.0.1:${port}`,
      inject: (fault) =>
        Effect.sync(() => {
          if (fault.action._tag === "Hold") proxy.holds = true
          proxy.armed.push({ ...fault, left: fault.times ?? 1, toSkip: fault.skip ?? 0 })
        }),
      release: Effect.sync(() => {
        proxy.holds = false
        for (const go of proxy.held) go()
        proxy.held.clear()
      }),
      reset: Effect.sync(() => {
        proxy.armed.length = 0
        proxy.seen.length = 0
        proxy.bytes = 0
        proxy.atOnce = proxy.underWay
      }),
      atOnce: () => proxy.atOnce,
      seen: (filter) =>
        proxy.seen.filter(
          (entry) =>
            (filter?.method === undefined || filter.method === entry.method) &&
            (filter?.path === undefined || filter.path.test(entry.path))
        ),
      passed: (bytes) =>
        Effect.async<void>((resume) => {
          const look = () => {
            if (proxy.bytes < bytes) return
            proxy.waiting.delete(look)
            resume(Effect.void)
          }
          proxy.waiting.add(look)
          look()
          return Effect.sync(() => proxy.waiting.delete(look))
        })
    }
  })
