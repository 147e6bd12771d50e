import { truncateSync } from "node:fs"
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { buffer } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { FileSlice } from "../../src/hub/store/FileSlice.ts"
import * as RandomFiles from "../support/RandomFiles.ts"
import * as TempDir from "../support/TempDir.ts"

const size = 9 * 1024 * 1024 + 17

/** A file, a server that pipes it into every answer, and how the first answer ended. */
const served = Effect.gen(function* () {
  const path = join(yield* TempDir.make("slice"), "file")
  const sha256 = yield* RandomFiles.write(path, size, "slice")
  const ended = yield* Deferred.make<FileSlice>()
  const answer = (_: http.IncomingMessage, response: http.ServerResponse) => {
    const slice = new FileSlice(path, 0, size - 1)
    slice.once("close", () => Deferred.unsafeDone(ended, Effect.succeed(slice)))
    pipeline(slice, response).catch(() => response.destroy())
  }
  const server = yield* Effect.acquireRelease(
    Effect.async<http.Server>((resume) => {
      const listening = http.createServer(answer).listen(0, "127.0.0.1", () => resume(Effect.succeed(listening)))
    }),
    (listening) => Effect.async<void>((resume) => void listening.close(() => resume(Effect.void)))
  )
  const get = Effect.async<http.IncomingMessage>((resume) => {
    const { port } = server.address() as AddressInfo
    http.get({ port, host: "127.0.0.1", agent: false }, (response) => resume(Effect.succeed(response)))
  })
  return { path, sha256, ended: Deferred.await(ended), get }
})

describe("a stretch of a file", () => {
  it.scopedLive("arrives whole, however slowly it is read, by pipe and by reading", () =>
    Effect.gen(function* () {
      const { ended, get, path, sha256 } = yield* served
      const response = yield* get
      const slowly = Effect.promise(async () => {
        const pieces: Array<Buffer> = []
        for await (const piece of response) {
          pieces.push(piece)
          // Time for everything behind to fill up.
          await new Promise((next) => setImmediate(next))
        }
        return Buffer.concat(pieces)
      })
      assert.strictEqual(RandomFiles.sha256(yield* slowly), sha256)
      assert.isNull((yield* ended).errored)

      const middle = yield* Effect.promise(() => buffer(new FileSlice(path, 1000, 2_000_000)))
      const whole = yield* Effect.promise(() => buffer(new FileSlice(path, 0, size - 1)))
      assert.strictEqual(RandomFiles.sha256(whole), sha256)
      assert.isTrue(middle.equals(whole.subarray(1000, 2_000_001)))
    })
  )

  it.scopedLive("ends with a reader that leaves", () =>
    Effect.gen(function* () {
      const { ended, get } = yield* served
      const response = yield* get
      response.destroy()
      assert.isTrue((yield* ended).destroyed)
    })
  )

  it.scopedLive("breaks off where the file does, and never looks finished", () =>
    Effect.gen(function* () {
      const { ended, get, path } = yield* served
      truncateSync(path, 3_000_000)
      const response = yield* get
      const came = yield* Effect.either(Effect.tryPromise(() => buffer(response)))
      assert.strictEqual(came._tag, "Left")
      assert.match((yield* ended).errored?.message ?? "", /shorter than it was/)
    })
  )
})
