/** The built binary: where it is, and made anew when a source is newer than it. */
import { execFile } from "node:child_process"
import { readdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

export const root = fileURLToPath(new URL("../..", import.meta.url))

/** The built `hf`; `HF_TEST_BIN` names another one, such as an installed package's. */
export const bin = process.env["HF_TEST_BIN"] ?? join(root, "dist/bin/hf.js")

const newest = async (path: string): Promise<number> => {
  const info = await stat(path).catch(() => undefined)
  if (info === undefined) return 0
  if (!info.isDirectory()) return info.mtimeMs
  const entries = await readdir(path)
  return Math.max(0, ...(await Promise.all(entries.map((entry) => newest(join(path, entry))))))
}

export const ensureBuilt = async (): Promise<void> => {
  if (process.env["HF_TEST_BIN"] !== undefined) return
  const sources = await Promise.all(["src", "scripts/build.ts", "package.json"].map((path) => newest(join(root, path))))
  if ((await newest(bin)) > Math.max(...sources)) return
  await promisify(execFile)(process.execPath, ["--import", "tsx", join(root, "scripts/build.ts"), "bin"], { cwd: root })
}
