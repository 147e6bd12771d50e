/** `hf cp` between this disk, pipes and repos. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import { listFiles } from "@huggingface/hub"
import * as Effect from "effect/Effect"
import * as Hf from "../support/Hf.ts"
import { buffer } from "../support/RandomFiles.ts"
import { commitTitles, World } from "../support/World.ts"

describe("hf cp", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("takes a file from here to a repo and back, by name, into a folder, through pipes", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("cp", {})
        const alice = yield* world.who()
        const who = { ...alice, cwd: alice.home }
        const large = buffer(3_000_000, "large")
        writeFileSync(join(who.home, "a.txt"), "a\n")
        writeFileSync(join(who.home, "large.bin"), large)
        mkdirSync(join(who.home, "folder"))

        assert.strictEqual(
          yield* Hf.ok(who, "cp", "a.txt", `hf://${repo}`),
          "✓ Uploaded\n  src: a.txt\n  dst: hf://models/alice/cp/a.txt"
        )
        assert.strictEqual(
          yield* Hf.ok(who, "repos", "cp", "large.bin", `hf://${repo}/data/`, "--json"),
          '{"src": "large.bin", "dst": "hf://models/alice/cp/data/large.bin"}'
        )
        assert.strictEqual(
          yield* Hf.ok({ ...who, stdin: "piped\n" }, "cp", "-", `hf://${repo}/piped.txt`, "-q"),
          "stdin"
        )
        assert.deepStrictEqual(yield* commitTitles(world.hub.url, repo), [
          "Upload piped.txt with huggingface_hub",
          "Upload data/large.bin with huggingface_hub",
          "Upload a.txt with huggingface_hub",
          "initial commit"
        ])

        assert.strictEqual(
          yield* Hf.ok(who, "cp", `hf://${repo}/data/large.bin`, "new/deep/"),
          `✓ Downloaded\n  src: hf://${repo}/data/large.bin\n  dst: new/deep/large.bin`
        )
        assert.isTrue(readFileSync(join(who.home, "new/deep/large.bin")).equals(large))
        yield* Hf.ok(who, "cp", `${world.hub.url}/${repo}/blob/main/a.txt`, "folder")
        assert.strictEqual(readFileSync(join(who.home, "folder/a.txt"), "utf8"), "a\n")
        yield* Hf.ok(who, "cp", `hf://${repo}@main/piped.txt`)
        assert.strictEqual(readFileSync(join(who.home, "piped.txt"), "utf8"), "piped\n")
        assert.strictEqual(yield* Hf.ok(who, "cp", `hf://${repo}/piped.txt`, "-", "--json"), "piped")
        assert.deepStrictEqual(readdirSync(who.home).sort(), ["a.txt", "folder", "large.bin", "new", "piped.txt"])
      })
    )

    it.scoped("copies from repo to repo: a file, a folder, what is in a folder, everything", () =>
      Effect.gen(function* () {
        const world = yield* World
        const large = buffer(200_000, "weights")
        const from = yield* world.repo("from", { "logs/a.txt": "a\n", "logs/deep/w.bin": large, "[x].txt": "x\n" })
        const to = yield* world.repo("to", {})
        const who = yield* world.who()
        const copy = (source: string, target: string) => Hf.ok(who, "cp", `hf://${source}`, `hf://${target}`, "-q")
        const listing = Effect.promise(async () => {
          const paths: Array<string> = []
          for await (const { path, type } of listFiles({ repo: to, hubUrl: world.hub.url, recursive: true }))
            if (type === "file" && path !== ".gitattributes") paths.push(path)
          return paths
        })
        assert.strictEqual(yield* copy(`${from}/[x].txt`, `${to}/y.txt`), `hf://${from}/[x].txt`)
        yield* copy(`${from}/logs`, `${to}/renamed`)
        yield* copy(`${from}/logs`, `${to}/renamed`)
        yield* copy(`${from}/logs/`, `${to}/contents/`)
        yield* copy(`${to}/y.txt`, `${to}/contents`)
        assert.deepStrictEqual(yield* listing, [
          "contents/a.txt",
          "contents/deep/w.bin",
          "contents/y.txt",
          "renamed/a.txt",
          "renamed/deep/w.bin",
          "renamed/logs/a.txt",
          "renamed/logs/deep/w.bin",
          "y.txt"
        ])
        const copied = yield* Hf.run(who, "cp", `hf://${to}/contents/deep/w.bin`, "-", "--format", "agent")
        assert.strictEqual(copied.code, 0, copied.stderr)
        const [title] = yield* commitTitles(world.hub.url, to)
        assert.strictEqual(title, `Copy files from models/${to}`)
        // What is there already makes no commit.
        const again = yield* Hf.run(who, "cp", `hf://${from}/logs/`, `hf://${to}/contents/`)
        assert.deepStrictEqual([again.code, /No files have been modified/.test(again.stderr)], [0, true])
        assert.strictEqual((yield* commitTitles(world.hub.url, to)).length, 6)
      })
    )
  })
})
