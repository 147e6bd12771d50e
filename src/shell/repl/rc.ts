/** Lines that a shell begins with: `shellrc` in HF_HOME, or the file that `--rc` names. What is wrong in it is said, and keeps nobody out. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Disk from "../../layers/disk/Disk.ts"
import { Settings } from "../../services/Settings.ts"
import { giveBack } from "../instant.ts"
import { Screen } from "../render/Screen.ts"
import { inForeground } from "./foreground.ts"
import { pieces } from "./pieces.ts"
import { CurrentSession } from "./Session.ts"
import { at, say } from "./saying.ts"
import { complain, runOne } from "./script.ts"

const nothing = (error: { readonly reason: string }) => error.reason === "notFound"

/** The prompt that stands there already is not meant yet: these lines have the terminal as every command has it. */
const begin = Effect.gen(function* () {
  yield* (yield* Screen).live([])
  giveBack()
})

/** `file`: the one that was named, which must be there. `prompt`: somebody waits for one, and may end what takes too long. */
export const runRc = Effect.fnUntraced(function* (file: string | undefined, prompt: boolean) {
  const session = yield* CurrentSession
  const { home } = yield* Settings
  const path = file ?? join(home, "shellrc")
  const content = Disk.attempt("read", path, () => readFileSync(path, "utf8"))
  const text = yield* file === undefined ? Effect.catchIf(content, nothing, () => Effect.succeed("")) : content
  const all = pieces(text).filter((piece) => Either.isLeft(piece) || piece.right.length > 0)
  if (prompt && all.length > 0) yield* begin
  for (const piece of all) {
    if (Either.isLeft(piece)) {
      yield* complain(text, path, piece.left)
      continue
    }
    for (const statement of piece.right) {
      const run = runOne(text, path, statement)
      const exit = prompt ? yield* inForeground(run) : Exit.succeed(yield* run)
      if (session.ended !== undefined) return
      if (Exit.isSuccess(exit)) continue
      if (!Cause.isInterruptedOnly(exit.cause)) return yield* Effect.failCause(exit.cause)
      return yield* say([`Interrupted, and the rest is left out: ${at(text, path, statement)}`])
    }
  }
})
