/** `let x = 5`: what is wrong where a text stands and a command is expected. Pure. */
import { lookup } from "../argv/lookup.ts"
import type { Table } from "../argv/Plan.ts"
import { similar } from "../argv/similar.ts"
import { find } from "../spec/Row.ts"
import { builtins, ownOf } from "./builtins.ts"
import type { Let } from "./language/syntax.ts"
import { conceal } from "./secrets.ts"

/** What is longer, or more than a line, is not repeated. */
const longest = 60

const isCommand = (table: Table, word: string): boolean =>
  word === "--" ||
  ownOf(word) !== undefined ||
  find(table.commands, word) !== undefined ||
  lookup(table.options).has(word)

/** `word`: the first of what is to be run; `undefined` if there is none at all. */
export const notBound = (table: Table, { name, value }: Let, word: string | undefined): string | undefined => {
  if (word !== undefined && isCommand(table, word)) return undefined
  const text = conceal(value.text)
  const fix = `let ${name} = echo ${text.length > longest || text.includes("\n") ? "…" : text}`
  if (word === undefined) return `there is no command; to keep a text: ${fix}`
  const names = table.commands.filter(({ hidden }) => hidden !== true).map((each) => each.name)
  const [near] = similar(word, [...names, ...Object.keys(builtins)])
  const missing = `there is no command '${conceal(word)}'`
  return near === undefined
    ? `${missing}; to keep a text: ${fix}`
    : `${missing}; did you mean '${near}'? To keep a text: ${fix}`
}
