/** What could stand at the cursor: commands, options, or the values of an option. */
import { helpRow, lookup, takesValue } from "../argv/lookup.ts"
import type { Table } from "../argv/Plan.ts"
import { visible } from "../help/rows.ts"
import { type ArgRow, type CommandRow, find, type LeafRow, type OptionRow, summary } from "../spec/Row.ts"

export interface Candidate {
  /** `plain` offers `value`; `file` and `dir` leave it to the shell to look on disk. */
  readonly type: "plain" | "file" | "dir"
  readonly value: string
  readonly help: string
}

const plain = (value: string, help = ""): Candidate => ({ type: "plain", value, help })

const modeOptions: ReadonlyArray<OptionRow> = [
  {
    key: "format",
    flags: ["--format"],
    kind: "choice",
    choices: ["auto", "human", "agent", "json", "quiet"],
    help: "How results are printed."
  },
  { key: "json", flags: ["--json"], kind: "flag", help: "Print JSON." },
  { key: "quiet", flags: ["-q", "--quiet"], kind: "flag", help: "Print the essential alone." },
  { key: "no-truncate", flags: ["--no-truncate"], kind: "flag", help: "Keep long cells whole." }
]

const optionsOf = (row: CommandRow): ReadonlyArray<OptionRow> => [
  ...row.options,
  ...(row._tag === "leaf" && row.modes ? modeOptions : [])
]

const options = (row: CommandRow, word: string): ReadonlyArray<Candidate> =>
  [...optionsOf(row).filter((each) => !each.hidden), helpRow]
    .flatMap((each) => [...each.flags, ...(each.off ?? [])].map((flag) => plain(flag, each.help)))
    .filter(({ value }) => value.startsWith("--") && value.startsWith(word))

const valuesOf = (row: OptionRow | ArgRow, word: string): ReadonlyArray<Candidate> => {
  if ("choices" in row && row.choices !== undefined) {
    return row.choices.filter((each) => each.startsWith(word)).map((each) => plain(each))
  }
  return row.completes === undefined ? [] : [{ type: row.completes, value: word, help: "" }]
}

/** The option that waits for its value after `words`, and how many positionals came before. */
const state = (leaf: LeafRow, words: ReadonlyArray<string>) => {
  const hits = lookup(optionsOf(leaf))
  let positionals = 0
  let literal = false
  let waiting: OptionRow | undefined
  for (const word of words) {
    if (waiting !== undefined) waiting = undefined
    else if (!literal && word === "--") literal = true
    else if (!literal && word.startsWith("-") && word.length > 1) {
      const hit = hits.get(word)
      if (hit !== undefined && takesValue(hit.row)) waiting = hit.row
    } else positionals++
  }
  return { waiting, positionals, literal }
}

const inLeaf = (leaf: LeafRow, before: ReadonlyArray<string>, word: string): ReadonlyArray<Candidate> => {
  const { waiting, positionals, literal } = state(leaf, before)
  if (waiting !== undefined) return valuesOf(waiting, word)
  if (!literal && word.startsWith("-")) {
    const equals = word.indexOf("=")
    const hit = equals === -1 ? undefined : lookup(optionsOf(leaf)).get(word.slice(0, equals))
    if (hit === undefined) return options(leaf, word)
    return valuesOf(hit.row, word.slice(equals + 1)).map((each) => ({
      ...each,
      value: word.slice(0, equals + 1) + each.value
    }))
  }
  const last = leaf.args[leaf.args.length - 1]
  const many = last !== undefined && (last.arity === "some" || last.arity === "any")
  const arg = leaf.args[positionals] ?? (many ? last : undefined)
  return arg === undefined ? [] : valuesOf(arg, word)
}

/** Candidates for `word`, typed after `before` (the words behind `hf`). */
export const candidates = (table: Table, before: ReadonlyArray<string>, word: string): ReadonlyArray<Candidate> => {
  let row: CommandRow = table
  for (const [i, each] of before.entries()) {
    if (row._tag === "leaf") return inLeaf(row, before.slice(i), word)
    if (each.startsWith("-")) continue
    const found = find(row.commands, each)
    if (found === undefined) return []
    row = found.row
  }
  if (row._tag === "leaf") return inLeaf(row, [], word)
  if (word.startsWith("-")) return options(row, word)
  return visible(row.commands)
    .filter((each) => each.name.startsWith(word))
    .map((each) => plain(each.name, summary(each)))
}
