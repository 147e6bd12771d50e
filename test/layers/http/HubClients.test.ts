import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Sha256 } from "../../../src/domain/Etag.ts"
import { DiskError } from "../../../src/domain/errors.ts"
import * as Repo from "../../../src/domain/Repo.ts"
import * as RepoId from "../../../src/domain/RepoId.ts"
import { CommitHash } from "../../../src/domain/Revision.ts"
import { type CommitLine, LfsObject } from "../../../src/domain/wire/Uploads.ts"
import { Hub, type HubShape } from "../../../src/services/Hub.ts"
import { client, eager, type Seen, serve } from "./servers.ts"

const repo = Repo.make("space", RepoId.make("org/name"))
const bare = Repo.make("model", RepoId.make("gpt2"))
const commit = CommitHash.make("a".repeat(40))
const sha = "c".repeat(64)

/** Runs one call against a server that answers everything with `answer`; gives the result and what the server saw. */
const exchange = <A, E>(answer: unknown, call: (hub: HubShape) => Effect.Effect<A, E>, status = 200) =>
  Effect.gen(function* () {
    const server = yield* serve((_, __, response) => {
      response.writeHead(status, { "content-type": "application/json", etag: '"part-1"' })
      response.end(typeof answer === "string" ? answer : JSON.stringify(answer))
    })
    const result = yield* Effect.flatMap(Hub, (hub) => Effect.either(call(hub))).pipe(
      eager,
      Effect.provide(client(server.url))
    )
    return { result, seen: server.seen, url: server.url }
  })

const sent = (seen: ReadonlyArray<Seen>) => seen.map(({ method, url }) => `${method} ${url}`)
const json = (seen: ReadonlyArray<Seen>, index = 0): unknown => JSON.parse(seen[index]?.body ?? "null")

describe("hub.repos", () => {
  it.scopedLive("creates in the namespace of the id", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* exchange({ url: "http://hub/spaces/org/name", name: "org/name" }, ({ repos }) =>
        repos.create(repo, { visibility: "private", sdk: "docker" })
      )
      assert.strictEqual(result._tag === "Right" && result.right.url, "http://hub/spaces/org/name")
      assert.deepStrictEqual(sent(seen), ["POST /api/repos/create"])
      assert.strictEqual(seen[0]?.headers["content-type"], "application/json")
      assert.deepStrictEqual(json(seen), {
        name: "name",
        organization: "org",
        type: "space",
        visibility: "private",
        sdk: "docker"
      })
    })
  )

  it.scopedLive("does not try a creation twice", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* exchange("", ({ repos }) => repos.create(bare), 503)
      assert.strictEqual(result._tag === "Left" && result.left._tag, "ServerError")
      assert.strictEqual(seen.length, 1)
      assert.deepStrictEqual(json(seen), { name: "gpt2", organization: null, type: "model" })
    })
  )

  it.scopedLive("deletes with a JSON body and does not mind what is answered", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* exchange("OK", ({ repos }) => repos.delete(repo))
      assert.strictEqual(result._tag, "Right")
      assert.deepStrictEqual(sent(seen), ["DELETE /api/repos/delete"])
      assert.deepStrictEqual(json(seen), { name: "name", organization: "org", type: "space" })
    })
  )

  it.scopedLive("moves, duplicates and changes a repo by what the Hub calls these things", () =>
    Effect.gen(function* () {
      const to = RepoId.make("other/copy")
      const moved = yield* exchange("OK", ({ repos }) => repos.move(repo, to))
      assert.deepStrictEqual(sent(moved.seen), ["POST /api/repos/move"])
      assert.deepStrictEqual(json(moved.seen), { fromRepo: "org/name", toRepo: "other/copy", type: "space" })
      const copied = yield* exchange({ url: "http://hub/spaces/other/copy" }, ({ repos }) =>
        repos.duplicate(repo, to, { visibility: "private" })
      )
      assert.deepStrictEqual(sent(copied.seen), ["POST /api/spaces/org/name/duplicate"])
      assert.deepStrictEqual(json(copied.seen), { repository: "other/copy", visibility: "private" })
      const changed = yield* exchange("", ({ repos }) => repos.updateSettings(repo, { gated: false }))
      assert.deepStrictEqual(sent(changed.seen), ["PUT /api/spaces/org/name/settings"])
      assert.deepStrictEqual(json(changed.seen), { gated: false })
    })
  )

  it.scopedLive("lists what is one's own, and an organization's", () =>
    Effect.gen(function* () {
      const row = {
        id: "org/b",
        type: "bucket",
        updatedAt: "2026-01-02T03:04:05.000Z",
        visibility: "public",
        storage: 7
      }
      const { result, seen } = yield* exchange([row], ({ repos }) =>
        Effect.zip(Stream.runCollect(repos.owned()), Stream.runCollect(repos.owned("my org")))
      )
      assert.strictEqual(result._tag === "Right" && Chunk.toReadonlyArray(result.right[0])[0]?.storage, 7)
      assert.deepStrictEqual(sent(seen), [
        "GET /api/settings/repositories",
        "GET /api/organizations/my%20org/settings/repositories"
      ])
    })
  )

  it.scopedLive("asks the repo that has an object to give it to another, and hears when it cannot", () =>
    Effect.gen(function* () {
      const files = [{ sha256: Sha256.make(sha), filename: "w.bin", xetHash: "d".repeat(64) }]
      const answer = { success: false, processed: 1, succeeded: 0, failed: [{ sha256: sha, error: "gone" }] }
      const { result, seen } = yield* exchange(answer, ({ lfs }) => lfs.duplicate(repo, bare, files), 207)
      assert.match(String(result._tag === "Left" && result.left.message), /c{64} could not be copied: gone/)
      assert.deepStrictEqual(sent(seen), ["POST /api/spaces/org/name/lfs-files/duplicate"])
      assert.deepStrictEqual(json(seen), { target: { type: "model", name: "gpt2" }, files })
    })
  )

  it.scopedLive("reads info at a revision, which is one segment", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* exchange({ id: "org/name", sha: commit, unknown: 1 }, ({ repos }) =>
        repos.info(repo, "refs/pr/1")
      )
      assert.strictEqual(result._tag === "Right" && result.right.sha, commit)
      assert.deepStrictEqual(sent(seen), ["GET /api/spaces/org/name/revision/refs%2Fpr%2F1"])
    })
  )

  it.scopedLive("says what is wrong with an answer that is none", () =>
    Effect.gen(function* () {
      for (const answer of ["<html>", '{"sha": 1}']) {
        const { result, url } = yield* exchange(answer, ({ repos }) => repos.info(bare))
        assert.strictEqual(result._tag === "Left" && result.left._tag, "InvalidAnswer")
        if (result._tag === "Left") assert.include(result.left.message, `${url}/api/models/gpt2`)
      }
    })
  )
})

describe("hub.refs", () => {
  it.scopedLive("creates and deletes branches and tags by encoded names", () =>
    Effect.gen(function* () {
      const { seen } = yield* exchange("", ({ refs }) =>
        Effect.all([
          refs.createBranch(repo, "a/b"),
          refs.createBranch(repo, "c", { startingPoint: "v1" }),
          refs.createTag(repo, "v1", { message: "first" }),
          refs.createTag(repo, "v2", { revision: "a/b" }),
          refs.deleteBranch(repo, "a/b"),
          refs.deleteTag(repo, "v1")
        ])
      )
      const path = "/api/spaces/org/name"
      assert.deepStrictEqual(sent(seen), [
        `POST ${path}/branch/a%2Fb`,
        `POST ${path}/branch/c`,
        `POST ${path}/tag/main`,
        `POST ${path}/tag/a%2Fb`,
        `DELETE ${path}/branch/a%2Fb`,
        `DELETE ${path}/tag/v1`
      ])
      assert.deepStrictEqual(
        [0, 1, 2, 3].map((index) => json(seen, index)),
        [{}, { startingPoint: "v1" }, { tag: "v1", message: "first" }, { tag: "v2" }]
      )
    })
  )

  it.scopedLive("lists refs and commits", () =>
    Effect.gen(function* () {
      const main = { name: "main", ref: "refs/heads/main", targetCommit: commit }
      const refs = yield* exchange({ branches: [main], tags: [], converts: [] }, (hub) =>
        hub.refs.list(repo, { pullRequests: true })
      )
      assert.strictEqual(refs.result._tag === "Right" && refs.result.right.branches[0]?.targetCommit, commit)
      assert.deepStrictEqual(sent(refs.seen), ["GET /api/spaces/org/name/refs?include_prs=1"])
      const row = { id: commit, title: "t", message: "", date: "2024-01-01T00:00:00.000Z", authors: [{ user: "a" }] }
      const commits = yield* exchange([row, row], (hub) => Stream.runCollect(hub.refs.commits(repo, "main")))
      assert.strictEqual(commits.result._tag === "Right" && Chunk.size(commits.result.right), 2)
    })
  )
})

describe("hub.commits", () => {
  const header: CommitLine = { key: "header", value: { summary: "s" } }
  const file: CommitLine = { key: "file", value: { path: "é\n", content: "YQ==", encoding: "base64" } }
  const done = { success: true, commitOid: commit, commitUrl: `http://hub/org/name/commit/${commit}` }

  it.scopedLive("streams one JSON line for each operation", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* exchange(done, ({ commits }) =>
        commits.create(repo, "main", Stream.make(header, file), { createPr: true })
      )
      assert.strictEqual(result._tag === "Right" && result.right.commitOid, commit)
      assert.deepStrictEqual(sent(seen), ["POST /api/spaces/org/name/commit/main?create_pr=1"])
      assert.strictEqual(seen[0]?.headers["content-type"], "application/x-ndjson")
      assert.deepStrictEqual(
        seen[0]?.body.split("\n").map((line) => (line === "" ? "" : JSON.parse(line))),
        [header, file, ""]
      )
    })
  )

  it.scopedLive("never sends a commit twice", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* exchange(
        "",
        ({ commits }) => commits.create(repo, "main", Stream.make(header)),
        503
      )
      assert.strictEqual(result._tag === "Left" && result.left._tag, "ServerError")
      assert.strictEqual(seen.length, 1)
    })
  )

  it.scopedLive("fails with what went wrong while the lines were made", () =>
    Effect.gen(function* () {
      const error = new DiskError({ path: "/f", operation: "read", reason: "permission", detail: "EACCES" })
      const lines = Stream.concat(Stream.make(header), Stream.fail(error))
      const { result } = yield* exchange(done, ({ commits }) => commits.create(repo, "main", lines))
      assert.strictEqual(result._tag === "Left" && result.left._tag, "DiskError")
      assert.strictEqual(result._tag === "Left" && result.left.message, error.message)
    })
  )

  it.scopedLive("asks how to store 256 files at a time, again when the Hub is busy", () =>
    Effect.gen(function* () {
      const files = Array.from({ length: 257 }, (_, index) => ({ path: `p${index}`, size: 1, sample: "" }))
      const server = yield* serve((request, _, response) => {
        if (server.seen.length === 1) response.writeHead(503).end()
        else {
          const asked = JSON.parse(request.body) as { files: Array<{ path: string }> }
          const answers = asked.files.map(({ path }) => ({ path, uploadMode: "regular", shouldIgnore: false }))
          response.end(JSON.stringify({ files: answers }))
        }
      })
      const decisions = yield* Effect.flatMap(Hub, ({ commits }) =>
        commits.preupload(repo, "main", files, { gitIgnore: "*.tmp" })
      ).pipe(eager, Effect.provide(client(server.url)))
      assert.strictEqual(decisions.length, 257)
      assert.strictEqual(server.seen.length, 3)
      assert.strictEqual((JSON.parse(server.seen[0]?.body ?? "") as { gitIgnore: string }).gitIgnore, "*.tmp")
    })
  )

  it.scopedLive("says what is wrong with a card", () =>
    Effect.gen(function* () {
      const answer = { errors: [{ message: '"license" must be one of' }], warnings: [] }
      const { result, seen } = yield* exchange(answer, ({ commits }) => commits.validateYaml(repo, "---\n---"), 400)
      assert.strictEqual(result._tag === "Left" && result.left._tag, "BadRequest")
      if (result._tag === "Left") assert.include(result.left.message, '"license" must be one of')
      assert.deepStrictEqual(json(seen), { content: "---\n---", repoType: "space" })
    })
  )
})

describe("hub.lfs", () => {
  it.scopedLive("asks what to do for each object, in the media type of LFS", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* exchange({ transfer: "basic", objects: [{ oid: sha, size: 1 }] }, ({ lfs }) =>
        lfs.batch(repo, [{ oid: sha, size: 1 }], { revision: "main" })
      )
      assert.strictEqual(result._tag === "Right" && result.right[0]?.actions, undefined)
      assert.deepStrictEqual(sent(seen), ["POST /spaces/org/name.git/info/lfs/objects/batch"])
      assert.strictEqual(seen[0]?.headers["content-type"], "application/vnd.git-lfs+json")
      assert.strictEqual(seen[0]?.headers.accept, "application/vnd.git-lfs+json")
      assert.deepStrictEqual(json(seen), {
        operation: "upload",
        transfers: ["basic", "multipart"],
        objects: [{ oid: sha, size: 1 }],
        hash_algo: "sha256",
        ref: { name: "main" }
      })
    })
  )

  it.scopedLive("puts bytes without our name tags, again from the start after a failure", () =>
    Effect.gen(function* () {
      let made = 0
      const bytes = () => {
        made += 1
        return Stream.make(new TextEncoder().encode("he"), new TextEncoder().encode("llo"))
      }
      const server = yield* serve((_, __, response) => {
        response.writeHead(server.seen.length === 1 ? 500 : 200, { etag: '"e-1"' }).end()
      })
      const etag = yield* Effect.flatMap(Hub, ({ lfs }) => lfs.put(`${server.url}/part?sig=s`, bytes, 5)).pipe(
        eager,
        Effect.provide(client("http://127.0.0.1:9"))
      )
      assert.strictEqual(etag, '"e-1"')
      assert.strictEqual(made, 2)
      const [, put] = server.seen
      assert.strictEqual(put?.method, "PUT")
      assert.strictEqual(put?.body, "hello")
      assert.strictEqual(put?.headers["content-length"], "5")
      assert.isUndefined(put?.headers["transfer-encoding"])
      assert.isUndefined(put?.headers.authorization)
      assert.isUndefined(put?.headers["x-amzn-trace-id"])
    })
  )

  it.scopedLive("sends no token to a signed URL of the Hub itself either", () =>
    Effect.gen(function* () {
      const { seen } = yield* exchange("", (hub) =>
        Effect.flatMap(Effect.succeed(hub), ({ lfs }) => lfs.put("/signed", () => Stream.empty, 0))
      )
      assert.isUndefined(seen[0]?.headers.authorization)
    })
  )

  it.scopedLive("completes with the parts' etags to the letter and verifies with our name", () =>
    Effect.gen(function* () {
      const { seen } = yield* exchange("", ({ lfs }) =>
        Effect.all([
          lfs.complete("/complete", sha, [{ partNumber: 1, etag: '"a"' }]),
          lfs.verify({ href: "/verify" }, sha, 3)
        ])
      )
      assert.deepStrictEqual(json(seen), { oid: sha, parts: [{ partNumber: 1, etag: '"a"' }] })
      assert.isUndefined(seen[0]?.headers.authorization)
      assert.deepStrictEqual(json(seen, 1), { oid: sha, size: 3 })
      assert.strictEqual(seen[1]?.headers.authorization, "Bearer hf_test_token")
    })
  )

  it("knows an object that is stored already by its missing actions", () => {
    assert.isUndefined(Schema.decodeUnknownSync(LfsObject)({ oid: sha, size: 1 }).actions)
  })
})
