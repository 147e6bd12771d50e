import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Repo from "../../../src/domain/Repo.ts"
import * as RepoId from "../../../src/domain/RepoId.ts"
import * as RepoPath from "../../../src/domain/RepoPath.ts"
import { Hub } from "../../../src/services/Hub.ts"
import { client, serve } from "./servers.ts"

const commit = "a".repeat(40)
const repo = Repo.make("dataset", RepoId.make("org/name"))
const file = (path: string) => ({ type: "file", path, oid: "b".repeat(40), size: 3 })

describe("hub.files", () => {
  it.scoped("lists a tree page by page, following absolute links", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, _, response) => {
        const next = `<${server.url}${request.url}&cursor=2>; rel="next"`
        const second = request.url.includes("cursor=2")
        response.writeHead(200, second ? {} : { link: next })
        response.end(JSON.stringify(second ? [file("c")] : [file("a"), file("b")]))
      })
      const entries = yield* Effect.flatMap(Hub, ({ files }) =>
        Stream.runCollect(files.tree(repo, "refs/pr/1", { recursive: true }))
      ).pipe(Effect.provide(client(server.url)))
      assert.deepStrictEqual(
        Chunk.toArray(entries).map(({ path }) => path),
        ["a", "b", "c"]
      )
      assert.strictEqual(server.seen[0]?.url, "/api/datasets/org/name/tree/refs%2Fpr%2F1?recursive=true&expand=false")
      assert.strictEqual(server.seen[0]?.headers.authorization, "Bearer hf_test_token")
    })
  )

  it.scoped("reads metadata from the redirect to the storage, without going there", () =>
    Effect.gen(function* () {
      const storage = yield* serve((_, __, response) => response.end())
      const server = yield* serve((_, __, response) => {
        response.writeHead(302, {
          location: `${storage.url}/blob?signature=secret`,
          "x-repo-commit": commit,
          etag: 'W/"other"',
          "x-linked-etag": `"${"c".repeat(64)}"`,
          "x-linked-size": "1234"
        })
        response.end()
      })
      const metadata = yield* Effect.flatMap(Hub, ({ files }) =>
        files.metadata(repo, "main", RepoPath.make("a b/c#.txt"))
      ).pipe(Effect.provide(client(server.url)))
      assert.deepStrictEqual(metadata, { commit, etag: "c".repeat(64), size: 1234 } as typeof metadata)
      assert.strictEqual(server.seen[0]?.url, "/datasets/org/name/resolve/main/a%20b/c%23.txt")
      assert.strictEqual(storage.connections(), 0)
    })
  )

  it.scoped("opens a range at a storage elsewhere, which sees the range and no token", () =>
    Effect.gen(function* () {
      const storage = yield* serve((_, __, response) => {
        response.writeHead(206, { "content-range": "bytes 2-4/10" })
        response.end("cde")
      })
      const server = yield* serve((_, __, response) => {
        response.writeHead(302, { location: `${storage.url}/blob?signature=secret` })
        response.end()
      })
      const text = yield* Effect.gen(function* () {
        const { files } = yield* Hub
        const { body, status } = yield* files.open(repo, "main", RepoPath.make("f"), { range: { start: 2, end: 5 } })
        assert.strictEqual(status, 206)
        return yield* Stream.mkString(Stream.decodeText(body))
      }).pipe(Effect.provide(client(server.url)))
      assert.strictEqual(text, "cde")
      assert.strictEqual(server.seen[0]?.headers["x-hf-download-counter"], "1")
      const [blob] = storage.seen
      assert.strictEqual(blob?.url, "/blob?signature=secret")
      assert.strictEqual(blob?.headers.range, "bytes=2-4")
      assert.isUndefined(blob?.headers.authorization)
      assert.isUndefined(blob?.headers["x-hf-download-counter"])
      assert.isUndefined(blob?.headers["x-amzn-trace-id"])
      assert.isUndefined(blob?.headers["traceparent"])
    })
  )

  it.scoped("asks for 500 paths at a time and leaves out what is not there", () =>
    Effect.gen(function* () {
      const server = yield* serve((request, _, response) => {
        const { paths } = JSON.parse(request.body) as { paths: Array<string> }
        response.end(JSON.stringify(paths.filter((path) => path !== "p7").map(file)))
      })
      const paths = Array.from({ length: 501 }, (_, index) => `p${index}`)
      const found = yield* Effect.flatMap(Hub, ({ files }) => files.pathsInfo(repo, "main", paths)).pipe(
        Effect.provide(client(server.url))
      )
      assert.strictEqual(found.length, 500)
      assert.strictEqual(server.seen.length, 2)
    })
  )
})
