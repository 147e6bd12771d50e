/** The two columns help and usage errors print for each option, positional and command. */

import { bounds } from "../argv/values.ts"
import { type ArgRow, type CommandRow, type OptionRow, summary } from "../spec/Row.ts"
import { argLabel } from "./usageLine.ts"

export type Definition = readonly [term: string, text: string]

const metavar = (row: OptionRow): string => {
  if (row.metavar !== undefined) return ` ${row.metavar}`
  switch (row.kind) {
    case "flag":
    case "toggle":
      return ""
    case "int":
      return row.min === undefined ? " INTEGER" : " INTEGER RANGE"
    case "float":
      return " FLOAT"
    case "text":
      return " TEXT"
    case "choice":
    case "softChoice":
      return ` [${(row.choices ?? []).join("|")}]`
  }
}

/** Short spellings first, as usage tables have them. */
const spellings = (row: OptionRow): string => {
  const flags = [...row.flags].sort((a, b) => Number(a.startsWith("--")) - Number(b.startsWith("--"))).join(", ")
  return row.off === undefined ? flags : `${flags} / ${row.off.join(", ")}`
}

const suffix = (facts: ReadonlyArray<string | undefined>): string => {
  const known = facts.filter((fact) => fact !== undefined)
  return known.length === 0 ? "" : `  [${known.join("; ")}]`
}

export const optionDefinition = (row: OptionRow): Definition => [
  `${spellings(row)}${metavar(row)}`,
  row.help +
    suffix([
      row.shown === undefined ? undefined : `default: ${row.shown}`,
      bounds(row),
      row.required ? "required" : undefined
    ])
]

export const argDefinition = (arg: ArgRow): Definition => [
  argLabel(arg),
  arg.help + suffix([arg.arity === "one" || arg.arity === "some" ? "required" : undefined])
]

export const commandDefinition = (row: CommandRow): Definition => {
  const shown = row.aliases.filter((alias) => alias.deprecated === undefined && !alias.hidden).map(({ name }) => name)
  const aliases = shown.length === 0 ? "" : ` [alias: ${shown.join(", ")}]`
  return [row.name, `${row.deprecated === undefined ? "" : "[Deprecated] "}${summary(row)}${aliases}`]
}

/** What help lists of a group, by name. */
export const visible = (rows: ReadonlyArray<CommandRow>): ReadonlyArray<CommandRow> =>
  rows.filter((row) => !row.hidden).sort((a, b) => (a.name < b.name ? -1 : 1))
