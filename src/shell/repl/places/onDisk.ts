/** Files of this disk, looked at one folder at a time. */
import * as fs from "node:fs"
import * as nodePath from "node:path"
import * as Stream from "effect/Stream"
import { DiskError } from "../../../domain/errors.ts"
import * as Disk from "../../../layers/disk/Disk.ts"
import type { DiskPlace } from "../Place.ts"
import type { Entry } from "./Entry.ts"

const pieceSize = 256 * 1024

export const bytesAt = (location: string, start = 0) =>
  Stream.suspend(() =>
    Stream.fromAsyncIterable(
      fs.createReadStream(location, { start, highWaterMark: pieceSize }) as AsyncIterable<Uint8Array>,
      Disk.toDiskError("read", location)
    )
  )

/** Nothing is there, or nothing that a pattern fits. */
export const missing = (operation: string, path: string) =>
  new DiskError({ path, operation, reason: "notFound", detail: "no such file or directory" })

/** A pipe, a device or a socket: opened, it may never let go again, and nobody knows where it ends. */
export const special = (path: string) =>
  new DiskError({ path, operation: "read", reason: "other", detail: "it is neither a file nor a folder" })

const entryOf = (location: string, path: string, stat: fs.Stats): Entry => ({
  path,
  type: stat.isDirectory() ? "directory" : stat.isFile() ? "file" : "unknown",
  size: stat.isFile() ? stat.size : 0,
  digest: undefined,
  large: false,
  key: stat.nlink > 1 ? `${stat.dev}:${stat.ino}` : undefined,
  bytes: (start) => (stat.isFile() ? bytesAt(location, start) : Stream.fail(special(location)))
})

export const at = ({ folder }: DiskPlace) =>
  Disk.attempt("open", folder, () => entryOf(folder, "", fs.statSync(folder)))

/** Of what a link leads to; `undefined`: nowhere, or in circles. */
const seen = (location: string): fs.Stats | undefined => {
  try {
    return fs.statSync(location, { throwIfNoEntry: false })
  } catch (cause) {
    if (Disk.codeOf(cause) === "ELOOP") return undefined
    throw cause
  }
}

/** Links that lead nowhere are left out; links to folders are shown, and not entered. */
async function* walk(root: string, below: string, recursive: boolean): AsyncGenerator<Entry> {
  const items = await fs.promises.readdir(nodePath.join(root, below), { withFileTypes: true })
  items.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const item of items) {
    const path = below === "" ? item.name : `${below}/${item.name}`
    const location = nodePath.join(root, path)
    const stat = seen(location)
    if (stat === undefined) continue
    yield entryOf(location, path, stat)
    if (recursive && item.isDirectory()) yield* walk(root, path, true)
  }
}

export const below = ({ folder }: DiskPlace, recursive: boolean) =>
  Stream.suspend(() => Stream.fromAsyncIterable(walk(folder, "", recursive), Disk.toDiskError("list", folder)))

/** The file or folder at `location`, or what its last part matches there when that is a pattern. */
export const matching = (location: string, isMatch: ((name: string) => boolean) | undefined) =>
  Disk.attempt("open", location, () => {
    if (isMatch === undefined || fs.existsSync(location)) return [location]
    const folder = nodePath.dirname(location)
    return fs
      .readdirSync(folder)
      .filter((name) => isMatch(name) && (!name.startsWith(".") || nodePath.basename(location).startsWith(".")))
      .sort()
      .map((name) => nodePath.join(folder, name))
  })
