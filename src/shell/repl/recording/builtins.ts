/** `record` and `replay` as commands of the shell. */
import * as Effect from "effect/Effect"
import type { Builtin } from "../Builtin.ts"
import { fileNamed } from "../Place.ts"
import { taken } from "../places/words.ts"
import { Replaying } from "./Replaying.ts"
import { record } from "./recorded.ts"

const codesOnly = "--codes-only"

const replay: Builtin = {
  takes: { flags: [codesOnly], least: 1, most: 1 },
  usage: `replay FILE [${codesOnly}]`,
  help: "Run the lines of a recording again, in a session of their own; list what ends or prints otherwise.",
  aside: true,
  run: (words) =>
    Effect.gen(function* () {
      const { has, rest } = yield* taken(words, replay)
      return yield* Effect.as((yield* Replaying)(fileNamed(rest[0] ?? ""), has(codesOnly)), undefined)
    })
}

export const recordingBuiltins: Readonly<Record<string, Builtin>> = { record, replay }
