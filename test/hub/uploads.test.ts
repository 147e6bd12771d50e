import { randomBytes } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as GitObject from "../../src/hub/store/git/GitObject.ts"
import {
  call,
  commit,
  commitObject,
  createModel,
  file,
  header,
  type Json,
  sha256,
  tokens,
  withHub
} from "./support/hub.ts"

const sample = (content: Uint8Array | string) => Buffer.from(content).subarray(0, 512).toString("base64")
const asked = (path: string, content: Uint8Array | string, size = content.length) => ({
  path,
  size,
  sample: sample(content)
})

const preupload = (files: ReadonlyArray<unknown>, more: Record<string, unknown> = {}, rev = "main") =>
  call("POST", `/api/models/alice/demo/preupload/${rev}`, { token: tokens.alice, json: { files, ...more } })

const batch = (
  objects: ReadonlyArray<unknown>,
  more: Record<string, unknown> = {},
  token = tokens.alice,
  id = "alice/demo"
) =>
  call("POST", `/${id}.git/info/lfs/objects/batch`, {
    token,
    json: { operation: "upload", transfers: ["basic", "multipart"], objects, hash_algo: "sha256", ...more }
  })

describe("preupload", () => {
  it.live("decides by rules, size and content, and tells what is there", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const weights = randomBytes(5000)
        yield* commit("alice/demo", [header("Add"), file("here.txt", "here")])
        yield* commitObject("alice/demo", "here.bin", weights)
        const answer = yield* preupload([
          asked("a.txt", "text"),
          asked("a.bin", "text"),
          asked("empty.bin", ""),
          asked("weights", weights),
          asked("tiny", Buffer.from([0, 1, 2])),
          asked("big.txt", "text", 9 * 1024 * 1024),
          asked("huge.txt", "text", 11 * 1024 * 1024),
          asked("sub/README.md", "text", 11 * 1024 * 1024),
          asked("here.txt", "here"),
          asked("here.bin", weights)
        ])
        const modes = answer.json().files.map((each: Json) => [each.path, each.uploadMode, each.shouldIgnore, each.oid])
        assert.deepStrictEqual(modes, [
          ["a.txt", "regular", false, undefined],
          ["a.bin", "lfs", false, undefined],
          ["empty.bin", "regular", false, undefined],
          ["weights", "lfs", false, undefined],
          ["tiny", "regular", false, undefined],
          ["big.txt", "regular", false, undefined],
          ["huge.txt", "lfs", false, undefined],
          ["sub/README.md", "regular", false, undefined],
          ["here.txt", "regular", false, GitObject.oid("blob", Buffer.from("here"))],
          ["here.bin", "lfs", false, sha256(weights)]
        ])
      })
    )
  )

  it.live("follows .gitignore and .gitattributes of the body before those of the revision", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        yield* commit("alice/demo", [
          header("Add"),
          file(".gitignore", "*.log\n"),
          file(".gitattributes", "*.png filter=lfs\n")
        ])
        const files = [asked("x.log", "x"), asked("nested/x.txt", "x"), asked("i.png", "x"), asked("i.bin", "x")]
        const seen = (answer: Json) =>
          answer.json().files.map((each: Json) => `${each.uploadMode}${each.shouldIgnore ? " ignored" : ""}`)
        assert.deepStrictEqual(seen(yield* preupload(files)), ["regular ignored", "regular", "lfs", "regular"])
        const other = {
          gitIgnore: "nested/*\n",
          gitAttributes: "*.bin filter=lfs diff=lfs\n*.bin -filter\n*.png filter=lfs"
        }
        assert.deepStrictEqual(seen(yield* preupload(files, other)), ["regular", "regular ignored", "lfs", "regular"])
      })
    )
  )

  it.live("refuses names that leave the repo, hashes, and strangers", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        for (const path of ["../x", "..\\x", "a/../b", "/x", "a//b", ".git/config"])
          assert.strictEqual((yield* preupload([asked(path, "x")])).status, 422, path)
        assert.strictEqual((yield* preupload([asked("folder/..\\..\\file", "x")])).status, 200)
        const unknown = yield* preupload([asked("x", "x")], {}, "nope")
        assert.strictEqual(unknown.headers["x-error-code"], "RevisionNotFound")
        const stranger = yield* call("POST", "/api/models/alice/demo/preupload/main", {
          token: tokens.bob,
          json: { files: [] }
        })
        assert.strictEqual(stranger.status, 403)
        const broken = yield* call("POST", "/api/models/alice/demo/preupload/main", {
          token: tokens.alice,
          json: { files: [{}] }
        })
        assert.strictEqual(broken.status, 400)
        assert.match(broken.json().error, /files\.0\.path/)
      })
    )
  )
})

describe("lfs", () => {
  it.live("takes an object once a repo, and only if it is what was announced", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const content = randomBytes(300_000)
        const object = { oid: sha256(content), size: content.length }
        const first = (yield* batch([object])).json()
        assert.strictEqual(first.transfer, "basic")
        const { upload, verify } = first.objects[0].actions
        const wrong = yield* call("PUT", upload.href, { bytes: randomBytes(300_000) })
        assert.strictEqual(wrong.status, 400)
        const long = yield* call("PUT", upload.href, { bytes: randomBytes(300_001) })
        assert.strictEqual(long.status, 400)
        const early = yield* call("POST", verify.href, { token: tokens.alice, json: object })
        assert.strictEqual(early.status, 404)
        assert.strictEqual((yield* call("PUT", upload.href, { bytes: content })).status, 200)
        assert.strictEqual((yield* call("POST", verify.href, { token: tokens.alice, json: object })).status, 200)
        const again = (yield* batch([object])).json()
        assert.deepStrictEqual(again.objects, [object])
        // Another repo has to show the bytes, not the hash.
        yield* createModel("other", {}, tokens.bob)
        const other = (yield* batch([object], {}, tokens.bob, "bob/other")).json()
        assert.isDefined(other.objects[0].actions.upload)
        const stolen = yield* call("POST", "/api/models/bob/other/commit/main", {
          token: tokens.bob,
          ndjson: [header("Steal"), { key: "lfsFile", value: { path: "x", algo: "sha256", ...object } }]
        })
        assert.strictEqual(stolen.status, 400)
        const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${object.oid}\nsize ${object.size}\n`
        const disguised = yield* call("POST", "/api/models/bob/other/commit/main", {
          token: tokens.bob,
          ndjson: [header("Steal"), file("x", pointer)]
        })
        assert.strictEqual(disguised.status, 400)
      })
    )
  )

  it.live("takes large objects in parts, in any order, and joins them", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const content = randomBytes(250_000)
        const object = { oid: sha256(content), size: content.length }
        const { objects, transfer } = (yield* batch([object, { oid: "0".repeat(64), size: 5 }])).json()
        assert.strictEqual(transfer, "multipart")
        assert.isUndefined(objects[1].actions.upload.header)
        const { header: parts, href } = objects[0].actions.upload
        const numbers = Object.keys(parts).filter((key) => /^\d+$/.test(key))
        assert.deepStrictEqual([parts.chunk_size, numbers], ["100000", ["00001", "00002", "00003"]])
        const complete = (etags: ReadonlyArray<string>) =>
          call("POST", href, {
            json: { oid: object.oid, parts: etags.map((etag, i) => ({ partNumber: i + 1, etag })) }
          })
        const etags: Array<string> = []
        for (const number of [3, 1]) {
          const part = content.subarray((number - 1) * 100_000, number * 100_000)
          const put = yield* call("PUT", parts[`0000${number}`], { bytes: part })
          etags[number - 1] = put.headers["etag"] ?? ""
        }
        assert.strictEqual((yield* complete(["x", "y"])).status, 400)
        const long = yield* call("PUT", parts["00002"], { bytes: randomBytes(100_001) })
        assert.strictEqual(long.status, 400)
        const put = yield* call("PUT", parts["00002"], { bytes: content.subarray(100_000, 200_000) })
        etags[1] = put.headers["etag"] ?? ""
        assert.match(etags[1], /^".+"$/)
        assert.strictEqual((yield* complete(etags)).status, 200)
        assert.strictEqual((yield* complete(etags)).status, 200)
        assert.deepStrictEqual((yield* batch([object])).json().objects, [object])
        const download = (yield* batch([object], { operation: "download" })).json().objects[0].actions.download.href
        assert.strictEqual(sha256((yield* call("GET", download)).bytes), object.oid)
      }),
      { multipartThreshold: 200_000, partSize: 100_000 }
    )
  )

  it.live("joins what is there at last, whatever a part was before", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const content = randomBytes(250_000)
        const object = { oid: sha256(content), size: content.length }
        const part = (number: number) => content.subarray((number - 1) * 100_000, number * 100_000)
        const upload = Effect.fnUntraced(function* (sent: ReadonlyArray<readonly [number: number, bytes: Buffer]>) {
          const { header: parts, href } = (yield* batch([object])).json().objects[0].actions.upload
          for (const [number, bytes] of sent)
            assert.strictEqual((yield* call("PUT", parts[`0000${number}`], { bytes })).status, 200)
          const etags = [1, 2, 3].map((partNumber) => ({ partNumber, etag: "x" }))
          return (yield* call("POST", href, { json: { oid: object.oid, parts: etags } })).status
        })
        const wrong = randomBytes(100_000)
        const all = [1, 2, 3].map((number) => [number, part(number)] as const)
        assert.strictEqual(yield* upload([...all, [1, wrong]]), 400)
        assert.strictEqual(yield* upload([...all.slice(0, 2), [2, wrong], ...all.slice(2)]), 400)
        assert.strictEqual(yield* upload(all.slice(0, 2)), 400)
        assert.strictEqual(yield* upload([[1, part(1).subarray(0, 50_000)], ...all.slice(1)]), 400)
        assert.strictEqual(yield* upload([[1, wrong], [3, part(3)], ...all.slice(0, 2)]), 200)
      }),
      { multipartThreshold: 200_000, partSize: 100_000 }
    )
  )

  it.live("lets readers upload for a pull request, but not with a read-only token", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("demo")
        const object = { oid: "0".repeat(64), size: 5 }
        assert.strictEqual((yield* batch([object], {}, tokens.bob)).status, 200)
        assert.strictEqual((yield* batch([object], {}, tokens.aliceRead)).status, 403)
      })
    )
  )
})
