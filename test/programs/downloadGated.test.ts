import * as fs from "node:fs"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Repo from "../../src/domain/Repo.ts"
import * as RepoId from "../../src/domain/RepoId.ts"
import * as Embedded from "../../src/embedded.ts"
import { download } from "../../src/programs/download.ts"
import { upload } from "../../src/programs/upload.ts"
import { Gateway } from "../../src/services/Gateway.ts"
import { folder } from "./world.ts"

const accounts = {
  users: ["acme", "reader"].map((name) => ({ name, tokens: [{ token: `hf_${name}`, role: "write" }] }))
}

it.scopedLive("a gate without access is met before anything is on disk", () =>
  Effect.gen(function* () {
    const root = yield* folder
    const accountsFile = join(root, "accounts.json")
    const cacheDir = join(root, "cache")
    fs.writeFileSync(accountsFile, JSON.stringify(accounts))
    const repo = Repo.make("model", RepoId.make("acme/gated"))
    const as = (token: string) =>
      Embedded.layer({ dataDir: join(root, "hub"), accountsFile, token, settings: { cacheDir } })
    yield* Effect.gen(function* () {
      yield* upload({ repo, localPath: accountsFile })
      const body = { _tag: "Json", value: { gated: "auto" } } as const
      yield* (yield* Gateway).drain({ method: "PUT", url: "/api/models/acme/gated/settings", body })
    }).pipe(Effect.provide(as("hf_acme")))
    const error = yield* Effect.flip(download({ repo })).pipe(Effect.provide(as("hf_reader")))
    assert.strictEqual(error._tag, "GatedRepo")
    assert.isFalse(fs.existsSync(cacheDir))
    const { commit } = yield* download({ repo, dryRun: true }).pipe(Effect.provide(as("hf_acme")))
    for (const filenames of [[], ["accounts.json"]]) {
      const pinned = download({ repo, revision: String(commit), filenames })
      assert.strictEqual((yield* Effect.flip(pinned).pipe(Effect.provide(as("hf_reader"))))._tag, "GatedRepo")
      assert.isFalse(fs.existsSync(cacheDir))
    }
    const done = yield* download({ repo }).pipe(Effect.provide(as("hf_acme")))
    assert.include(
      done.files.map(({ path }) => path),
      "accounts.json"
    )
  })
)

it.skipIf(process.platform !== "linux")(
  "a place where no folder can be made is said at once (skipped: only Linux has /proc)",
  async () => {
    const { makeFolders } = await import("../../src/layers/disk/Disk.ts")
    assert.throws(() => makeFolders("/proc/nope/models--a--b/blobs"), /ENOENT/)
  }
)
