/** How much of the disk a cache takes, counted as `du` does. */
import * as fs from "node:fs"
import { join } from "node:path"
import type { Usage } from "../../../services/CacheInventory.ts"

/** Allocated bytes of everything below `path`, which is not followed if it is a link. `seen`: files with several names. */
const allocated = (path: string, seen: Set<string>): number => {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 0
  if (!stat.isDirectory() && stat.nlink > 1) {
    const id = `${stat.dev}:${stat.ino}`
    if (seen.has(id)) return 0
    seen.add(id)
  }
  // Where the file system tells no blocks the size has to do.
  const own = stat.blocks === undefined ? stat.size : stat.blocks * 512
  return stat.isDirectory()
    ? fs.readdirSync(path).reduce((sum, name) => sum + allocated(join(path, name), seen), own)
    : own
}

/** One row for each thing in the root, and one for the root's own entry. */
export const measure = (root: string): ReadonlyArray<Usage> => {
  const seen = new Set<string>()
  const parts = fs
    .readdirSync(root)
    .map((name) => ({ name, path: join(root, name), bytes: allocated(join(root, name), seen) }))
  const stat = fs.lstatSync(root)
  const own = stat.blocks === undefined ? stat.size : stat.blocks * 512
  return [...parts, { name: ".", path: root, bytes: own }]
}
