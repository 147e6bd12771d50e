/** What the shell reads over a network that cuts and lies: the right bytes, or a failure that says so. */
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Accounts from "../support/Accounts.ts"
import type { Fault } from "../support/FaultProxy.ts"
import * as Hf from "../support/Hf.ts"
import * as StaticHub from "../support/StaticHub.ts"
import * as TempDir from "../support/TempDir.ts"
import * as Trees from "../support/Trees.ts"
import { commit, World } from "../support/World.ts"

const text = Array.from({ length: 300_000 }, (_, at) => `line ${at}`).join("\n")
/** Any answer long enough to be the file. */
const theFile = { method: "GET", over: 1_000_000 }

const scene = (name: string, faults: ReadonlyArray<Fault>) =>
  Effect.gen(function* () {
    const world = yield* World
    const repo = yield* world.repo(name, { "long.txt": text })
    const proxy = yield* world.proxy
    yield* Effect.forEach(faults, proxy.inject)
    const who = yield* world.who({ endpoint: proxy.url })
    return { proxy, repo, who }
  })

describe("places of hf shell", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("a file is read on where its connection broke", () =>
      Effect.gen(function* () {
        const { proxy, repo, who } = yield* scene("cut", [
          { ...theFile, action: { _tag: "Cut", after: 700_000 } },
          { ...theFile, action: { _tag: "Cut", after: 900_000 } }
        ])
        const { code, stderr, stdout } = yield* Hf.run(who, "shell", "-c", `cat hf://${repo}/long.txt`)
        assert.strictEqual(code, 0, stderr)
        assert.strictEqual(stdout, text)
        assert.strictEqual(proxy.seen({ method: "GET" }).filter(({ range }) => range !== undefined).length, 2)
      })
    )

    it.scoped("content that is not what the listing says is told", () =>
      Effect.gen(function* () {
        const { repo, who } = yield* scene("corrupt", [{ ...theFile, action: { _tag: "Corrupt", at: 1_500_000 } }])
        const { code, stderr } = yield* Hf.run(who, "shell", "-c", `grep nothing hf://${repo}/long.txt`)
        assert.strictEqual(code, 7)
        assert.match(stderr, /^Error: 'long\.txt' failed its (?:git-sha1|sha256) check/)
      })
    )

    it.scoped("no more of a file comes than is shown", () =>
      Effect.gen(function* () {
        const { proxy, repo, who } = yield* scene("head", [{ ...theFile, action: { _tag: "Stall", after: 300_000 } }])
        assert.strictEqual(
          yield* Hf.ok(who, "shell", "-c", `head -n 3 hf://${repo}/long.txt`),
          "line 0\nline 1\nline 2"
        )
        assert.isAtMost(Math.max(...proxy.seen({ method: "GET" }).map(({ down }) => down)), 2_000_000)
      })
    )

    it.scoped(
      "revisions are compared by their listings: no file is fetched, and only the one that is asked for is read",
      () =>
        Effect.gen(function* () {
          const { proxy, repo, who } = yield* scene("compared", [])
          const world = yield* World
          yield* commit(world.hub.url, repo, { "other.txt": "new\n" })
          const [first] = yield* Hf.ok(
            who,
            "shell",
            "-c",
            `diff hf://${repo}@main hf://${repo}; find '*.txt' hf://${repo}; du hf://${repo}`
          ).pipe(Effect.map((text) => text.split("\n")))
          assert.strictEqual(first, "No results found.")
          assert.deepStrictEqual(proxy.seen({ path: /\/resolve\// }), [])
          yield* Hf.ok(who, "shell", "-c", `cat hf://${repo}/other.txt`)
          assert.strictEqual(proxy.seen({ path: /\/resolve\// }).length, 1)
        })
    )

    it.scoped("a commit that fails on its way leaves everything as it was, staged and on the Hub", () =>
      Effect.gen(function* () {
        const { proxy, repo, who } = yield* scene("refused", [
          { method: "POST", path: /\/commit\//, action: { _tag: "Answer", status: 500 } }
        ])
        const line = `set -e off; cd hf://${repo}; rm long.txt; commit -m "Away with it"; status | count; commit -m "Again"; status | count`
        const { code, stderr, stdout } = yield* Hf.run(who, "shell", "-c", line)
        assert.strictEqual(code, 6)
        assert.match(stderr, /What is staged is kept\.\nError: /)
        assert.match(stdout, /^1\nhttp.*\/commit\/[0-9a-f]{40}\n0\n$/)
        assert.strictEqual(proxy.seen({ method: "POST", path: /\/commit\// }).length, 2)
      })
    )
  })

  for (const path of ["../../evil.txt", "x/C:/evil.txt", "..\\evil.txt", "__proto__", "\u001b[31mred\u202e"])
    it.scopedLive(`a file named ${JSON.stringify(path)} is looked at without harm`, () =>
      Effect.gen(function* () {
        const good = { path: "good.txt", content: Buffer.from("good\n") }
        const hub = yield* StaticHub.make({ files: [good, { path, content: Buffer.from("evil\n") }] })
        const outside = yield* TempDir.make("hostile")
        const home = join(outside, "a", "home")
        yield* Effect.promise(() => mkdir(join(home, "in"), { recursive: true }))
        const who = { home, endpoint: hub.url, token: Accounts.tokens.alice, cwd: join(home, "in") }
        const place = `hf://${hub.repoId}`
        const line = `set -e off; ls ${place}; tree ${place}; find '*' ${place}; du ${place}; grep good ${place}; diff ${place} .; get ${place} .`
        const { code, stderr, stdout } = yield* Hf.run(who, "shell", "-c", line)
        assert.isNotNull(code)
        assert.include(stdout, "good.txt")
        assert.notMatch(stderr, /Something in hf itself failed|^\s+at .*:\d+:\d+/m)
        const files = yield* Trees.files(outside)
        assert.deepStrictEqual(
          files.filter((each) => !each.startsWith("a/home/")),
          []
        )
      })
    )
})
