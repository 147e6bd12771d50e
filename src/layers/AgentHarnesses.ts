/**
 * Whether a program calls on somebody's behalf: the variables that such programs set, by the list of them that the Python
 * client keeps at `$HF_HOME/.agent_harnesses.json` (huggingface_hub 2.0.0). The list is read where it is and never asked for.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Settings } from "../services/Settings.ts"
import * as Disk from "./disk/Disk.ts"
import * as Environment from "./Environment.ts"

const none = { default: () => ({}) }

const Registry = Schema.parseJson(
  Schema.Struct({
    standardEnvVars: Schema.optionalWith(Schema.Array(Schema.String), { default: () => [] }),
    harnesses: Schema.optionalWith(
      Schema.Record({
        key: Schema.String,
        value: Schema.Struct({
          envVars: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.String }), none)
        })
      }),
      none
    )
  })
)

/** A list that is missing or is none counts as empty: it never keeps a command from running. */
const registry = Effect.gen(function* () {
  const path = join((yield* Settings).home, ".agent_harnesses.json")
  const text = yield* Disk.attempt("read", path, () => readFileSync(path, "utf8"))
  return yield* Schema.decode(Registry)(text)
}).pipe(Effect.option)

/** True when a standard variable says anything, or a variable of one of the harnesses has its value (`*`: any). */
export const isAgent = Effect.gen(function* () {
  const known = yield* registry
  if (Option.isNone(known)) return false
  const { harnesses, standardEnvVars } = known.value
  const ofHarnesses = Object.values(harnesses).flatMap(({ envVars }) => Object.entries(envVars))
  for (const [name, wanted] of ofHarnesses) {
    const value = yield* Environment.text(name)
    if (value !== undefined && (wanted === "*" || wanted === value)) return true
  }
  for (const name of standardEnvVars) if ((yield* Environment.text(name))?.trim()) return true
  return false
})
