/**
 * What `hf cache pin` holds on to: a file `.pins.hf-effect` in the repo's folder, a line a commit, or `*`. No other client looks at
 * names it does not know there, and it goes where the repo goes.
 */
import * as fs from "node:fs"
import { join } from "node:path"
import { replaceFile } from "../names.ts"

const location = (folder: string): string => join(folder, ".pins.hf-effect")

export const read = (folder: string): "all" | ReadonlySet<string> => {
  // Nearly no repo has any, and a file that cannot be opened costs ten times as much as one that is not there.
  if (!fs.existsSync(location(folder))) return new Set()
  try {
    const lines = fs
      .readFileSync(location(folder), "utf8")
      .split("\n")
      .filter((line) => line !== "")
    return lines.includes("*") ? "all" : new Set(lines)
  } catch {
    return new Set()
  }
}

export const write = (folder: string, pins: "all" | ReadonlySet<string>): void => {
  if (pins !== "all" && pins.size === 0) fs.rmSync(location(folder), { force: true })
  else replaceFile(location(folder), `${(pins === "all" ? ["*"] : [...pins].sort()).join("\n")}\n`)
}
