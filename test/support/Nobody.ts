/** Somebody who may read everything and write nothing that is not theirs. Root may write anywhere, whatever the modes say. */
import { execFileSync } from "node:child_process"

// Reading stays allowed: a checkout in a folder of root's alone has to be found.
const drop = [
  "setpriv",
  "--reuid=65534",
  "--regid=65534",
  "--clear-groups",
  "--inh-caps=+dac_read_search",
  "--ambient-caps=+dac_read_search"
]

const works = (): boolean => {
  try {
    execFileSync(drop[0] ?? "", [...drop.slice(1), "true"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

const asRoot = process.getuid?.() === 0

export const canBe = !asRoot || works()
if (!canBe)
  console.warn("\n!!! SKIPPED: tests of folders nobody may write to run as root and need setpriv (util-linux)\n")

/** What to run so that it is not root's; as it is for everybody else. */
export const command = (...words: ReadonlyArray<string>): ReadonlyArray<string> =>
  asRoot ? [...drop, ...words] : words
