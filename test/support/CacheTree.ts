/** Caches made by hand, as any client of the Hub could have left them (huggingface_hub cache layout). */
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import { dirname, join } from "node:path"

export interface Revision {
  readonly commit: string
  readonly refs?: ReadonlyArray<string>
  /** Path → content; equal contents share a blob. */
  readonly files: Readonly<Record<string, string | Buffer>>
  /** When they were last written and read. */
  readonly time?: Date
}

export const etag = (content: string | Buffer): string => createHash("sha1").update(content).digest("hex")

/** `commit("a")` is a hash of 40 `a`s. */
export const commit = (digit: string): string => digit.repeat(40)

const link = (text: string, path: string): void => {
  fs.mkdirSync(dirname(path), { recursive: true })
  fs.symlinkSync(text, path)
}

/** Adds revisions to the repo `models--org--name` below `root`; answers its folder. */
export const repo = (root: string, name: string, ...revisions: ReadonlyArray<Revision>): string => {
  const folder = join(root, name)
  fs.mkdirSync(join(folder, "blobs"), { recursive: true })
  for (const { commit, files, refs = [], time } of revisions) {
    for (const ref of refs) {
      fs.mkdirSync(dirname(join(folder, "refs", ref)), { recursive: true })
      fs.writeFileSync(join(folder, "refs", ref), commit)
    }
    fs.mkdirSync(join(folder, "snapshots", commit), { recursive: true })
    for (const [path, content] of Object.entries(files)) {
      const blob = join(folder, "blobs", etag(content))
      if (!fs.existsSync(blob)) fs.writeFileSync(blob, content)
      if (time !== undefined) fs.utimesSync(blob, time, time)
      link(
        join(...path.split("/").map(() => ".."), "..", "blobs", etag(content)),
        join(folder, "snapshots", commit, path)
      )
    }
  }
  return folder
}

/** Turns a blob into a link to a payload of the store that all repos share, made if it is not there yet; answers the payload. */
export const share = (root: string, repoFolder: string, content: string, hash: string): string => {
  const store = join(root, "blobs")
  const payload = join(store, hash.slice(0, 2), hash)
  fs.mkdirSync(dirname(payload), { recursive: true })
  fs.writeFileSync(join(store, ".huggingface-shared-blobs"), "1\n")
  const blob = join(repoFolder, "blobs", etag(content))
  fs.rmSync(blob)
  if (!fs.existsSync(payload)) fs.writeFileSync(payload, content, { mode: 0o444 })
  fs.symlinkSync(join("..", "..", "blobs", hash.slice(0, 2), hash), blob)
  fs.appendFileSync(`${payload}.refs`, `${repoFolder.slice(root.length + 1)}/blobs/${etag(content)}\n`)
  return payload
}

/** Entries below `root` that lead nowhere. */
export const dangling = (root: string): ReadonlyArray<string> =>
  fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .map((item) => join(item.parentPath, item.name))
    .filter((path) => fs.lstatSync(path).isSymbolicLink() && !fs.existsSync(path))
