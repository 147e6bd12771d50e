/** `record` and `replay` as commands of the shell. */
import * as Effect from "effect/Effect"
import { Misuse } from "../../Misuse.ts"
import type { Builtin } from "../Builtin.ts"
import { Replaying } from "./Replaying.ts"
import { record } from "./recorded.ts"

const codesOnly = "--codes-only"

const replay: Builtin = {
  usage: `replay FILE [${codesOnly}]`,
  help: "Run the lines of a recording again, in a session of their own; list what ends or prints otherwise.",
  aside: true,
  run: (words) =>
    Effect.gen(function* () {
      const [file, more] = words.filter((word) => word !== codesOnly)
      if (file === undefined || more !== undefined)
        return yield* new Misuse({ reason: `a file is expected: ${replay.usage}` })
      return yield* Effect.as((yield* Replaying)(file, words.includes(codesOnly)), undefined)
    })
}

export const recordingBuiltins: Readonly<Record<string, Builtin>> = { record, replay }
