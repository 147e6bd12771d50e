import { createHash, randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as HubConfig from "../../src/hub/HubConfig.ts"
import { BlobStore } from "../../src/hub/store/BlobStore.ts"
import * as DiskBlobStore from "../../src/hub/store/DiskBlobStore.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "hf-parts-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

it.scopedLive("nobody who still has a part open can change what was joined", () =>
  Effect.gen(function* () {
    const dataDir = yield* folder
    const content = randomBytes(1000)
    const expected = { sha256: createHash("sha256").update(content).digest("hex"), size: content.length }
    yield* Effect.gen(function* () {
      const store = yield* BlobStore
      yield* store.putPart("u", 0, 1000, Stream.make(content))
      const begun = yield* Deferred.make<void>()
      const waiting = Stream.fromEffect(Effect.zipRight(Deferred.succeed(begun, undefined), Effect.never))
      const late = yield* Effect.fork(store.putPart("u", 0, 1000, waiting))
      yield* Deferred.await(begun)
      const refused = yield* Effect.flip(store.joinParts("u", expected))
      assert.strictEqual(refused._tag, "BlobMismatch")
      assert.isUndefined(yield* store.size(expected.sha256))
      yield* Fiber.interrupt(late)
      yield* store.joinParts("u", expected)
      assert.strictEqual(yield* store.size(expected.sha256), 1000)
    }).pipe(Effect.provide(Layer.provide(DiskBlobStore.layer, HubConfig.layer({ dataDir }))), Effect.scoped)
  })
)
