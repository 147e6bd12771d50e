/** `--help` behind a command of the shell: its usage and what it does, as wide as the terminal. */
import * as Effect from "effect/Effect"
import { Commands } from "../Commands.ts"
import { paragraph, widthOf } from "../help/layout.ts"
import { Screen } from "../render/Screen.ts"
import { find } from "../spec/Row.ts"
import type { Builtin } from "./Builtin.ts"
import { call } from "./calling.ts"

const isFlag = (word: string | undefined): boolean => word === "--help" || word === "-h"

/** Wherever it stands, nothing is done; behind `--` it is a word like others. */
export const asksHelp = (words: ReadonlyArray<string | undefined>): boolean => {
  const end = words.indexOf("--")
  return words.slice(0, end === -1 ? undefined : end).some(isFlag)
}

export interface Entry {
  readonly usage: string
  readonly help: string
}

export const explained = ({ help, usage }: Entry, columns: number | undefined): string => {
  const width = widthOf(columns)
  return `${[...paragraph(`Usage: ${usage}`, width, 0), "", ...paragraph(help, width, 2)].join("\n")}\n`
}

/** What `name` is to the shell; where `hf` has a command of that name, too, what that is. */
export const explain = Effect.fnUntraced(function* (name: string, entry: Entry) {
  const { out, stdout } = yield* Screen
  yield* out(explained(entry, stdout.columns))
  if (find((yield* Commands).table.commands, name) === undefined) return
  yield* out("\n")
  yield* call([name, "--help"])
})

/** The same command, which answers `--help`; to `says`, which prints whatever it is given, alone. */
export const answering = (name: string, builtin: Builtin, says: boolean): Builtin => {
  const { isMine } = builtin
  const isAsked = (words: ReadonlyArray<string>) => asksHelp(words) && (!says || words.length === 1)
  return {
    ...builtin,
    ...(isMine === undefined ? {} : { isMine: (words, onDisk) => isAsked(words) || isMine(words, onDisk) }),
    run: (words) => (isAsked(words) ? Effect.as(explain(name, builtin), undefined) : builtin.run(words))
  }
}
