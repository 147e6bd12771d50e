/** What the language of the shell has beside commands, as `help` lists it; its words tell of themselves as commands do. */
import { Misuse } from "../Misuse.ts"
import type { Builtin } from "./Builtin.ts"
import { answering, type Entry } from "./helping.ts"
import { stageNames } from "./language/parse.ts"

interface LanguageEntry extends Entry {
  /** What `help` finds it by. */
  readonly names: ReadonlyArray<string>
}

export const languageHelp: ReadonlyArray<LanguageEntry> = [
  {
    names: ["where"],
    usage: "… | where COLUMN OP VALUE [and|or …]",
    help: "Keep rows: = != ~ (contains) !~ > >= < <=, sizes as 1GB."
  },
  { names: ["sort"], usage: "… | sort COLUMN[:desc] …", help: "Put rows in order." },
  { names: ["first", "last", "count"], usage: "… | first N, last N, count", help: "Some rows, or how many there are." },
  { names: ["select"], usage: "… | select COLUMN …", help: "Keep columns." },
  { names: ["json", "csv"], usage: "… | json, csv", help: "Rows as text for other programs." },
  {
    names: ["each"],
    usage: "… | each { … $it … }",
    help: "Run commands for every row; with a | behind it, or in a let, what they answer goes on as rows."
  },
  { names: ["!", "!PROGRAM", "|"], usage: "… | !PROGRAM …", help: "Hand the text to a program." },
  {
    names: ["let"],
    usage: "let NAME = …",
    help: "Keep what a command answers, or with echo a text: $NAME, $NAME.field. $_ is the last one, @1 the first row of the last table."
  },
  { names: ["&"], usage: "… &", help: "Run it in the background: see transfers, fg, wait, cancel." },
  { names: ["with"], usage: "with NAME VALUE { … }", help: "Set something for some commands only." },
  { names: ["$(…)"], usage: "$(…)", help: "What a command prints, as words." }
]

/** Of several words in one entry the usage of one: `last N`. */
const usageOf = (name: string, usage: string): string =>
  usage.split(/, |… \| /).find((each) => each.split(" ", 1)[0] === name) ?? usage

const misplaced = (name: string, usage: string): string =>
  stageNames.includes(name)
    ? `${name} stands behind a |, as in: COMMAND | ${usageOf(name, usage)}`
    : `${name} begins a line of its own, without quotes: ${usage}`

/** As commands they are misplaced, and say where they stand; `--help` they answer. */
export const languageWords: Readonly<Record<string, Builtin>> = Object.fromEntries(
  languageHelp.flatMap(({ help, names, usage }) =>
    names
      .filter((name) => /^[a-z]/.test(name))
      .map((name) => {
        const reason = misplaced(name, usage)
        return [name, answering(name, { usage, help, misplaced: reason, run: () => new Misuse({ reason }) }, false)]
      })
  )
)
