/**
 * Builds `dist` once before the suites that run the built binary, and only when a source is newer than it.
 * Vitest calls the default export; the tour and the bench call {@link ensureBuilt}.
 */
import { execFile } from "node:child_process"
import { readdir, readFile, stat } from "node:fs/promises"
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
  const manifest: { scripts: Record<string, string> } = JSON.parse(await readFile(join(root, "package.json"), "utf8"))
  if (manifest.scripts["build"] === undefined) return
  const sources = await Promise.all(["src", "scripts", "package.json"].map((path) => newest(join(root, path))))
  if ((await newest(bin)) > Math.max(...sources)) return
  await promisify(execFile)("npm", ["run", "build"], { cwd: root })
}

export default ensureBuilt
