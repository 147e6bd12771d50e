/** Writes docs/commands.md from the command specs (`npm run docs`); a test holds the two together. */
import { writeFileSync } from "node:fs"
import { fileURLToPath, pathToFileURL } from "node:url"
import { formatting } from "../src/shell/help/help.ts"
import { argDefinition, type Definition, optionDefinition } from "../src/shell/help/rows.ts"
import { usageLine } from "../src/shell/help/usageLine.ts"
import type { CommandRow, GroupRow, LeafRow } from "../src/shell/spec/Row.ts"

export const path = fileURLToPath(new URL("../docs/commands.md", import.meta.url))

const intro = `# Commands

Generated from the command specs in \`src/shell/commands\` by \`npm run docs\`; the same specs make \`--help\`, completion and usage errors.

\`hf [OPTIONS] COMMAND …\`. Options may stand before, between and behind positional arguments, \`--option value\` and \`--option=value\` are the same, \`--\` ends
them. \`-h\` and \`--help\` explain any command. \`huggingface-cli\` is another name of \`hf\`. Exit codes: [exit-codes.md](exit-codes.md), environment
variables: [environment.md](environment.md).`

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/<([^>]*)>/g, "&lt;$1&gt;")

const rows = (title: string, definitions: ReadonlyArray<Definition>): ReadonlyArray<string> =>
  definitions.length === 0
    ? []
    : [
        "",
        `| ${title} | |`,
        "| --- | --- |",
        ...definitions.map(([term, text]) => `| \`${cell(term)}\` | ${cell(text)} |`)
      ]

const aliases = (row: CommandRow): ReadonlyArray<string> =>
  row.aliases.length === 0
    ? []
    : [
        "",
        `Also: ${row.aliases.map(({ deprecated, name }) => `\`${name}\`${deprecated === undefined ? "" : " (deprecated)"}`).join(", ")}.`
      ]

const options = (row: CommandRow) => rows("Option", row.options.map(optionDefinition))

const leaf = (row: LeafRow): ReadonlyArray<string> => [
  ...rows("Argument", row.args.map(argDefinition)),
  ...options(row),
  ...(row.modes ? [] : ["", "It takes no formatting options."]),
  ...(row.examples.length === 0 ? [] : ["", "```sh", ...row.examples, "```"])
]

const section = (row: CommandRow, path: ReadonlyArray<string>): ReadonlyArray<string> => [
  "",
  `${"#".repeat(path.length + 1)} hf ${path.join(" ")}`,
  "",
  row.help,
  ...aliases(row),
  ...(row._tag === "leaf" ? ["", `\`${usageLine(row, path).replace("Usage: ", "")}\``, ...leaf(row)] : group(row, path))
]

const group = (row: GroupRow, path: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...options(row),
  ...[...row.commands]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((child) => section(child, [...path, child.name]))
]

/** The whole page for the command tree. */
export const page = (root: GroupRow): string => {
  const lines = [
    intro,
    ...options(root),
    ...rows("Formatting option, of every command", formatting),
    ...group({ ...root, options: [] }, [])
  ]
  return `${lines.join("\n")}\n`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { table } = await import("../src/shell/table.ts")
  writeFileSync(path, page(table))
}
