import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { listFiles, modelInfo, snapshotDownload } from "@huggingface/hub"
import * as Effect from "effect/Effect"
import * as RandomFiles from "./RandomFiles.ts"
import * as StaticHub from "./StaticHub.ts"
import * as TempDir from "./TempDir.ts"
import * as Trees from "./Trees.ts"

describe("StaticHub", () => {
  it.scopedLive("is a Hub to @huggingface/hub: info, listing, snapshot", () =>
    Effect.gen(function* () {
      const dir = yield* TempDir.make()
      const large = RandomFiles.buffer(200_000, "large")
      const onDisk = join(dir, "on-disk.bin")
      yield* Effect.promise(() => writeFile(onDisk, large))
      const hub = yield* StaticHub.make({
        files: [
          { path: "a.txt", content: Buffer.from("hello\n") },
          { path: "deep/é.bin", content: large, lfs: true },
          { path: "disk.bin", content: { file: onDisk, size: large.length, sha256: RandomFiles.sha256(large) } }
        ]
      })
      const info = yield* Effect.promise(() => modelInfo({ name: hub.repoId, hubUrl: hub.url }))
      assert.strictEqual(info.name, hub.repoId)
      const listed = yield* Effect.promise(async () => {
        const entries = []
        for await (const entry of listFiles({ repo: hub.repoId, recursive: true, hubUrl: hub.url })) entries.push(entry)
        return entries
      })
      assert.deepStrictEqual(
        listed.map((entry) => [entry.path, entry.size, entry.oid?.length, entry.lfs?.oid.length]),
        [
          ["a.txt", 6, 40, undefined],
          ["deep/é.bin", 200_000, 40, 64],
          ["disk.bin", 200_000, 40, 64]
        ]
      )
      const snapshot = yield* Effect.promise(() =>
        snapshotDownload({ repo: hub.repoId, revision: hub.commit, cacheDir: join(dir, "cache"), hubUrl: hub.url })
      )
      const tree = yield* Trees.read(snapshot)
      assert.deepStrictEqual(tree, {
        "a.txt": `6 ${RandomFiles.sha256("hello\n")}`,
        "deep/é.bin": `200000 ${RandomFiles.sha256(large)}`,
        "disk.bin": `200000 ${RandomFiles.sha256(large)}`
      })
    })
  )
})
