/** Lines that a shell begins with: `shellrc` in HF_HOME, or the file that `--rc` names. What is wrong in it is said, and keeps nobody out. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Disk from "../../layers/disk/Disk.ts"
import { Settings } from "../../services/Settings.ts"
import { runEach } from "./script.ts"

const nothing = (error: { readonly reason: string }) => error.reason === "notFound"

/** `file`: the one that was named, which must be there. */
export const runRc = Effect.fnUntraced(function* (file: string | undefined) {
  const { home } = yield* Settings
  const path = file ?? join(home, "shellrc")
  const content = Disk.attempt("read", path, () => readFileSync(path, "utf8"))
  const text = yield* file === undefined ? Effect.catchIf(content, nothing, () => Effect.succeed("")) : content
  yield* runEach(text, path, false)
})
