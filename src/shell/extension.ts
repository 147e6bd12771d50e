/**
 * Extensions: `hf NAME …` with a NAME that is no command runs the program `hf-NAME` that the Python client installed, with the
 * words that follow as they are. Known ones only: nobody is asked for others over the network.
 */
import { accessSync, constants, statSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"

/** Below the home folder (huggingface_hub 2.0.0). */
const folder = join(".local", "share", "hf", "extensions")

/** The program, if it is installed and may be run. */
export const find = (name: string, env: Readonly<Record<string, string | undefined>>): string | undefined => {
  const path = join(env["HOME"] || homedir(), folder, `hf-${name}`, `hf-${name}`)
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile() ? path : undefined
  } catch {
    return undefined
  }
}
