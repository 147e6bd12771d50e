/** `Usage: hf download [OPTIONS] REPO_ID [FILENAMES]...` and the words it is made of. */
import type { ArgRow, CommandRow } from "../spec/Row.ts"

/** `hf repos create` for `["repos", "create"]`. */
export const pathOf = (typed: ReadonlyArray<string>): string => ["hf", ...typed].join(" ")

export const argLabel = (arg: ArgRow): string => {
  switch (arg.arity) {
    case "one":
      return arg.name
    case "optional":
      return `[${arg.name}]`
    case "some":
      return `${arg.name}...`
    case "any":
      return `[${arg.name}]...`
  }
}

export const usageLine = (row: CommandRow, typed: ReadonlyArray<string>): string => {
  const words =
    row._tag === "leaf"
      ? ["[OPTIONS]", ...row.args.map(argLabel)]
      : typed.length === 0
        ? ["[OPTIONS]", "[COMMAND]", "[ARGS]..."]
        : ["[OPTIONS]", "COMMAND", "[ARGS]..."]
  return `Usage: ${pathOf(typed)} ${words.join(" ")}`
}
