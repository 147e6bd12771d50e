import { createHash } from "node:crypto"
import { existsSync, readdirSync, readlinkSync } from "node:fs"
import { request } from "node:http"
import { join } from "node:path"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { HubConfig } from "../../src/hub/HubConfig.ts"
import * as HubServer from "../../src/hub/HubServer.ts"
import * as InProcess from "../../src/hub/InProcess.ts"
import { call, commitObject, createModel, ownerToken, sha256, tokens, withHub } from "./support/hub.ts"

const MiB = 1024 * 1024

/** Files of the folder this process holds open (Linux tells; elsewhere none are seen). */
const openFiles = (folder: string) =>
  existsSync("/proc/self/fd")
    ? readdirSync("/proc/self/fd").flatMap((fd) => {
        try {
          const target = readlinkSync(`/proc/self/fd/${fd}`)
          return target.startsWith(folder) ? [target] : []
        } catch {
          return []
        }
      })
    : []

const soon = { schedule: Schedule.spaced("10 millis").pipe(Schedule.intersect(Schedule.recurs(500))) }
const eventually = (what: () => ReadonlyArray<string>) =>
  Effect.suspend(() => {
    const left = what()
    return left.length === 0 ? Effect.void : Effect.fail(left)
  }).pipe(Effect.retry(soon))

const bodyOf = <E, R>(response: Effect.Effect<HttpClientResponse, E, R>) =>
  Stream.unwrap(Effect.map(response, (each) => each.stream))

const uploadHref = Effect.fnUntraced(function* (oid: string, size: number) {
  const batch = yield* call("POST", "/alice/demo.git/info/lfs/objects/batch", {
    token: tokens.alice,
    json: { operation: "upload", objects: [{ oid, size }] }
  })
  const href: string = batch.json().objects[0].actions.upload.href
  return href
})

describe("large bodies, in process", () => {
  it.live("stream up and down", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const piece = Buffer.alloc(MiB, "0123456789abcdef")
        const pieces = 48
        const hash = createHash("sha256")
        for (let i = 0; i < pieces; i++) hash.update(piece)
        const oid = hash.digest("hex")
        const href = yield* uploadHref(oid, pieces * MiB)
        const client = yield* HttpClient.HttpClient
        const body = HttpBody.stream(Stream.range(1, pieces).pipe(Stream.map(() => new Uint8Array(piece))))
        const put = yield* client.execute(HttpClientRequest.put(href).pipe(HttpClientRequest.setBody(body)))
        assert.strictEqual(put.status, 200)
        const lfs = { key: "lfsFile", value: { path: "w.bin", algo: "sha256", oid, size: pieces * MiB } }
        yield* call("POST", "/api/models/alice/demo/commit/main", {
          token: tokens.alice,
          ndjson: [{ key: "header", value: { summary: "Add" } }, lfs]
        })
        const location = (yield* call("GET", "/alice/demo/resolve/main/w.bin")).headers["location"]
        const down = createHash("sha256")
        yield* client.get(`${InProcess.origin}${location}`).pipe(
          bodyOf,
          Stream.runForEach((bytes) => Effect.sync(() => down.update(bytes)))
        )
        assert.strictEqual(down.digest("hex"), oid)
      })
    )
  )

  it.live("leave no file open and none behind when the client turns away", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const { dataDir } = yield* HubConfig
        const content = Buffer.alloc(20 * MiB, 3)
        yield* commitObject("alice/demo", "w.bin", content)
        const location = (yield* call("GET", "/alice/demo/resolve/main/w.bin")).headers["location"]
        const client = yield* HttpClient.HttpClient
        for (let i = 0; i < 20; i++) {
          const first = client.get(`${InProcess.origin}${location}`).pipe(bodyOf, Stream.take(1))
          assert.strictEqual(yield* Stream.runCount(first), 1)
        }
        yield* eventually(() => openFiles(join(dataDir, "blobs")))

        const other = Buffer.alloc(5 * MiB, 4)
        const href = yield* uploadHref(sha256(other), other.length)
        const begun = yield* Deferred.make<void>()
        const body = HttpBody.stream(
          Stream.make(new Uint8Array(other.subarray(0, 2 * MiB))).pipe(
            Stream.concat(Stream.execute(Deferred.succeed(begun, undefined))),
            Stream.concat(Stream.never)
          )
        )
        const upload = yield* Effect.fork(
          client.execute(HttpClientRequest.put(href).pipe(HttpClientRequest.setBody(body)))
        )
        yield* Deferred.await(begun)
        yield* Fiber.interrupt(upload)
        yield* eventually(() => readdirSync(join(dataDir, "tmp")))
        yield* eventually(() => openFiles(join(dataDir, "tmp")))
      })
    )
  )
})

describe("over a socket", () => {
  it.live("URLs carry the host the client used, and a cut upload leaves nothing behind", () =>
    withHub(
      Effect.gen(function* () {
        const { dataDir } = yield* HubConfig
        const { port, url } = yield* HubServer.serve()
        assert.strictEqual(url, `http://127.0.0.1:${port}`)
        const authorization = `Bearer ${yield* ownerToken}`
        const post = (path: string, body: unknown, host: string) =>
          Effect.tryPromise(() =>
            fetch(`http://${host}:${port}${path}`, {
              method: "POST",
              body: JSON.stringify(body),
              headers: { authorization }
            }).then((response) => response.json())
          )
        const created = yield* post("/api/repos/create", { name: "demo" }, "localhost")
        assert.deepInclude(created, { url: `http://localhost:${port}/local/demo` })
        const oid = "1".repeat(64)
        const batch = yield* post(
          "/local/demo.git/info/lfs/objects/batch",
          { operation: "upload", objects: [{ oid, size: 10 * MiB }] },
          "127.0.0.1"
        )
        const href = (batch as { objects: ReadonlyArray<{ actions: { upload: { href: string } } }> }).objects[0]
          ?.actions.upload.href
        assert.isTrue(href?.startsWith(`${url}/-/upload/`))
        yield* Effect.async<void>((resume) => {
          const upload = request(href ?? "", { method: "PUT", headers: { "content-length": String(10 * MiB) } })
          upload.on("error", () => resume(Effect.void))
          // The server has begun to read when it takes more than a socket holds.
          upload.write(Buffer.alloc(8 * MiB), () => upload.destroy(new Error("cut")))
        })
        yield* eventually(() => readdirSync(join(dataDir, "tmp")))
        const alive = yield* Effect.tryPromise(() => fetch(`${url}/local/demo/resolve/main/.gitattributes`))
        assert.strictEqual(alive.status, 200)
        const head = yield* Effect.tryPromise(() =>
          fetch(`${url}/local/demo/resolve/main/.gitattributes`, { method: "HEAD" })
        )
        assert.deepStrictEqual(
          [head.headers.get("content-length"), head.headers.get("accept-ranges")],
          ["1519", "bytes"]
        )
      })
    )
  )
})
