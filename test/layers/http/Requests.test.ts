import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Gateway } from "../../../src/services/Gateway.ts"
import { type Outgoing, Requests } from "../../../src/services/Requests.ts"
import { client, eager, serve } from "./servers.ts"

interface Heard extends Outgoing {
  status?: number
  bytes: number
  end?: string | undefined
}

const listening = () => {
  const all: Array<Heard> = []
  const begin = (outgoing: Outgoing) => {
    const heard: Heard = { ...outgoing, bytes: 0 }
    all.push(heard)
    return {
      answered: (status: number) => {
        heard.status = status
      },
      received: (bytes: number) => {
        heard.bytes += bytes
      },
      over: (failure: string | undefined) => {
        heard.end = failure ?? "well"
      }
    }
  }
  return { all, begin }
}

describe("requests are told to who wants to know", () => {
  it.scopedLive("each try and each hop, without what is secret in the URL", () =>
    Effect.gen(function* () {
      let refused = 0
      const server = yield* serve((request, _, response) => {
        if (request.url.startsWith("/new")) response.end("twelve bytes")
        else if (refused++ === 0) response.writeHead(503).end("not yet")
        else response.writeHead(302, { location: "/new?signature=secret" }).end()
      })
      const { all, begin } = listening()
      yield* Effect.flatMap(Gateway, (gateway) =>
        gateway.drain({ method: "GET", url: "/old", query: [["token", "secret"]] })
      ).pipe(Effect.provideService(Requests, { begin }), eager, Effect.provide(client(server.url)))
      assert.deepStrictEqual(all, [
        { method: "GET", url: `${server.url}/old`, attempt: 1, hop: 0, bytes: 7, status: 503, end: "well" },
        { method: "GET", url: `${server.url}/old`, attempt: 2, hop: 0, bytes: 0, status: 302, end: "well" },
        { method: "GET", url: `${server.url}/new`, attempt: 2, hop: 1, bytes: 12, status: 200, end: "well" }
      ])
    })
  )

  it.scopedLive("those nobody answered, and those that broke off", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, _, response) => {
        if (request.url === "/cut") {
          response.writeHead(200, { "content-length": "100" })
          response.write("some", () => response.destroy())
        } else response.destroy()
      })
      const { all, begin } = listening()
      const drain = (url: string) =>
        Effect.flip(Effect.flatMap(Gateway, (gateway) => gateway.drain({ method: "POST", url }))).pipe(
          Effect.provideService(Requests, { begin })
        )
      yield* Effect.zipRight(drain("/cut"), drain("/gone")).pipe(Effect.provide(client(server.url)))
      assert.deepStrictEqual(
        all.map(({ bytes, status }) => ({ bytes, status })),
        [
          { bytes: 4, status: 200 },
          { bytes: 0, status: undefined }
        ]
      )
      for (const { end } of all) assert.match(end ?? "", /^(reset|connection failed)$/)
    })
  )
})
