/** How much of the disk a cache takes, counted as `du` does. */
import * as fs from "node:fs"
import { join } from "node:path"
import type { Problem, Usages } from "../../../services/CacheInventory.ts"
import { codeOf } from "../Disk.ts"
import { reasonOf } from "./scan.ts"

interface Walk {
  /** Files with several names, which count once. */
  readonly seen: Set<string>
  readonly problems: Array<Problem>
}

/** What is gone meanwhile is no problem; what cannot be looked at is one, and stops nothing else. */
const looking = <A>({ problems }: Walk, path: string, look: () => A, otherwise: A): A => {
  try {
    return look()
  } catch (cause) {
    if (codeOf(cause) !== "ENOENT") problems.push({ path, reason: reasonOf(cause) })
    return otherwise
  }
}

const isAgain = ({ seen }: Walk, stat: fs.Stats): boolean => {
  if (stat.isDirectory() || stat.nlink <= 1) return false
  const id = `${stat.dev}:${stat.ino}`
  if (seen.has(id)) return true
  seen.add(id)
  return false
}

/** Where the file system tells no blocks the size has to do. */
const own = (stat: fs.Stats): number => (stat.blocks === undefined ? stat.size : stat.blocks * 512)

/** Allocated bytes of everything below `path`, which is not followed if it is a link. */
const allocated = (walk: Walk, path: string): number => {
  const stat = looking(walk, path, () => fs.lstatSync(path), undefined)
  if (stat === undefined || isAgain(walk, stat)) return 0
  if (!stat.isDirectory()) return own(stat)
  const names = looking(walk, path, () => fs.readdirSync(path), [])
  return names.reduce((sum, name) => sum + allocated(walk, join(path, name)), own(stat))
}

/** One row for each thing in the root, and one for the root's own entry. */
export const measure = (root: string): Usages => {
  const walk: Walk = { seen: new Set(), problems: [] }
  const parts = fs.readdirSync(root).map((name) => {
    const path = join(root, name)
    return { name, path, bytes: allocated(walk, path) }
  })
  return { parts: [...parts, { name: ".", path: root, bytes: own(fs.lstatSync(root)) }], problems: walk.problems }
}
