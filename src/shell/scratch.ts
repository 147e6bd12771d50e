/** A folder for what is not finished yet; gone when the scope closes. */
import * as fs from "node:fs"
import { dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import * as Disk from "../layers/disk/Disk.ts"

/** The nearest folder above `path` that is there: on the disk where `path` will be. */
const above = (path: string): string => {
  const folder = dirname(path)
  return folder === path || fs.existsSync(folder) ? folder : above(folder)
}

/** In the folder `path` is to be put into, or as near as possible: a file moves from there in one step. */
export const scratch = (path: string) =>
  Effect.acquireRelease(
    Disk.attempt("write", path, () => fs.mkdtempSync(join(above(path), ".tmp-hf-"))),
    (folder) => Effect.sync(() => fs.rmSync(folder, { recursive: true, force: true }))
  )
