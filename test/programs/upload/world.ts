/** A whole Hub in this process behind a real socket, people who use it, and folders to upload. */
import * as fs from "node:fs"
import * as nodePath from "node:path"
import * as Chunk from "effect/Chunk"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import type { Repo } from "../../../src/domain/Repo.ts"
import type { RepoPath } from "../../../src/domain/RepoPath.ts"
import * as HubApp from "../../../src/hub/HubApp.ts"
import type { HubOptions } from "../../../src/hub/HubConfig.ts"
import * as HubServer from "../../../src/hub/HubServer.ts"
import * as Gateway from "../../../src/layers/http/Gateway.ts"
import * as HubLayer from "../../../src/layers/http/Hub.ts"
import * as Transport from "../../../src/layers/http/Transport.ts"
import * as Settings from "../../../src/layers/Settings.ts"
import * as KeptHashes from "../../../src/layers/transfer/upload/KeptHashes.ts"
import * as UploadsLayer from "../../../src/layers/transfer/upload/Uploads.ts"
import * as WorkspaceLayer from "../../../src/layers/transfer/upload/Workspace.ts"
import { type Credential, Credentials } from "../../../src/services/Credentials.ts"
import { Hub } from "../../../src/services/Hub.ts"
import * as Accounts from "../../support/Accounts.ts"
import * as TempDir from "../../support/TempDir.ts"

/** Everything an upload needs, with this token at this Hub. */
export const client = (endpoint: string, token?: string, home?: string) => {
  const proxy = { http: Option.none(), https: Option.none(), noProxy: [] }
  const credentials = Layer.succeed(Credentials, {
    current: Effect.succeed(
      Option.map(Option.fromNullable(token), (it): Credential => ({ token: Redacted.make(it), source: "file" }))
    )
  })
  return UploadsLayer.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(HubLayer.layer, WorkspaceLayer.layer, KeptHashes.layer)),
    Layer.provide(Gateway.layer),
    Layer.provide([Transport.layer, credentials]),
    Layer.provideMerge(
      Settings.layerWith({
        ...(home === undefined ? {} : { home }),
        endpoint,
        proxy,
        offline: false,
        certFile: Option.none()
      })
    )
  )
}

export type Client = ReturnType<typeof client>

export class World extends Context.Tag("test/UploadWorld")<
  World,
  { readonly url: string; readonly alice: Client; readonly reader: Client; readonly bob: Client }
>() {
  static readonly layer = (options: Partial<HubOptions> = {}) =>
    Layer.scoped(
      World,
      Effect.gen(function* () {
        const folder = yield* TempDir.make("upload-hub")
        const accountsFile = yield* Accounts.write(folder)
        const hub = yield* Layer.build(HubApp.layer({ dataDir: `${folder}/data`, accountsFile, ...options }))
        const { url } = yield* Effect.provide(HubServer.serve({ drain: "1 second" }), hub)
        const { alice, bob, reader } = Accounts.tokens
        return {
          url,
          alice: client(url, alice, folder),
          reader: client(url, reader, folder),
          bob: client(url, bob, folder)
        }
      })
    )
}

/** A folder with these files. */
export const folder = (files: Readonly<Record<string, string | Uint8Array>>) =>
  Effect.tap(TempDir.make("upload"), (root) => Effect.sync(() => write(root, files)))

export const write = (root: string, files: Readonly<Record<string, string | Uint8Array>>) => {
  for (const [path, content] of Object.entries(files)) {
    fs.mkdirSync(nodePath.dirname(nodePath.join(root, path)), { recursive: true })
    fs.writeFileSync(nodePath.join(root, path), content)
  }
}

/** Works in this folder until the scope closes. */
export const inside = (path: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const before = process.cwd()
      process.chdir(path)
      return before
    }),
    (before) => Effect.sync(() => process.chdir(before))
  )

/** Paths of a revision, without those every repo starts with. */
export const paths = (repo: Repo, revision = "main") =>
  Effect.flatMap(Hub, ({ files }) =>
    files.tree(repo, revision, { recursive: true }).pipe(
      Stream.filter(({ path, type }) => type === "file" && path !== ".gitattributes"),
      Stream.map(({ path }) => path),
      Stream.runCollect,
      Effect.map((all) => Chunk.toReadonlyArray(all).toSorted())
    )
  )

/** Content of a file as the Hub hands it out. */
export const content = (repo: Repo, path: string, revision = "main") =>
  Effect.scoped(
    Effect.gen(function* () {
      const { files } = yield* Hub
      const { body } = yield* files.open(repo, revision, path as RepoPath)
      return Buffer.concat(Chunk.toReadonlyArray(yield* Stream.runCollect(body)))
    })
  )
