/**
 * What the planner, help, usage errors, suggestions and completion know of a command: plain data, so that none of them
 * needs Effect. The rows are made by the constructors beside this file and dumped to JSON when the binary is built.
 */

/** What a value is, where more is known than that it is text: what completion can offer for it, in a shell and elsewhere. */
export type Meaning =
  | "file"
  | "dir"
  /** A repository: `org/name`, `datasets/org/name`, `hf://…`; `--type` says of which type. */
  | "repo"
  /** A repository of the cache (`model/org/name`) or a revision's hash. */
  | "cached"
  /** Of the repository on the same line: a branch, tag, `refs/pr/N` or commit … */
  | "revision"
  | "branch"
  | "tag"
  /** … and a file or folder in it. */
  | "repoFile"
  /** A local file, or `hf://…`. */
  | "place"
  | "tokenName"
  /** `owner/title-id` of a collection, and the object id of an item in the one on the line. */
  | "collection"
  | "collectionItem"
  /** `id` or `namespace/id` of a job or a scheduled job, in the `--namespace` on the line or one's own. */
  | "job"
  | "scheduledJob"

export type OptionKind = "text" | "int" | "float" | "choice" | "softChoice" | "flag" | "toggle"

export interface OptionRow {
  /** Long name without dashes: the name @effect/cli knows the option by. */
  readonly key: string
  /** Every spelling that sets it, in the order messages print them: `["-e", "--env"]`. */
  readonly flags: ReadonlyArray<string>
  /** Spellings that switch a toggle off: `["--no-private"]`. */
  readonly off?: ReadonlyArray<string>
  readonly kind: OptionKind
  readonly help: string
  readonly metavar?: string
  readonly choices?: ReadonlyArray<string>
  /** Smallest value allowed of a number. */
  readonly min?: number
  /** Largest value allowed of a number. */
  readonly max?: number
  /** A number that must be above 0. */
  readonly positive?: true
  readonly repeat?: true
  readonly required?: true
  /** The default as help prints it. */
  readonly shown?: string
  readonly hidden?: true
  /** A toggle that also reads `true`/`false` behind it or after `=`. */
  readonly words?: true
  /** What completion offers for its value. */
  readonly completes?: Meaning
}

/** How many words a positional takes: exactly one, at most one, one or more, any number. */
export type Arity = "one" | "optional" | "some" | "any"

export interface ArgRow {
  /** Upper case, as usage lines print it. */
  readonly name: string
  readonly arity: Arity
  readonly kind: "text" | "int"
  readonly help: string
  /** Holds a repo id: `datasets/org/name` is rewritten to `org/name --type dataset`. */
  readonly repoId?: true
  readonly completes?: Meaning
}

export interface Alias {
  readonly name: string
  /** Printed as a warning on stderr when this spelling is used; the alias is then hidden. */
  readonly deprecated?: string
  readonly hidden?: true
}

interface Common {
  readonly name: string
  readonly aliases: ReadonlyArray<Alias>
  /** First line is the summary. */
  readonly help: string
  /** Heading in the help of the group above: `Main`, `Help` … */
  readonly topic: string
  readonly hidden?: true
  readonly deprecated?: string
}

export interface LeafRow extends Common {
  readonly _tag: "leaf"
  readonly options: ReadonlyArray<OptionRow>
  readonly args: ReadonlyArray<ArgRow>
  readonly examples: ReadonlyArray<string>
  /** `unknown`: unknown options become positionals; `rest`: nothing after the first positional is an option. */
  readonly passThrough?: "unknown" | "rest"
  /** The seed's spellings for lists: `--format table` (human) and `--format csv` (sets the flag `csv`), `--q` for `-q`. */
  readonly listing?: true
  /** Whether `--json`, `-q`, `--format` and `--no-truncate` are recognised. */
  readonly modes: boolean
}

export interface GroupRow extends Common {
  readonly _tag: "group"
  /** Options of the group itself, beside `--help`: only the root has any. */
  readonly options: ReadonlyArray<OptionRow>
  readonly commands: ReadonlyArray<CommandRow>
}

export type CommandRow = LeafRow | GroupRow

/** The row's summary: the first line of its help. */
export const summary = (row: CommandRow): string => row.help.split("\n", 1)[0] ?? ""

/** The command `word` names among `rows`, and the alias used when it was one. */
export const find = (
  rows: ReadonlyArray<CommandRow>,
  word: string
): { readonly row: CommandRow; readonly alias?: Alias } | undefined => {
  for (const row of rows) {
    if (row.name === word) return { row }
    const alias = row.aliases.find((each) => each.name === word)
    if (alias !== undefined) return { row, alias }
  }
  return undefined
}
