/** Buckets and the way content comes to them, as far as no client shows it: who may, and what is refused. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Hash from "../../src/hub/xet/hash.ts"
import * as Xorb from "../../src/hub/xet/xorb.ts"
import { call, tokens, withHub } from "./support/hub.ts"

const hello = "d8d408e608fb9ca213b9909a65d86d725f2de4d8d540324be8a363e7a6e228cb"
const helloFile = "a9dae0ad88b060bdd7e7c87abdcf95b132c95a0414b06d4f6beb68d287b87165"
const helloXorb = Xorb.write(Buffer.from("Hello World!"))
const helloShard = Buffer.from(
  [
    "48465265706f4d6574614461746100556967456a7b815783a5bdd95ccdd14aa902000000000000000000000000000000",
    "bd60b088ade0daa9b195cfbd7ac8e7d74f6db014045ac9326571b887d268eb6b00000080010000000000000000000000",
    "a29cfb08e608d4d8726dd8659a90b9134b3240d5d8e42d5fcb28e2a6e763a3e8000000000c0000000000000001000000",
    "4ccb988e4563cb8923b7a7a5506bbe7592e648535df0824b2b86c35daf1ab75f00000000000000000000000000000000",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00000000000000000000000000000000",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00000000000000000000000000000000"
  ].join(""),
  "hex"
)

const create = (id: string, more: Record<string, unknown> = {}, token: string = tokens.alice) =>
  call("POST", `/api/buckets/${id}`, { token, json: more })

const casToken = (id: string, kind: "read" | "write", token: string = tokens.alice) =>
  Effect.map(call("GET", `/api/buckets/${id}/xet-${kind}-token`, { token }), (answer) => answer)

const cas = (method: "GET" | "POST", path: string, token: string, bytes?: Uint8Array, headers = {}) =>
  call(method, `/-/cas${path}`, { token, headers, ...(bytes === undefined ? {} : { bytes }) })

/** A bucket with `Hello World!` sent to it, and tokens for its content. */
const sent = Effect.gen(function* () {
  yield* create("me/b")
  const write = (yield* casToken("alice/b", "write")).json().accessToken
  const read = (yield* casToken("alice/b", "read")).json().accessToken
  assert.deepStrictEqual((yield* cas("POST", `/v1/xorbs/default/${hello}`, write, helloXorb)).json(), {
    was_inserted: true
  })
  assert.strictEqual((yield* cas("POST", "/v1/shards", write, helloShard)).status, 200)
  return { read, write }
})

const batch = (lines: ReadonlyArray<unknown>, token: string = tokens.alice) =>
  call("POST", "/api/buckets/alice/b/batch", { token, ndjson: lines })

describe("a bucket", () => {
  it.scopedLive("is its owner's, once, and seen by those who may", () =>
    withHub(
      Effect.gen(function* () {
        assert.match((yield* create("me/b", { private: true })).json().url, /\/buckets\/alice\/b$/)
        const again = yield* create("Alice/B")
        assert.strictEqual(again.status, 409)
        assert.match(again.json().url, /\/buckets\/alice\/b$/)
        assert.strictEqual((yield* create("alice/c", {}, tokens.bob)).status, 403)
        assert.strictEqual((yield* create("alice/c", {}, tokens.aliceRead)).status, 403)
        assert.strictEqual((yield* create("alice/a--b")).status, 400)
        const info = "/api/buckets/alice/b"
        assert.strictEqual((yield* call("GET", info)).status, 401)
        const other = yield* call("GET", info, { token: tokens.bob })
        assert.deepStrictEqual([other.status, other.headers["x-error-code"]], [404, "RepoNotFound"])
        assert.deepStrictEqual((yield* call("GET", "/api/buckets/me", { token: tokens.bob })).json(), [])
        yield* call("PUT", `${info}/settings`, { token: tokens.alice, json: { private: false } })
        assert.strictEqual((yield* call("GET", info)).json().totalFiles, 0)
        assert.strictEqual((yield* call("DELETE", info, { token: tokens.bob })).status, 403)
        assert.strictEqual((yield* call("DELETE", info, { token: tokens.alice })).status, 200)
        assert.strictEqual((yield* call("GET", info, { token: tokens.alice })).status, 404)
      })
    )
  )

  it.scopedLive("takes what was sent before, each line by itself, and gives it back in ranges", () =>
    withHub(
      Effect.gen(function* () {
        yield* sent
        const add = (path: string, xetHash: string) => ({ type: "addFile", path, xetHash, mtime: 1_700_000_000 })
        const mixed = yield* batch([add("a.txt", helloFile), add("b.txt", "f".repeat(64)), add("../c", helloFile)])
        assert.deepStrictEqual(
          [mixed.status, mixed.json().succeeded, mixed.json().failed.map(({ path }: { path: string }) => path)],
          [200, 1, ["b.txt", "../c"]]
        )
        assert.strictEqual((yield* batch([add("b.txt", "f".repeat(64))])).status, 422)
        assert.strictEqual((yield* batch(["no operation"])).status, 400)
        assert.strictEqual((yield* batch([add("a.txt", helloFile)], tokens.aliceRead)).status, 403)
        const [item] = (yield* call("GET", "/api/buckets/alice/b/tree", { token: tokens.alice })).json()
        assert.deepStrictEqual([item.path, item.size, item.xetHash], ["a.txt", 12, helloFile])
        assert.match(item.mtime, /^2023-/)
        const part = yield* call("GET", "/buckets/alice/b/resolve/a.txt", { headers: { range: "bytes=6-10" } })
        assert.deepStrictEqual([part.status, part.text, part.headers["x-xet-hash"]], [206, "World", helloFile])
        const missing = yield* call("GET", "/buckets/alice/b/resolve/none")
        assert.deepStrictEqual([missing.status, missing.headers["x-error-code"]], [404, "EntryNotFound"])
      })
    )
  )
})

describe("content by Xet", () => {
  it.scopedLive("is taken from those who may write, and is what its name says", () =>
    withHub(
      Effect.gen(function* () {
        const { read, write } = yield* sent
        assert.strictEqual((yield* casToken("alice/b", "write", tokens.bob)).status, 403)
        const xorb = `/v1/xorbs/default/${hello}`
        assert.strictEqual((yield* cas("POST", xorb, "nonsense", helloXorb)).status, 401)
        assert.strictEqual((yield* cas("POST", xorb, tokens.alice, helloXorb)).status, 401)
        assert.strictEqual((yield* cas("POST", xorb, read, helloXorb)).status, 403)
        assert.deepStrictEqual((yield* cas("POST", xorb, write, helloXorb)).json(), { was_inserted: false })
        const other = Xorb.write(Buffer.from("Hello World?"))
        assert.match((yield* cas("POST", xorb, write, other)).text, /the xorb is [0-9a-f]{64}, and not d8d408/)
        assert.match((yield* cas("POST", xorb, write, helloXorb.subarray(1))).text, /The content is not what it should/)
        assert.match((yield* cas("POST", "/v1/xorbs/default/short", write, helloXorb)).text, /no name of a xorb/)
      })
    )
  )

  it.scopedLive("makes files only of chunks that are there, in the order their name says", () =>
    withHub(
      Effect.gen(function* () {
        const { write } = yield* sent
        const shard = (change: (bytes: Buffer) => void) => {
          const bytes = Buffer.from(helloShard)
          change(bytes)
          return Effect.map(cas("POST", "/v1/shards", write, bytes), ({ status, text }) => [status, text] as const)
        }
        for (const [change, reason] of [
          [(bytes: Buffer) => bytes.writeUInt8(1, 96), /was not sent before/],
          [(bytes: Buffer) => bytes.writeUInt32LE(2, 96 + 44), /has no such chunks/],
          [(bytes: Buffer) => bytes.writeUInt32LE(13, 96 + 36), /has no such chunks/],
          [(bytes: Buffer) => bytes.writeUInt8(1, 144), /the verification of chunks/],
          [(bytes: Buffer) => bytes.writeUInt8(1, 48), /the chunks are not those of/],
          [(bytes: Buffer) => bytes.writeUInt8(1, 0), /this is no shard/]
        ] as const) {
          const [status, text] = yield* shard((bytes) => void change(bytes))
          assert.strictEqual(status, 400)
          assert.match(text, reason)
        }
      })
    )
  )

  it.scopedLive("is put together again from addresses that are good for these bytes alone", () =>
    withHub(
      Effect.gen(function* () {
        const { read } = yield* sent
        const whole = (yield* cas("GET", `/v2/reconstructions/${helloFile}`, read)).json()
        assert.deepStrictEqual(whole.terms, [{ hash: hello, unpacked_length: 12, range: { start: 0, end: 1 } }])
        const [fetch] = whole.xorbs[hello]
        assert.deepStrictEqual(fetch.ranges, [{ chunks: { start: 0, end: 1 }, bytes: { start: 0, end: 19 } }])
        const got = yield* call("GET", fetch.url, { headers: { range: "bytes=0-19" } })
        assert.deepStrictEqual([got.status, Buffer.compare(got.bytes, helloXorb)], [206, 0])
        assert.strictEqual((yield* call("GET", fetch.url, { headers: { range: "bytes=0-20" } })).status, 403)
        const part = { range: "bytes=6-18446744073709551615" }
        const old = yield* cas("GET", `/v1/reconstructions/${helloFile}`, read, undefined, part)
        assert.strictEqual(old.json().offset_into_first_range, 6)
        const behind = { range: "bytes=12-20" }
        assert.strictEqual((yield* cas("GET", `/v2/reconstructions/${helloFile}`, read, undefined, behind)).status, 416)
        assert.strictEqual((yield* cas("GET", `/v2/reconstructions/${"1".repeat(64)}`, read)).status, 404)
        assert.strictEqual((yield* cas("GET", `/v2/reconstructions/${helloFile}`, "none")).status, 401)
        assert.strictEqual(Hash.format(Hash.parse(helloFile) ?? Buffer.alloc(0)), helloFile)
      })
    )
  )
})
