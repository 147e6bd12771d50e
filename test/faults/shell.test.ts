/** What the shell reads over a network that cuts and lies: the right bytes, or a failure that says so. */
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Fault } from "../support/FaultProxy.ts"
import * as Hf from "../support/Hf.ts"
import { World } from "../support/World.ts"

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
})
