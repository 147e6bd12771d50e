/** Looking at files. */
import * as fs from "node:fs"

/** Follows links: a blob, a shared payload and a file of a repo without links are all the same. */
export const isFile = (path: string, size?: number): boolean => {
  try {
    const stat = fs.statSync(path, { throwIfNoEntry: false })
    return stat?.isFile() === true && (size === undefined || stat.size === size)
  } catch {
    // Not ours to look at, or links in a circle: no file that anybody could use.
    return false
  }
}
