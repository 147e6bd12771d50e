/** A temporary folder and the real layers over it, talking to a test Hub. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Cache from "../../src/layers/disk/Cache.ts"
import * as FileLocks from "../../src/layers/disk/FileLocks.ts"
import * as LocalDir from "../../src/layers/disk/LocalDir.ts"
import { layerNetwork } from "../../src/layers/Live.ts"
import { layerWith } from "../../src/layers/Settings.ts"
import * as Downloads from "../../src/layers/transfer/Downloads.ts"
import * as Hasher from "../../src/layers/transfer/Hasher.ts"
import { Policies } from "../../src/services/Policies.ts"
import type { SettingsShape } from "../../src/services/Settings.ts"

export const folder = Effect.acquireRelease(
  Effect.sync(() => realpathSync(mkdtempSync(join(tmpdir(), "hf-download-")))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

export const layer = (root: string, endpoint: string, overrides: Partial<SettingsShape> = {}) =>
  Layer.mergeAll(Downloads.layer, Cache.layer, LocalDir.layer).pipe(
    Layer.provideMerge(Layer.mergeAll(Hasher.layer, FileLocks.layer)),
    Layer.provideMerge(layerNetwork),
    Layer.provideMerge(
      layerWith({
        endpoint,
        home: root,
        cacheDir: join(root, "hub"),
        tokenPath: join(root, "token"),
        storedTokensPath: join(root, "stored_tokens"),
        inactivityTimeout: Duration.seconds(2),
        ...overrides
      })
    )
  )

/** Tries again at once, so that no test waits for a back-off. */
export const hasty = Effect.provideService(Policies, { ...Policies.defaults, retryBase: Duration.millis(1) })
