/** A temporary folder and the real layers over it, talking to a test Hub. */
import * as fs from "node:fs"
import { mkdtempSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Repo from "../../src/domain/Repo.ts"
import * as RepoId from "../../src/domain/RepoId.ts"
import { layerNetwork } from "../../src/layers/Live.ts"
import { layerWith } from "../../src/layers/Settings.ts"
import { type DownloadInput, download } from "../../src/programs/download.ts"
import { Policies } from "../../src/services/Policies.ts"
import type { SettingsShape } from "../../src/services/Settings.ts"
import * as TestHub from "./testHub.ts"

export const folder = Effect.acquireRelease(
  Effect.sync(() => realpathSync(mkdtempSync(join(tmpdir(), "hf-download-")))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

export const layer = (root: string, endpoint: string, overrides: Partial<SettingsShape> = {}) =>
  layerNetwork.pipe(
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

export const repo = Repo.make("model", RepoId.make("org/repo"))

/** A Hub with these files, an empty folder, and a way to run a download against the two. */
export const startWith = Effect.fnUntraced(function* (files: ReadonlyArray<TestHub.HubFile>) {
  const hub = yield* TestHub.make(files)
  const root = yield* folder
  const cache = join(root, "hub", "models--org--repo")
  const run = (input: Partial<DownloadInput> = {}) =>
    download({ repo, ...input }).pipe(hasty, Effect.provide(layer(root, hub.url)))
  return { hub, root, cache, run }
})

/** Everything below a folder: `path`, `path -> target` for links. */
export const tree = (root: string): ReadonlyArray<string> =>
  fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((item) => !item.isDirectory())
    .map((item) => join(item.parentPath, item.name))
    .map((path) => {
      const name = path.slice(root.length + 1)
      return fs.lstatSync(path).isSymbolicLink() ? `${name} -> ${fs.readlinkSync(path)}` : name
    })
    .sort()
