/** `hf cache rm` killed with -9 while it deletes; then the cache as everybody sees it, and the next removal. */
import * as fs from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as CacheTree from "../support/CacheTree.ts"
import * as Hf from "../support/Hf.ts"
import * as TempDir from "../support/TempDir.ts"

const { commit, etag } = CacheTree
const count = 1500
const names = Array.from({ length: count }, (_, index) => `file-${index}`)
const kept = names.filter((_, index) => index % 2 === 0)

const until = (condition: () => boolean) =>
  Effect.repeat(
    Effect.sync(condition),
    Schedule.spaced("1 millis").pipe(Schedule.untilInput((holds: boolean) => holds))
  )

describe("kill -9 of a removal", () => {
  for (const [when, reached] of [
    // Not when the trash is made: nothing has been moved into it at that moment.
    ["at its first step", (folder: string) => !fs.existsSync(join(folder, "snapshots", commit("a")))],
    ["while blobs go", (folder: string) => !fs.existsSync(join(folder, "blobs", etag("content of file-1")))]
  ] as const) {
    it.scopedLive(
      `${when}: what stays is whole, what goes is out of sight, and the next one finishes`,
      () =>
        Effect.gen(function* () {
          const home = yield* TempDir.make("killed")
          const root = join(home, "hub")
          const folder = CacheTree.repo(
            root,
            "models--org--name",
            { commit: commit("a"), files: Object.fromEntries(names.map((name) => [name, `content of ${name}`])) },
            {
              commit: commit("b"),
              refs: ["main"],
              files: Object.fromEntries(kept.map((name) => [name, `content of ${name}`]))
            }
          )
          const who: Hf.Who = { home, endpoint: "http://127.0.0.1:9" }
          const trash = join(root, ".locks", "trash.hf-effect")
          const removal = yield* Hf.start(who, "cache", "rm", commit("a"), "-y")
          // On a busy machine it may be over before anybody looks; then what follows has to hold all the same.
          const moment = until(() => reached(folder))
          yield* Effect.raceFirst(Effect.asVoid(moment), Effect.asVoid(removal.exit))
          yield* removal.kill("SIGKILL")

          const seen = yield* Hf.run(who, "cache", "ls", "--revisions", "--show-warnings", "-q")
          assert.deepStrictEqual([seen.stdout, seen.stderr], [`${commit("b")}\n`, ""])
          for (const name of kept)
            assert.strictEqual(
              fs.readFileSync(join(folder, "snapshots", commit("b"), name), "utf8"),
              `content of ${name}`
            )
          assert.strictEqual(yield* Hf.ok(who, "cache", "rm", commit("a"), "-y"), "Nothing to delete.")
          assert.strictEqual(fs.readdirSync(join(folder, "blobs")).length, kept.length)
          assert.deepStrictEqual(CacheTree.dangling(root), [])
          assert.isFalse(fs.existsSync(trash))
        }),
      60_000
    )
  }
})
