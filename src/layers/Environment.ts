/** How values of environment variables are read: the rules of huggingface_hub 2.0.0, except that an empty value counts as unset. */
import { homedir, userInfo } from "node:os"
import { resolve } from "node:path"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { InvalidInput } from "../domain/errors.ts"
import { expandHome, expandVariables, isTrue, variablesIn } from "./variables.ts"

/** The variable's value, empty or not; `undefined` when unset. */
export const raw = (name: string): Effect.Effect<string | undefined, InvalidInput> =>
  Config.option(Config.string(name)).pipe(
    Effect.mapBoth({
      onFailure: (error) => new InvalidInput({ what: "environment variable", value: name, reason: error.message }),
      onSuccess: Option.getOrUndefined
    })
  )

/** The variable's value, `undefined` when unset or empty. */
export const text = (name: string): Effect.Effect<string | undefined, InvalidInput> =>
  Effect.map(raw(name), (value) => (value === "" ? undefined : value))

/** First of several names that has a value. */
export const firstOf = (...names: ReadonlyArray<string>) =>
  Effect.reduce(names, undefined as string | undefined, (found, name) =>
    found === undefined ? text(name) : Effect.succeed(found)
  )

export const bool = (name: string) => Effect.map(text(name), isTrue)

/** Whole seconds, counts …: surrounding blanks allowed; `0` stands for the default, as in Python. */
export const wholeNumber = Effect.fnUntraced(function* (name: string, fallback: number) {
  const value = yield* text(name)
  if (value === undefined) return fallback
  if (!/^\s*\+?\d{1,9}\s*$/.test(value)) {
    return yield* new InvalidInput({ what: `value of ${name}`, value, reason: "it must be a whole number" })
  }
  return Number(value) || fallback
})

/** The home directory: `HOME` (Windows: `USERPROFILE`), else what the system says. */
export const home = Effect.map(
  text(process.platform === "win32" ? "USERPROFILE" : "HOME"),
  (value) => value ?? homedir()
)

const userName = Effect.try(() => userInfo().username).pipe(
  // A uid without passwd entry (containers) has no name: then `~name` stays literal.
  Effect.orElseSucceed(() => undefined)
)

/** An absolute path: home first, then variables, then made absolute against the working directory. */
export const path = Effect.fnUntraced(function* (value: string) {
  const expanded = value.startsWith("~") ? expandHome(value, yield* home, yield* userName) : value
  const known = new Map<string, string | undefined>()
  for (const name of variablesIn(expanded)) {
    if (name !== "") known.set(name, yield* text(name))
  }
  const full = expandVariables(expanded, (name) => known.get(name))
  return resolve(full)
})
