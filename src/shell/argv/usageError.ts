/** The text of a usage error on stderr, line for line as huggingface_hub 2.0.0 prints it. */
import { commandDefinition, type Definition, optionDefinition, visible } from "../help/rows.ts"
import { pathOf, usageLine } from "../help/usageLine.ts"
import type { CommandRow, GroupRow, LeafRow } from "../spec/Row.ts"
import { helpRow } from "./lookup.ts"
import type { UsageError } from "./Plan.ts"
import { similar } from "./similar.ts"
import type { Problem } from "./tokens.ts"

const error = (lines: ReadonlyArray<string>): UsageError => ({ _tag: "UsageError", text: `${lines.join("\n")}\n` })

const header = (row: CommandRow, typed: ReadonlyArray<string>): ReadonlyArray<string> => [
  usageLine(row, typed),
  `Try '${pathOf(typed)} --help' for help.`,
  ""
]

const table = (rows: ReadonlyArray<Definition>): ReadonlyArray<string> =>
  rows.map(([term, text]) => `  ${term.padEnd(30)} ${text}`.trimEnd())

const commands = (group: GroupRow, typed: ReadonlyArray<string>): ReadonlyArray<string> => [
  "",
  `Available commands for '${pathOf(typed)}':`,
  ...table(visible(group.commands).map(commandDefinition)),
  "",
  `Run '${pathOf(typed)} --help' for full details.`
]

const quoted = (words: ReadonlyArray<string>): string => words.map((word) => `'${word}'`).join(", ")

/** Every spelling of the visible options of `leaf`. */
const spellings = (leaf: LeafRow): ReadonlyArray<string> =>
  [...leaf.options.filter((row) => !row.hidden), helpRow].flatMap((row) => [...row.flags, ...(row.off ?? [])])

export const leafError = (leaf: LeafRow, typed: ReadonlyArray<string>, problem: Problem): UsageError => {
  if (problem.bare) return error([`Error: ${problem.message}`])
  if (problem.unknownOption === undefined) return error([...header(leaf, typed), `Error: ${problem.message}`])
  const close = [...similar(problem.unknownOption, spellings(leaf))].sort()
  return error([
    ...header(leaf, typed),
    `Error: ${problem.message}`,
    "",
    `Available options for '${pathOf(typed)}':`,
    ...table([...leaf.options.filter((row) => !row.hidden), helpRow].map(optionDefinition)),
    "",
    `Run '${pathOf(typed)} --help' for full details.`,
    ...(close.length === 0 ? [] : ["", `Did you mean: ${close.join(", ")}?`])
  ])
}

export const unknownGroupOption = (group: GroupRow, typed: ReadonlyArray<string>, flag: string): UsageError =>
  error([
    ...header(group, typed),
    `Error: No such option '${flag}'.`,
    ...(typed.length === 0 ? [] : commands(group, typed))
  ])

export const unknownCommand = (group: GroupRow, typed: ReadonlyArray<string>, word: string): UsageError => {
  const names = visible(group.commands).flatMap((row) => [
    row.name,
    ...row.aliases.filter((alias) => !alias.hidden).map((alias) => alias.name)
  ])
  const close = similar(word, names)
  const hint = close.length === 0 ? "" : ` Did you mean ${quoted(close)}?`
  return error([...header(group, typed), `Error: No such command '${word}'.${hint}`, ...commands(group, typed)])
}
