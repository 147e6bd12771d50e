/** `hf` itself: its options, which stand before the command, and its commands. */
import type { CommandRow, GroupRow, OptionRow } from "./Row.ts"

const flag = (key: string, flags: ReadonlyArray<string>, help: string, hidden = false): OptionRow => ({
  key,
  flags,
  kind: "flag",
  help,
  ...(hidden ? { hidden } : {})
})

const options: ReadonlyArray<OptionRow> = [
  flag("version", ["-v", "--version"], "Print the version and exit.", true),
  flag("local", ["--local"], "Run the command against the Hub in a box on this machine: no network, no account."),
  flag("install-completion", ["--install-completion"], "Install completion for the current shell."),
  flag("show-completion", ["--show-completion"], "Print the completion script of the current shell.")
]

export const root = (commands: ReadonlyArray<CommandRow>): GroupRow => ({
  _tag: "group",
  name: "hf",
  aliases: [],
  help: "The Hugging Face Hub on the command line.",
  topic: "Main",
  options,
  commands
})
