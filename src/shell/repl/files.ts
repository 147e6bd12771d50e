/** Local files as candidates. */
import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"

/** More than anybody reads. */
const most = 500

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** Paths that begin with `word`, as it is spelled; folders with a `/` behind them. Hidden ones for those who ask for them. */
export const files = (word: string, kind: "file" | "dir", home: string): ReadonlyArray<string> => {
  const cut = word.lastIndexOf("/") + 1
  const [folder, start] = [word.slice(0, cut), word.slice(cut)]
  const place = folder.startsWith("~/") ? join(home, folder.slice(2)) : folder === "" ? "." : folder
  try {
    return readdirSync(place, { withFileTypes: true })
      .filter(({ name }) => name.startsWith(start) && (start !== "" || !name.startsWith(".")))
      .slice(0, most)
      .map((entry) => ({
        name: entry.name,
        folder: entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(place, entry.name)))
      }))
      .filter((each) => kind === "file" || each.folder)
      .map((each) => `${folder}${each.name}${each.folder ? "/" : ""}`)
      .sort()
  } catch {
    // No such folder, or not readable: nothing to offer.
    return []
  }
}
