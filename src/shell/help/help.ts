/** Help of a leaf or a group (layout: huggingface_hub 2.0.0). */
import { helpRow } from "../argv/lookup.ts"
import type { CommandRow, GroupRow, LeafRow, OptionRow } from "../spec/Row.ts"
import { definitions, paragraph, widthOf } from "./layout.ts"
import { argDefinition, commandDefinition, type Definition, optionDefinition, visible } from "./rows.ts"
import { usageLine } from "./usageLine.ts"

/** What every command with output modes takes beside its own options. */
export const formatting: ReadonlyArray<Definition> = [
  [
    "--format [auto|human|agent|json|quiet]",
    "How results are printed. 'auto': agent when a program calls, else human."
  ],
  ["--json", "Print JSON: short for '--format json'."],
  ["-q, --quiet", "Print the essential alone, one item a line: short for '--format quiet'."],
  ["--no-truncate", "Keep long cells of human tables whole."]
]

const section = (title: string, rows: ReadonlyArray<Definition>, width: number): ReadonlyArray<string> =>
  rows.length === 0 ? [] : ["", title, ...definitions(rows, width)]

const optionRows = (options: ReadonlyArray<OptionRow>): ReadonlyArray<Definition> => {
  const taken = options.some((row) => row.flags.includes("-h"))
  const help = taken ? { ...helpRow, flags: ["--help"] } : helpRow
  return [...options.filter((row) => !row.hidden), help].map(optionDefinition)
}

const epilog = (examples: ReadonlyArray<string>, width: number): ReadonlyArray<string> =>
  examples.length === 0
    ? []
    : [
        "",
        "Examples",
        ...examples.flatMap((example) => paragraph(`$ ${example}`, width, 2)),
        "",
        "Learn more",
        "  `hf COMMAND --help` tells more about a command.",
        "  Guide: https://huggingface.co/docs/huggingface_hub/en/guides/cli"
      ]

const leafHelp = (row: LeafRow, width: number): ReadonlyArray<string> => [
  ...section("Arguments:", row.args.map(argDefinition), width),
  ...section("Options:", optionRows(row.options), width),
  ...section("Formatting options:", row.modes ? formatting : [], width),
  ...epilog(row.examples, width)
]

const groupHelp = (row: GroupRow, width: number): ReadonlyArray<string> => {
  const shown = visible(row.commands)
  const others = [...new Set(shown.map((each) => each.topic))].filter((topic) => topic !== "Main").sort()
  const topics = ["Main", ...others].flatMap((topic) =>
    section(`${topic} commands:`, shown.filter((each) => each.topic === topic).map(commandDefinition), width)
  )
  const examples = shown.flatMap((each) => (each._tag === "leaf" ? each.examples.slice(0, 1) : []))
  return [...section("Options:", optionRows(row.options), width), ...topics, ...epilog(examples, width)]
}

/** The help text, for a terminal of `columns`. */
export const help = (row: CommandRow, typed: ReadonlyArray<string>, columns: number | undefined): string => {
  const width = widthOf(columns)
  const lines = [
    ...paragraph(usageLine(row, typed), width, 0),
    "",
    ...paragraph(row.help, width, 2),
    ...(row._tag === "leaf" ? leafHelp(row, width) : groupHelp(row, width))
  ]
  return `${lines.join("\n")}\n`
}
