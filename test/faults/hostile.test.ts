/** A Hub that means harm, and folders prepared by somebody who does. */
import { lstat, mkdir, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Accounts from "../support/Accounts.ts"
import * as Hf from "../support/Hf.ts"
import * as RandomFiles from "../support/RandomFiles.ts"
import * as StaticHub from "../support/StaticHub.ts"
import * as TempDir from "../support/TempDir.ts"
import * as Trees from "../support/Trees.ts"

const evil = Buffer.from("evil\n")
const good: StaticHub.StaticFile = { path: "good.txt", content: Buffer.from("good\n") }

/** A home two folders below a temporary one: whatever escapes upwards is seen. */
const victim = (endpoint: string) =>
  Effect.gen(function* () {
    const outside = yield* TempDir.make("hostile")
    const home = join(outside, "a", "b", "home")
    yield* Effect.promise(() => mkdir(home, { recursive: true }))
    return { outside, who: { home, endpoint, token: Accounts.tokens.alice } satisfies Hf.Who }
  })

const escaped = (outside: string) =>
  Effect.map(Trees.files(outside), (files) => files.filter((path) => !path.startsWith("a/b/home/")))

/** Every file that holds what the Hub wanted to plant, outside the blob store. */
const planted = (outside: string) =>
  Effect.map(Trees.read(outside, /\/blobs\//), (tree) =>
    Object.entries(tree)
      .filter(([, print]) => print === `${evil.length} ${RandomFiles.sha256(evil)}`)
      .map(([path]) => path)
  )

describe("hostile", () => {
  for (const path of [
    "../evil.txt",
    "x/../../../../evil.txt",
    "/evil.txt",
    "..\\evil.txt",
    "C:\\evil.txt",
    "c:evil.txt",
    "\\\\host\\share\\evil.txt",
    "x/C:/evil.txt",
    "x/..",
    ".."
  ]) {
    it.scopedLive(`a file named ${JSON.stringify(path)} is refused, in the cache and in --local-dir`, () =>
      Effect.gen(function* () {
        const hub = yield* StaticHub.make({ files: [good, { path, content: evil }] })
        const { outside, who } = yield* victim(hub.url)
        const [cached, local] = yield* Effect.all(
          [
            Hf.run(who, "download", hub.repoId),
            Hf.run(who, "download", hub.repoId, "--local-dir", join(who.home, "target"))
          ],
          { concurrency: 2 }
        )
        for (const end of [cached, local]) {
          assert.notStrictEqual(end.code, 0, end.stdout)
          assert.isNotNull(end.code)
          assert.notMatch(end.stderr, /^\s+at .*:\d+:\d+/m)
        }
        assert.deepStrictEqual(yield* escaped(outside), [])
        assert.deepStrictEqual(yield* planted(outside), [])
      })
    )
  }

  it.scopedLive("an object id that is a path names no blob", () =>
    Effect.gen(function* () {
      const hub = yield* StaticHub.make({
        files: [
          { path: "a.bin", content: evil, lfs: true, claims: { oid: "../../../../../evil" } },
          { path: "b.txt", content: evil, claims: { oid: "../../evil" } }
        ]
      })
      const { outside, who } = yield* victim(hub.url)
      for (const name of ["a.bin", "b.txt"]) {
        const end = yield* Hf.run(who, "download", hub.repoId, name)
        assert.notStrictEqual(end.code, 0, end.stdout)
      }
      assert.deepStrictEqual(yield* escaped(outside), [])
      assert.deepStrictEqual(yield* planted(outside), [])
    })
  )

  it.scopedLive("a size or hash that is not the file's: exit code 7, nothing kept", () =>
    Effect.gen(function* () {
      const hub = yield* StaticHub.make({
        files: [
          { path: "short.bin", content: evil, lfs: true, claims: { size: 3 } },
          { path: "hash.bin", content: evil, lfs: true, claims: { oid: RandomFiles.sha256("something else") } },
          { path: "git.txt", content: evil, claims: { oid: RandomFiles.gitBlobId(Buffer.from("something else")) } }
        ]
      })
      const { outside, who } = yield* victim(hub.url)
      for (const name of ["short.bin", "hash.bin", "git.txt"]) {
        const end = yield* Hf.run(who, "download", hub.repoId, name, "--local-dir", join(who.home, "target"))
        assert.strictEqual(end.code, 7, `${name}: ${end.stderr}`)
      }
      assert.deepStrictEqual(yield* planted(outside), [])
      assert.deepStrictEqual(yield* Trees.leftovers(outside), [])
    })
  )

  it.scopedLive("a link planted in --local-dir leads nothing out of it", () =>
    Effect.gen(function* () {
      const hub = yield* StaticHub.make({
        files: [
          { path: "folder/file.txt", content: evil },
          { path: "link.txt", content: evil }
        ]
      })
      const { outside, who } = yield* victim(hub.url)
      const target = join(who.home, "target")
      yield* Effect.promise(async () => {
        await mkdir(join(outside, "treasure"))
        await writeFile(join(outside, "treasure/file.txt"), "mine\n")
        await mkdir(target)
        await symlink(join(outside, "treasure"), join(target, "folder"))
        await symlink(join(outside, "treasure/file.txt"), join(target, "link.txt"))
      })
      const throughFolder = yield* Hf.run(who, "download", hub.repoId, "folder/file.txt", "--local-dir", target)
      assert.notStrictEqual(throughFolder.code, 0)
      // A link in the file's own place is replaced, not followed.
      yield* Hf.run(who, "download", hub.repoId, "link.txt", "--local-dir", target)
      assert.deepStrictEqual(yield* Trees.read(join(outside, "treasure")), {
        "file.txt": `5 ${RandomFiles.sha256("mine\n")}`
      })
    })
  )

  it.scopedLive("a link planted as --local-dir's own bookkeeping leads nothing out of it", () =>
    Effect.gen(function* () {
      const hub = yield* StaticHub.make({ files: [good] })
      const { outside, who } = yield* victim(hub.url)
      const target = join(who.home, "target")
      yield* Effect.promise(async () => {
        await mkdir(join(outside, "treasure"))
        await mkdir(join(target, ".cache"), { recursive: true })
        await symlink(join(outside, "treasure"), join(target, ".cache/huggingface"))
      })
      const end = yield* Hf.run(who, "download", hub.repoId, "good.txt", "--local-dir", target)
      assert.notStrictEqual(end.code, 0, end.stdout)
      assert.deepStrictEqual(yield* Trees.files(join(outside, "treasure")), [])
    })
  )

  it.scopedLive("a redirect to another origin gets the request, and no token", () =>
    Effect.gen(function* () {
      const content = RandomFiles.buffer(50_000, "elsewhere")
      const elsewhere = yield* StaticHub.make({ files: [{ path: "f.bin", content, lfs: true }] })
      const hub = yield* StaticHub.make({
        files: [{ path: "f.bin", content, lfs: true }],
        intercept: (request, response) => {
          if (!request.url?.includes("/resolve/")) return false
          response
            .writeHead(302, {
              location: `${elsewhere.url}${request.url}`,
              "x-repo-commit": elsewhere.commit,
              "x-linked-etag": `"${RandomFiles.sha256(content)}"`,
              "x-linked-size": content.length
            })
            .end()
          return true
        }
      })
      const { who } = yield* victim(hub.url)
      const path = yield* Hf.ok(who, "download", hub.repoId, "f.bin", "-q")
      assert.strictEqual((yield* Effect.promise(() => lstat(path))).isSymbolicLink(), true)
      assert.isAtLeast(elsewhere.seen.length, 1)
      assert.isTrue(hub.seen.some((request) => request.headers.authorization !== undefined))
      for (const request of elsewhere.seen) {
        assert.isUndefined(request.headers.authorization)
        assert.isUndefined(request.headers.cookie)
        assert.notInclude(JSON.stringify(request), Accounts.tokens.alice)
      }
    })
  )

  it.scopedLive("a next page on another origin gets no token either", () =>
    Effect.gen(function* () {
      const elsewhere = yield* StaticHub.make({ files: [good] })
      const hub = yield* StaticHub.make({
        files: [good],
        intercept: (request, response) => {
          if (!request.url?.includes("/tree/")) return false
          response
            .writeHead(200, {
              "content-type": "application/json",
              link: `<${elsewhere.url}${request.url}>; rel="next"`
            })
            .end("[]")
          return true
        }
      })
      const { who } = yield* victim(hub.url)
      yield* Hf.run(who, "download", hub.repoId)
      assert.isTrue(hub.seen.some((request) => request.headers.authorization !== undefined))
      assert.deepStrictEqual(
        elsewhere.seen.filter((request) => request.headers.authorization !== undefined),
        []
      )
    })
  )
})
