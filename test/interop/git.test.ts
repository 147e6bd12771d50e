/** Our object ids are git's. */
import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import { listFiles } from "@huggingface/hub"
import * as Effect from "effect/Effect"
import * as Accounts from "../support/Accounts.ts"
import * as Hf from "../support/Hf.ts"
import * as TempDir from "../support/TempDir.ts"
import { World } from "../support/World.ts"
import * as Sample from "./Sample.ts"

describe("git", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped("hash-object agrees with every file's oid, and a repository of the same files with every folder's", () =>
      Effect.gen(function* () {
        const world = yield* World
        const source = yield* TempDir.make("source")
        yield* Sample.write(source)
        const who = yield* world.who()
        const repo = "alice/git"
        yield* Hf.ok(who, "upload", repo, source, ".")
        const entries = yield* Effect.promise(async () => {
          const found = []
          const settings = { repo, recursive: true, hubUrl: world.hub.url, accessToken: Accounts.tokens.alice }
          for await (const entry of listFiles(settings)) found.push(entry)
          return found
        })
        const git = (args: ReadonlyArray<string>, options: { cwd?: string; input?: string } = {}) =>
          execFileSync("git", args, { encoding: "utf8", ...options }).trim()
        const scratch = yield* TempDir.make("git")
        git(["init", "-q", scratch])
        for (const entry of entries) {
          if (entry.type !== "file") continue
          const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${entry.lfs?.oid}\nsize ${entry.size}\n`
          // `.gitattributes` is the Hub's own; only the Hub knows it.
          const oid =
            entry.path === ".gitattributes"
              ? (entry.oid ?? "")
              : entry.lfs === undefined
                ? git(["hash-object", "--no-filters", join(source, entry.path)])
                : git(["hash-object", "-w", "--stdin"], { cwd: scratch, input: pointer })
          assert.strictEqual(entry.oid, oid, entry.path)
          git(["update-index", "--add", "--info-only", "--cacheinfo", `100644,${oid},${entry.path}`], { cwd: scratch })
        }
        const root = git(["write-tree", "--missing-ok"], { cwd: scratch })
        const folders = git(["ls-tree", "-r", "-d", "-z", root], { cwd: scratch }).split("\0").filter(Boolean)
        const theirs = Object.fromEntries(
          folders.map((line) => {
            const [meta = "", path = ""] = line.split("\t")
            return [path, meta.split(" ")[2]]
          })
        )
        const ours = Object.fromEntries(
          entries.filter((entry) => entry.type === "directory").map((entry) => [entry.path, entry.oid])
        )
        assert.deepStrictEqual(ours, theirs)
      })
    )
  })
})
