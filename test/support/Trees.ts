/** Folders compared byte for byte. */
import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { mkdir, readdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { pipeline } from "node:stream/promises"
import * as Effect from "effect/Effect"

/** Path in the folder (with `/`) → `size sha256`, links followed; a link that leads nowhere reads `dangling`. */
export type Tree = Readonly<Record<string, string>>

const fingerprint = async (path: string): Promise<string> => {
  const hash = createHash("sha256")
  let size = 0
  await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      size += chunk.length
      hash.update(chunk)
    }
  })
  return `${size} ${hash.digest("hex")}`
}

/** Every file and link below `root`, sorted; folders are not listed. */
export const files = (root: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.promise(async () => {
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort()
  })

/** The folder's content; `ignore` drops paths that match. */
export const read = (root: string, ignore = /^\.cache\//): Effect.Effect<Tree> =>
  Effect.flatMap(files(root), (paths) =>
    Effect.promise(async () => {
      const tree: Record<string, string> = {}
      for (const path of paths) {
        if (!ignore.test(path)) tree[path] = await fingerprint(join(root, path)).catch(() => "dangling")
      }
      return tree
    })
  )

/** Names that no finished transfer may leave: partial files and temporaries of ours or of Python's. */
export const leftovers = (root: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.map(files(root), (paths) =>
    paths.filter((path) => /\.incomplete|\.partial|\.part$|\.tmp$|\/tmp[^/]*$|\.shared$|\.old$|~$/.test(path))
  )

/** Writes files, folders made as needed. */
export const write = (root: string, content: Readonly<Record<string, string | Uint8Array>>): Effect.Effect<void> =>
  Effect.promise(async () => {
    for (const [path, bytes] of Object.entries(content)) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), bytes)
    }
  })
