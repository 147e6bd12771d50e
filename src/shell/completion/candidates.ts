/** What could stand at the cursor: commands, options, or the values of an option or positional. */
import { helpRow, lookup } from "../argv/lookup.ts"
import type { Table } from "../argv/Plan.ts"
import { visible } from "../help/rows.ts"
import { type ArgRow, type CommandRow, find, type LeafRow, type Meaning, type OptionRow, summary } from "../spec/Row.ts"
import { type Line, read } from "./line.ts"

export interface Candidate {
  /** `plain` offers `value`; `file` and `dir` leave it to the shell to look on disk. */
  readonly type: "plain" | "file" | "dir"
  readonly value: string
  readonly help: string
}

/** Values that the command table cannot know: the cache, or the Hub, has to be asked for them. */
export interface Wanted {
  readonly meaning: Meaning
  readonly line: Line
  readonly word: string
  /** What stands before the value in the same word: `--revision=`. */
  readonly ahead: string
}

export interface Offer {
  readonly known: ReadonlyArray<Candidate>
  readonly wanted?: Wanted
}

const nothing: Offer = { known: [] }

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

const options = (row: CommandRow, word: string): Offer => ({
  known: [...optionsOf(row).filter((each) => !each.hidden), helpRow]
    .flatMap((each) => [...each.flags, ...(each.off ?? [])].map((flag) => plain(flag, each.help)))
    .filter(({ value }) => value.startsWith("--") && value.startsWith(word))
})

const valuesOf = (row: OptionRow | ArgRow, line: Line, word: string, ahead = ""): Offer => {
  if ("choices" in row && row.choices !== undefined) {
    return { known: row.choices.filter((each) => each.startsWith(word)).map((each) => plain(ahead + each)) }
  }
  const { completes } = row
  if (completes === undefined) return nothing
  if (completes === "file" || completes === "dir")
    return { known: [{ type: completes, value: ahead + word, help: "" }] }
  return { known: [], wanted: { meaning: completes, line, word, ahead } }
}

const inLeaf = (leaf: LeafRow, before: ReadonlyArray<string>, word: string, local: boolean): Offer => {
  const all = optionsOf(leaf)
  const line = read(leaf, all, before, local)
  if (line.waiting !== undefined) return valuesOf(line.waiting, line, word)
  if (!line.literal && word.startsWith("-")) {
    const equals = word.indexOf("=")
    const hit = equals === -1 ? undefined : lookup(all).get(word.slice(0, equals))
    if (hit === undefined) return options(leaf, word)
    return valuesOf(hit.row, line, word.slice(equals + 1), word.slice(0, equals + 1))
  }
  const last = leaf.args[leaf.args.length - 1]
  const many = last !== undefined && (last.arity === "some" || last.arity === "any")
  const arg = leaf.args[line.positionals.length] ?? (many ? last : undefined)
  return arg === undefined ? nothing : valuesOf(arg, line, word)
}

/** Candidates for `word`, typed after `before` (the words behind `hf`). */
export const candidates = (table: Table, before: ReadonlyArray<string>, word: string): Offer => {
  let row: CommandRow = table
  let local = false
  for (const [i, each] of before.entries()) {
    if (row._tag === "leaf") return inLeaf(row, before.slice(i), word, local)
    if (each.startsWith("-")) {
      local ||= each === "--local"
      continue
    }
    const found = find(row.commands, each)
    if (found === undefined) return nothing
    row = found.row
  }
  if (row._tag === "leaf") return inLeaf(row, [], word, local)
  if (word.startsWith("-")) return options(row, word)
  return {
    known: visible(row.commands)
      .filter((each) => each.name.startsWith(word))
      .map((each) => plain(each.name, summary(each)))
  }
}
