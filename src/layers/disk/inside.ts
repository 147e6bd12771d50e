/** Folders below a root that nothing planted inside it can lead out of. */
import * as fs from "node:fs"
import { join, sep } from "node:path"
import { DiskError } from "../../domain/errors.ts"
import { makeFolders } from "./Disk.ts"

const refuse = (path: string, reason: DiskError["reason"], detail: string) =>
  new DiskError({ path, operation: "use the folder", reason, detail })

/** Exists as a folder afterwards; links are followed only as long as they stay inside. Throws {@link DiskError}. */
export const makeFolderInside = (known: Set<string>, root: string, segments: ReadonlyArray<string>): string => {
  const wanted = join(root, ...segments)
  if (known.has(wanted)) return wanted
  makeFolders(root)
  const realRoot = fs.realpathSync(root)
  let current = root
  for (const segment of segments) {
    current = join(current, segment)
    if (known.has(current)) continue
    const stat = fs.lstatSync(current, { throwIfNoEntry: false })
    if (stat === undefined) {
      fs.mkdirSync(current)
    } else if (stat.isSymbolicLink()) {
      const real = fs.realpathSync(current)
      if (real !== realRoot && !real.startsWith(realRoot + sep))
        throw refuse(current, "other", "it is a link that leads out of the target folder")
      if (!fs.statSync(current).isDirectory()) throw refuse(current, "notADirectory", "not a directory")
    } else if (!stat.isDirectory()) {
      throw refuse(current, "notADirectory", "not a directory")
    }
    known.add(current)
  }
  known.add(wanted)
  return wanted
}
