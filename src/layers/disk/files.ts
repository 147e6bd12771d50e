/** Looking at files. */
import * as fs from "node:fs"
import { join, relative, sep } from "node:path"

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

/** Follows links, as above. */
export const isFolder = (path: string): boolean => {
  try {
    return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  } catch {
    return false
  }
}

/** Every file below `folder`, relative to it and `/`-separated; links to files count, links to folders are not entered. */
export const filesBelow = (folder: string): ReadonlyArray<string> =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => !item.isDirectory())
    .map((item) => join(item.parentPath, item.name))
    .filter((path) => isFile(path))
    .map((path) => relative(folder, path).split(sep).join("/"))
