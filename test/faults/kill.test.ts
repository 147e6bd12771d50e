/** Processes killed with -9 in the middle of their work, at moments that follow from a seed; then the rerun. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, layer, it as test } from "@effect/vitest"
import { listFiles } from "@huggingface/hub"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Accounts from "../support/Accounts.ts"
import * as FaultProxy from "../support/FaultProxy.ts"
import * as Hf from "../support/Hf.ts"
import * as HubProcess from "../support/HubProcess.ts"
import * as RandomFiles from "../support/RandomFiles.ts"
import * as TempDir from "../support/TempDir.ts"
import * as Trees from "../support/Trees.ts"
import { commit, commitTitles, type Files, World } from "../support/World.ts"

const rounds = 2
const large = RandomFiles.buffer(24_000_000, "kill/large")
const files = {
  "model.bin": large,
  "weights/second.bin": RandomFiles.buffer(3_000_000, "kill/second"),
  "config.json": '{"kill": true}\n',
  "notes/é.txt": "ä\n"
}
const total = 27_000_000
/** What a kill may cost: a batch in memory and a block begun for each of the two files, and what is in the pipes. */
const slack = 6 * 1024 * 1024

const expected = Object.fromEntries(
  Object.entries(files).map(([path, content]) => [path, `${Buffer.byteLength(content)} ${RandomFiles.sha256(content)}`])
)

const withoutAttributes = (tree: Trees.Tree) =>
  Object.fromEntries(Object.entries(tree).filter(([path]) => path !== ".gitattributes"))

/** What the repo holds according to another client: path → content hash as the Hub tells it. */
const listed = (url: string, repo: string) =>
  Effect.promise(async () => {
    const found: Record<string, string> = {}
    for await (const entry of listFiles({
      repo,
      recursive: true,
      hubUrl: url,
      accessToken: Accounts.tokens.alice
    })) {
      if (entry.type === "file" && entry.path !== ".gitattributes")
        found[entry.path] = entry.lfs?.oid ?? entry.oid ?? ""
    }
    return found
  })

/** What a Hub must call these files: binary ones are large files here. */
const oidsOf = (content: Files) =>
  Object.fromEntries(
    Object.entries(content).map(([path, bytes]) => [
      path,
      path.endsWith(".bin") ? RandomFiles.sha256(bytes) : RandomFiles.gitBlobId(Buffer.from(bytes))
    ])
  )

describe("kill -9", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    for (const [mode, options] of [
      ["the cache", (_home: string) => []],
      ["--local-dir", (home: string) => ["--local-dir", join(home, "target")]]
    ] as const) {
      it.scoped(`of downloads into ${mode}: the rerun takes up what is there and leaves nothing over`, () =>
        Effect.gen(function* () {
          const world = yield* World
          const random = RandomFiles.numbers(`kill/${mode}`)
          const repo = yield* world.repo(`killed-${mode.replace(/\W/g, "")}`, files)
          const proxy = yield* world.proxy
          yield* proxy.inject({
            over: 1_000_000,
            action: { _tag: "Slow", bytesPerSecond: 20_000_000 },
            times: Number.POSITIVE_INFINITY
          })
          const who = yield* world.who({ endpoint: proxy.url })
          const args = ["download", repo, "-q", ...options(who.home)]
          let mark = 0
          for (let round = 0; round < rounds; round++) {
            mark += 7_000_000 + Math.floor(random() * 4_000_000)
            const running = yield* Hf.start(who, ...args)
            yield* Effect.race(proxy.passed(mark), running.exit)
            yield* running.kill("SIGKILL")
          }
          const path = yield* Hf.ok(who, ...args)
          assert.deepStrictEqual(withoutAttributes(yield* Trees.read(path)), expected)
          assert.deepStrictEqual(yield* Trees.leftovers(who.home), [])
          const down = proxy.seen({ method: "GET", path: /\.bin|blob/ }).reduce((sum, get) => sum + get.down, 0)
          assert.isAtMost(down, total + rounds * slack, "what had arrived before a kill was fetched again")
        })
      )
    }

    it.scoped("of a download, and the file is another one by the rerun: nothing is glued together", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("moving", { "model.bin": large })
        const proxy = yield* world.proxy
        yield* proxy.inject({ over: 1_000_000, action: { _tag: "Stall", after: 4_000_000 } })
        const who = yield* world.who({ endpoint: proxy.url })
        const running = yield* Hf.start(who, "download", repo, "model.bin", "-q")
        yield* proxy.passed(4_000_000)
        yield* running.kill("SIGKILL")
        const other = RandomFiles.buffer(large.length, "kill/other")
        yield* commit(world.hub.url, repo, { "model.bin": other })
        const path = yield* Hf.ok(who, "download", repo, "model.bin", "-q")
        assert.deepStrictEqual(yield* Effect.promise(() => readFile(path)), other)
      })
    )

    it.scoped("of uploads: the rerun finishes, one commit in all, nothing left over", () =>
      Effect.gen(function* () {
        const world = yield* World
        const random = RandomFiles.numbers("kill/upload")
        const repo = yield* world.repo("killed-upload", {})
        const proxy = yield* world.proxy
        const who = yield* world.who({ endpoint: proxy.url })
        const source = join(who.home, "source")
        yield* Trees.write(source, files)
        for (let round = 0; round < rounds; round++) {
          yield* proxy.reset
          const running = yield* Hf.start(who, "upload", repo, source, ".", "-q")
          yield* Effect.race(proxy.passed(1000 + Math.floor(random() * total)), running.exit)
          yield* running.kill("SIGKILL")
        }
        yield* Hf.ok(who, "upload", repo, source, ".", "-q")
        assert.deepStrictEqual(yield* listed(world.hub.url, repo), oidsOf(files))
        const titles = yield* commitTitles(world.hub.url, repo)
        assert.strictEqual(titles.filter((title) => title.startsWith("Upload folder")).length, 1, titles.join("\n"))
        assert.deepStrictEqual(yield* Trees.leftovers(world.hub.dataDir), [])
        // The folder is as it was: nothing of ours in it.
        assert.deepStrictEqual(yield* Trees.read(source, /^$/), expected)
      })
    )
  })

  test.scopedLive("of the Hub itself: it starts again with every acknowledged commit and no half one", () =>
    Effect.gen(function* () {
      const dataDir = yield* TempDir.make("killed-hub")
      const home = yield* TempDir.make("home")
      const random = RandomFiles.numbers("kill/hub")
      const repo = "alice/survivor"
      const acknowledged: Record<string, string> = {}
      const round = (number: number) =>
        Effect.gen(function* () {
          const hub = yield* HubProcess.startIn(dataDir)
          const proxy = yield* FaultProxy.make(hub.url)
          const who = { home, endpoint: hub.url, token: Accounts.tokens.alice }
          if (number === 0) yield* Hf.ok(who, "repo", "create", repo)
          const kept = {
            [`kept-${number}.bin`]: RandomFiles.buffer(1_000_000, `kept-${number}`),
            [`kept-${number}.txt`]: "a"
          }
          yield* commit(hub.url, repo, kept)
          Object.assign(acknowledged, oidsOf(kept))
          // A second commit is on its way when the Hub dies.
          const lost = {
            [`lost-${number}.bin`]: RandomFiles.buffer(1_000_000, `lost-${number}`),
            [`lost-${number}.txt`]: "b"
          }
          const pending = yield* Effect.fork(Effect.sandbox(commit(proxy.url, repo, lost)))
          yield* Effect.raceFirst(proxy.passed(Math.floor(random() * 1_003_000)), Fiber.await(pending))
          yield* hub.process.kill("SIGKILL")
          const outcome = yield* Fiber.await(pending)
          if (Exit.isSuccess(outcome)) Object.assign(acknowledged, oidsOf(lost))
        })
      yield* Effect.forEach([0, 1, 2], (number) => Effect.scoped(round(number)))
      const hub = yield* HubProcess.startIn(dataDir)
      const found = yield* listed(hub.url, repo)
      for (const [path, oid] of Object.entries(acknowledged)) assert.strictEqual(found[path], oid, path)
      // A commit whose answer was lost is there whole or not at all.
      for (const number of [0, 1, 2]) {
        assert.strictEqual(`lost-${number}.bin` in found, `lost-${number}.txt` in found, `round ${number}`)
      }
      const path = yield* Hf.ok({ home, endpoint: hub.url, token: Accounts.tokens.alice }, "download", repo, "-q")
      const tree = yield* Trees.read(path)
      for (const [name, oid] of Object.entries(found)) {
        if (name.endsWith(".bin")) assert.include(tree[name] ?? "", oid, name)
      }
      assert.deepStrictEqual(yield* Trees.leftovers(dataDir), [])
    })
  )
})
