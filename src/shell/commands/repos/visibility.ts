/** Who may see a repo, as commands ask for it. */
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../../domain/errors.ts"
import type { RepoType } from "../../../domain/RepoType.ts"
import type { Visibility } from "../../../domain/wire/Repos.ts"
import * as opt from "../../spec/opt.ts"

/** `--private`, also `--private true|false` and `--no-private`, `--public`, `--protected`. */
export const flags = {
  private: opt.tristate(["--private"], { help: "Let nobody see it but you and its organization." }),
  public: opt.flag(["--public"], { help: "Let everybody see it." }),
  protected: opt.flag(["--protected"], { help: "Let everybody use a Space, but not see its code." })
}

interface Wanted {
  readonly private: boolean | undefined
  readonly public: boolean
  readonly protected: boolean
}

/** Private beats public beats protected; `--no-private` alone asks for a public one. */
const named = (wanted: Wanted): Visibility | undefined => {
  if (wanted.private === true) return "private"
  if (wanted.public) return "public"
  if (wanted.protected) return "protected"
  return wanted.private === false ? "public" : undefined
}

/** What was asked for, as part of a request. */
export const visibility = (
  wanted: Wanted,
  type: RepoType
): Effect.Effect<{ readonly visibility?: Visibility }, InvalidInput> => {
  const value = named(wanted)
  if (value === "protected" && type !== "space")
    return Effect.fail(new InvalidInput({ what: "visibility", value, reason: "only Spaces can be protected" }))
  return Effect.succeed(value === undefined ? {} : { visibility: value })
}
