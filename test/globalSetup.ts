/** Builds the binary before the tests that run it, unless it is newer than everything it is made from. */
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, statSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))

const newest = (folder: string): number =>
  Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs)
  )

export const setup = (): void => {
  const binary = `${root}/dist/bin/hf.js`
  const made = existsSync(binary) ? statSync(binary).mtimeMs : 0
  if (made > Math.max(newest(`${root}/src`), newest(`${root}/scripts`))) return
  execFileSync(process.execPath, [`${root}/node_modules/tsx/dist/cli.mjs`, `${root}/scripts/build.ts`, "bin"], {
    cwd: root,
    stdio: "inherit"
  })
}
