/**
 * Makes the Python peers on demand: a venv in `.peers/` with exactly `requirements.txt`.
 *
 * Only an index out of reach is a reason to go on without them, and that is said loudly; anything else fails the run.
 */
import { execFile } from "node:child_process"
import { readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import * as Build from "../support/Build.ts"

const run = promisify(execFile)
const venv = join(Build.root, ".peers")
const stamp = join(venv, "installed.txt")

/** What pip says when it cannot reach its index, as against not finding a version there. */
const unreachable =
  /connection (?:broken|refused|reset|timed out|error)|failed to establish|max retries|name resolution|network is unreachable|proxy|read timed out|ssl/i

/** The venv's `bin` folder, or `undefined` when the index is out of reach. */
export const install = async (): Promise<string | undefined> => {
  const wanted = await readFile(join(Build.root, "test/interop/requirements.txt"), "utf8")
  const bin = join(venv, "bin")
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return bin
  await rm(venv, { recursive: true, force: true })
  await run("python3", ["-m", "venv", venv])
  try {
    await run(join(bin, "python"), [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--retries",
      "2",
      "--timeout",
      "20",
      "-r",
      join(Build.root, "test/interop/requirements.txt")
    ])
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error)
    if (!unreachable.test(said)) throw error
    const reason = said.split("\n").find((line) => unreachable.test(line)) ?? ""
    console.warn(`\n!!! SKIPPED: everything with Python, because its package index is out of reach: ${reason.trim()}\n`)
    return undefined
  }
  await writeFile(stamp, wanted)
  return bin
}
