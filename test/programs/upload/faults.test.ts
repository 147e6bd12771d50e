import * as crypto from "node:crypto"
import * as fs from "node:fs"
import * as os from "node:os"
import * as nodePath from "node:path"
import { expect, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Repo from "../../../src/domain/Repo.ts"
import * as RepoId from "../../../src/domain/RepoId.ts"
import * as RepoPath from "../../../src/domain/RepoPath.ts"
import * as UploadsLayer from "../../../src/layers/transfer/upload/Uploads.ts"
import * as WorkspaceLayer from "../../../src/layers/transfer/upload/Workspace.ts"
import { lines } from "../../../src/programs/upload/lines.ts"
import { type UploadInput, upload } from "../../../src/programs/upload.ts"
import { KeptHashes } from "../../../src/services/KeptHashes.ts"
import { Progress } from "../../../src/services/Progress.ts"
import { Workspace, type WorkspaceShape } from "../../../src/services/Workspace.ts"
import { client, eager } from "../../layers/http/servers.ts"
import { type StandIn, standIn } from "./standIn.ts"

const repo = Repo.make("model", RepoId.make("me/repo"))

const folder = Effect.acquireRelease(
  Effect.sync(() => fs.realpathSync(fs.mkdtempSync(nodePath.join(os.tmpdir(), "hf-upload-")))),
  (path) => Effect.sync(() => fs.rmSync(path, { recursive: true, force: true }))
)

/** Nothing is kept from one upload to the next. */
const kept = Layer.succeed(KeptHashes, {
  of: () => Effect.succeed({ recall: () => undefined, keep: () => Effect.void, forget: Effect.void })
})

const put = (root: string, path: string, content: string | Uint8Array = path) => {
  const file = nodePath.join(root, path)
  fs.mkdirSync(nodePath.dirname(file), { recursive: true })
  fs.writeFileSync(file, content)
}

const run = (hub: StandIn, input: Partial<UploadInput>) =>
  upload({ repo, ...input }).pipe(
    Effect.provide(
      UploadsLayer.layer.pipe(Layer.provideMerge(Layer.mergeAll(client(hub.url), WorkspaceLayer.layer, kept)))
    ),
    eager
  )

const count = (hub: StandIn, start: string) => hub.seen.filter((request) => request.startsWith(start)).length
const how = (result: { readonly files: ReadonlyArray<{ readonly path: string; readonly how: string }> }) =>
  Object.fromEntries(result.files.map((file) => [file.path, file.how]))

it.scopedLive("Small files go into the commit, large ones beside it, equal ones once", () =>
  Effect.gen(function* () {
    const hub = yield* standIn()
    const root = yield* folder
    const big = crypto.randomBytes(5000)
    put(root, "a.txt", "small")
    put(root, "big.bin", big)
    put(root, "sub/copy.bin", big)
    put(root, "sub/empty", "")
    const result = yield* run(hub, { localPath: root, pathInRepo: "/data/" })
    expect(how(result)).toEqual({
      "data/a.txt": "regular",
      "data/big.bin": "lfs",
      "data/sub/copy.bin": "stored",
      "data/sub/empty": "regular"
    })
    expect(hub.files.get("data/sub/copy.bin")?.content).toEqual(big)
    expect(hub.files.get("data/a.txt")?.content.toString()).toBe("small")
    expect(count(hub, "PUT /lfs/")).toBe(1)
    expect(result).toMatchObject({
      noop: false,
      bytesSent: 5005,
      webUrl: `${hub.url}/me/repo/tree/main/data`,
      commit: { url: expect.stringContaining("/me/repo/commit/") }
    })
  })
)

it.scopedLive("Again, nothing is sent and nothing committed", () =>
  Effect.gen(function* () {
    const hub = yield* standIn()
    const root = yield* folder
    put(root, "a.txt", "small")
    put(root, "big.bin", crypto.randomBytes(5000))
    const first = yield* run(hub, { localPath: root })
    const again = yield* run(hub, { localPath: root })
    expect(again).toMatchObject({ noop: true, bytesSent: 0, commit: { oid: first.commit.oid } })
    expect(how(again)).toEqual({ "a.txt": "unchanged", "big.bin": "unchanged" })
    expect([hub.commits.length, count(hub, "PUT"), count(hub, "POST /api/models/me/repo/commit")]).toEqual([1, 1, 1])
  })
)

it.scopedLive("Parts are sent at once, each tried again by itself, and put together", () =>
  Effect.gen(function* () {
    const hub = yield* standIn({
      partSize: 300_000,
      refuse: (request, count) => (/^PUT \/part\/.*\/[25]$/.test(request) && count === 1 ? 503 : undefined)
    })
    const root = yield* folder
    const big = crypto.randomBytes(2_000_000)
    put(root, "big.bin", big)
    const result = yield* run(hub, { localPath: nodePath.join(root, "big.bin") })
    expect(how(result)).toEqual({ "big.bin": "lfs" })
    expect(hub.files.get("big.bin")?.content.equals(big)).toBe(true)
    expect([count(hub, "PUT /part/"), count(hub, "POST /complete/")]).toEqual([9, 1])
    expect(result.webUrl).toBe(`${hub.url}/me/repo/blob/main/big.bin`)
  })
)

it.scopedLive("A Hub that announces too few parts is not believed", () =>
  Effect.gen(function* () {
    const hub = yield* standIn({
      partSize: 1000,
      batch: (objects) =>
        objects.map((object) => {
          const actions = object["actions"] as { upload: { header: Record<string, string> } }
          delete actions.upload.header["00002"]
          return object
        })
    })
    const root = yield* folder
    put(root, "big.bin", crypto.randomBytes(2500))
    expect(yield* Effect.flip(run(hub, { localPath: root }))).toMatchObject({ _tag: "InvalidAnswer" })
    expect(hub.commits).toEqual([])
  })
)

it.scopedLive("An address that went stale is asked for again, once", () =>
  Effect.gen(function* () {
    const hub = yield* standIn({
      refuse: (request, count) => (request.startsWith("PUT /lfs/") && count === 1 ? 403 : undefined)
    })
    const root = yield* folder
    put(root, "big.bin", crypto.randomBytes(2500))
    expect(how(yield* run(hub, { localPath: root }))).toEqual({ "big.bin": "lfs" })
    expect(hub.seen.filter((request) => request.endsWith("/objects/batch")).length).toBe(2)
  })
)

it.scopedLive("An object the Hub refuses ends the upload with its words", () =>
  Effect.gen(function* () {
    const hub = yield* standIn({
      batch: (objects) =>
        objects.map(({ oid, size }) => ({ oid, size, error: { code: 422, message: "too large for you" } }))
    })
    const root = yield* folder
    put(root, "big.bin", crypto.randomBytes(2500))
    const error = yield* Effect.flip(run(hub, { localPath: root }))
    expect(error).toMatchObject({ _tag: "BadRequest", status: 422 })
    expect(error.message).toContain("big.bin: too large for you")
    expect(hub.commits).toEqual([])
  })
)

for (const [size, what, at] of [
  [5000, "large file between its hash and its transfer", "objects/batch"],
  [5_000_000, "large file while it is sent", "PUT /lfs/"],
  [500, "small file before the commit", "/preupload/"]
] as const) {
  it.scopedLive(`A ${what} changes: nothing is committed`, () =>
    Effect.gen(function* () {
      const root = yield* folder
      const path = nodePath.join(root, "f.bin")
      put(root, "f.bin", crypto.randomBytes(size))
      put(root, "other", "stays")
      const hub = yield* standIn({
        before: (request) => {
          if (request.includes(at)) fs.appendFileSync(path, "more")
        }
      })
      expect(yield* Effect.flip(run(hub, { localPath: root }))).toMatchObject({
        _tag: "IntegrityError",
        check: "changed",
        path: "f.bin"
      })
      expect([hub.commits, [...hub.files.keys()]]).toEqual([[], []])
    })
  )
}

it.scopedLive("What an interrupted upload has stored is not sent again", () =>
  Effect.gen(function* () {
    const reached = yield* Deferred.make<void>()
    const root = yield* folder
    for (let i = 0; i < 12; i++) put(root, `f${i}`, crypto.randomBytes(5000))
    let puts = 0
    const hub = yield* standIn({
      before: (request) => {
        if (request.startsWith("PUT")) puts += 1
        if (puts === 9) Effect.runSync(Deferred.succeed(reached, void 0))
      }
    })
    const fiber = yield* Effect.fork(run(hub, { localPath: root }))
    yield* Deferred.await(reached)
    yield* Fiber.interrupt(fiber)
    const stored = hub.objects.size
    expect([hub.commits.length, stored > 0 && stored < 12]).toEqual([0, true])
    puts = 100
    const result = yield* run(hub, { localPath: root })
    // What the interrupted run had on its way may still have arrived before the Hub was asked again.
    const asked = hub.seen.findLastIndex((request) => request.endsWith("/objects/batch"))
    const again = hub.seen.slice(asked).filter((request) => request.startsWith("PUT")).length
    expect(again).toBe(result.files.filter((file) => file.how === "lfs").length)
    expect(again).toBeLessThanOrEqual(12 - stored)
    expect([hub.commits.length, hub.files.size]).toEqual([1, 12])
  })
)

it.scopedLive("A moved branch, a taken lock and a lost connection stay what they are, and are not tried again", () =>
  Effect.gen(function* () {
    const root = yield* folder
    put(root, "a", "a")
    for (const [status, tag] of [
      [412, "PreconditionFailed"],
      [409, "Conflict"],
      [0, "NetworkError"]
    ] as const) {
      const hub = yield* standIn({ refuse: (request) => (request.includes("/commit/") ? status : undefined) })
      expect(yield* Effect.flip(run(hub, { localPath: root }))).toMatchObject({ _tag: tag })
      expect(hub.seen.filter((request) => request.includes("/commit/")).length).toBe(1)
    }
  })
)

it.scopedLive("Ignored files stay out, and the folder's .gitignore is told", () =>
  Effect.gen(function* () {
    const hub = yield* standIn({ ignore: (path) => path.endsWith(".log") })
    const root = yield* folder
    put(root, ".gitignore", "*.log\n")
    put(root, "a.log")
    put(root, "b.txt")
    expect(how(yield* run(hub, { localPath: root }))).toEqual({
      ".gitignore": "regular",
      "a.log": "ignored",
      "b.txt": "regular"
    })
    expect([...hub.files.keys()]).toEqual([".gitignore", "b.txt"])
    const told = hub.bodies.find(({ path }) => path.includes("/preupload/"))
    expect(JSON.parse(told?.body.toString() ?? "")).toMatchObject({ gitIgnore: "*.log\n" })
  })
)

it.scopedLive("A card the Hub refuses stops everything before the repo exists", () =>
  Effect.gen(function* () {
    const hub = yield* standIn()
    const root = yield* folder
    put(root, "README.md", "---\nlicense: broken\n---\n")
    expect(yield* Effect.flip(run(hub, { localPath: root }))).toMatchObject({
      _tag: "InvalidInput",
      value: "README.md"
    })
    expect(hub.seen).toEqual(["POST /api/validate-yaml"])
  })
)

it.scopedLive.each([
  [403, "Forbidden"],
  // The Hub's word for the token of a CI job.
  [401, "Unauthorized"]
] as const)("Who may not create the repo (%i) may still write to it", ([status, tag]) =>
  Effect.gen(function* () {
    const root = yield* folder
    put(root, "a", "a")
    const hub = yield* standIn({ refuse: (request) => (request === "POST /api/repos/create" ? status : undefined) })
    expect(how(yield* run(hub, { localPath: root }))).toEqual({ a: "regular" })
    const gone = yield* standIn({
      refuse: (request) => (request === "POST /api/repos/create" ? status : request.startsWith("GET") ? 404 : undefined)
    })
    expect(yield* Effect.flip(run(gone, { localPath: root }))).toMatchObject({ _tag: tag })
    expect(gone.commits).toEqual([])
  })
)

it.scopedLive("Progress ends where the sizes say, whatever had to be sent twice", () =>
  Effect.gen(function* () {
    const root = yield* folder
    put(root, "big.bin", crypto.randomBytes(2_500_000))
    put(root, "small", "12345")
    const hub = yield* standIn({
      partSize: 1_000_000,
      refuse: (request, count) => (/\/part\/.*\/2$/.test(request) && count <= 2 ? 500 : undefined)
    })
    const done = new Map<string, { bytes: number; files: number }>()
    const progress = Progress.of({
      task: (label) =>
        Effect.sync(() => {
          const sum = { bytes: 0, files: 0 }
          done.set(label, sum)
          return {
            advance: ({ bytes = 0, files = 0 }) =>
              Effect.sync(() => {
                sum.bytes += bytes
                sum.files += files
              }),
            expect: () => Effect.void
          }
        })
    })
    yield* run(hub, { localPath: root }).pipe(Effect.provideService(Progress, progress))
    expect(Object.fromEntries(done)).toEqual({
      Hashing: { bytes: 2_500_005, files: 2 },
      Uploading: { bytes: 2_500_000, files: 1 },
      Committing: { bytes: 5, files: 1 }
    })
  })
)

it.scopedLive("Contents are read as the commit asks for them, a bounded group at a time", () =>
  Effect.gen(function* () {
    const root = yield* folder
    for (let i = 0; i < 40; i++) put(root, `f${String(i).padStart(2, "0")}`, Buffer.alloc(400_000, i))
    const workspace = yield* Workspace
    const files = Chunk.toReadonlyArray(yield* Stream.runCollect(workspace.list(root, () => true)))
    let read = 0
    const counting = {
      ...workspace,
      heads: (...[files, count]: Parameters<WorkspaceShape["heads"]>) =>
        Effect.tap(workspace.heads(files, count), () => Effect.sync(() => (read += files.length)))
    }
    const decided = files.map((file) => ({ path: RepoPath.make(file.path), file, how: "regular" as const }))
    const body = lines(counting, { summary: "s", description: "" }, ["gone"], decided, () => Effect.void)
    const first = yield* Stream.runCollect(Stream.take(body, 3))
    expect(Chunk.toReadonlyArray(first).map(({ key }) => key)).toEqual(["header", "deletedFile", "file"])
    expect(read).toBeLessThanOrEqual(4)
    expect(yield* Stream.runCount(body)).toBe(42)
  }).pipe(Effect.provide(WorkspaceLayer.layer))
)

it.scopedLive("2,000 small files are one commit of 8 questions, read as they are sent", () =>
  Effect.gen(function* () {
    const hub = yield* standIn()
    const root = yield* folder
    for (let i = 0; i < 2000; i++) put(root, `d${i % 17}/f${i}`, `content ${i}`)
    const result = yield* run(hub, { localPath: root })
    expect([result.files.length, hub.files.size, hub.commits.length]).toEqual([2000, 2000, 1])
    expect(hub.seen.filter((request) => request.includes("/preupload/")).length).toBe(8)
    expect(hub.files.get("d16/f1988")?.content.toString()).toBe("content 1988")
  })
)
