/**
 * Node 20 takes `--env-file FILE` for its own wherever it stands, also behind the script's name, and has read FILE into this
 * process before anything of ours runs. What a job is to find in its environment is not meant for hf itself: a HF_ENDPOINT in it
 * would send the request, token and all, elsewhere.
 */
import { readFileSync } from "node:fs"

const isMeant = (word: string): boolean => word === "--env-file" || word.startsWith("--env-file=")

/** What the system started this process with, where it can be asked (Linux). */
const original = (): ReadonlySet<string> | undefined => {
  try {
    const pairs = readFileSync("/proc/self/environ", "latin1").split("\0")
    return new Set(pairs.map((pair) => pair.slice(0, pair.indexOf("="))))
  } catch {
    return undefined
  }
}

/** Takes out of `env` what Node put there. */
export const forgetEnvFile = (words: ReadonlyArray<string>, env: Record<string, string | undefined>): void => {
  const before = words.some(isMeant) ? original() : undefined
  if (before === undefined) return
  for (const key of Object.keys(env)) if (!before.has(key)) delete env[key]
}
