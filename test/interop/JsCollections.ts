/** What `@huggingface/hub` has for collections and does not export (2.17.5): its own sources, bundled here. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import * as Effect from "effect/Effect"
import { build } from "esbuild"
import * as Build from "../support/Build.ts"
import * as TempDir from "../support/TempDir.ts"

interface Access {
  readonly hubUrl: string
  readonly accessToken: string
}

interface Item {
  readonly _id: string
  readonly id: string
  readonly type: string
  readonly position: number
  readonly note?: { readonly html: string; readonly text: string }
}

interface JsCollections {
  readonly addCollectionItem: (
    params: Access & {
      readonly slug: string
      readonly item: { readonly type: string; readonly id: string }
      readonly note?: string
    }
  ) => Promise<void>
  readonly collectionInfo: (
    params: Access & { readonly slug: string }
  ) => Promise<{ readonly items: ReadonlyArray<Item>; readonly shareUrl: string }>
  readonly deleteCollectionItem: (params: Access & { readonly slug: string; readonly itemId: string }) => Promise<void>
}

const contents = ["add-collection-item", "collection-info", "delete-collection-item"]
  .map((file) => `export * from "./${file}"`)
  .join("\n")

export const jsCollections = Effect.flatMap(TempDir.make("js"), (dir) =>
  Effect.promise(async (): Promise<JsCollections> => {
    const resolveDir = join(Build.root, "node_modules/@huggingface/hub/src/lib")
    const { outputFiles } = await build({
      stdin: { contents, resolveDir, loader: "ts" },
      bundle: true,
      format: "esm",
      platform: "node",
      write: false,
      logLevel: "error"
    })
    const path = join(dir, "collections.mjs")
    await writeFile(path, outputFiles[0]?.contents ?? "")
    return import(/* @vite-ignore */ pathToFileURL(path).href)
  })
)
