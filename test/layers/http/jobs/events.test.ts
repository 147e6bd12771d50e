import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { open } from "../../../../src/layers/http/jobs/events.ts"
import { Gateway } from "../../../../src/services/Gateway.ts"
import { client, serve } from "../servers.ts"

/** What is read of a body that comes piece by piece, and in how many chunks. */
const read = (pieces: ReadonlyArray<Buffer>) =>
  Effect.gen(function* () {
    const server = yield* serve((_, __, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" })
      const send = (i: number): void => {
        const piece = pieces[i]
        if (piece === undefined) response.end()
        else response.write(piece, () => setImmediate(send, i + 1))
      }
      send(0)
    })
    return yield* Effect.gen(function* () {
      const gateway = yield* Gateway
      const { events } = yield* open(gateway, { method: "GET", url: "/events" }, Option.some, Duration.seconds(5))
      return Chunk.toReadonlyArray(yield* Stream.runCollect(events))
    }).pipe(Effect.scoped, Effect.provide(client(server.url)))
  })

describe("events", () => {
  it.scopedLive("are found wherever the pieces they come in are torn", () =>
    Effect.gen(function* () {
      const text = [
        ": keep-alive",
        "event: log",
        'data: {"data":"schön ✓"}',
        'data:{"data":"no blank"}',
        "data: [1]",
        'data: {"torn',
        "data: ",
        'data: {"data":"windows"}\r',
        "",
        'data: {"data":"last"}'
      ].join("\n")
      const bytes = Buffer.from(text)
      const expected = [{ data: "schön ✓" }, undefined, { data: "windows" }, { data: "last" }]
      assert.deepStrictEqual(yield* read([bytes]), expected)
      assert.deepStrictEqual(yield* read([...bytes].map((byte) => Buffer.from([byte]))), expected)
      assert.deepStrictEqual(yield* read([Buffer.from(`${text}\n`)]), expected)
    })
  )
})
