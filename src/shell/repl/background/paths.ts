/** Local paths of a command in the background, made absolute: the shell may walk elsewhere while it runs. */
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import type { Run, Table } from "../../argv/Plan.ts"
import { unwrap, wrap } from "../../argv/sentinel.ts"
import { type CommandRow, find, type LeafRow, type Meaning } from "../../spec/Row.ts"

const leafAt = (table: Table, path: ReadonlyArray<string>): LeafRow | undefined => {
  let row: CommandRow | undefined = table
  for (const name of path) row = row?._tag === "group" ? find(row.commands, name)?.row : undefined
  return row?._tag === "leaf" ? row : undefined
}

const isPattern = (path: string): boolean => /[*?[]/.test(path) && !existsSync(path)

const absolute = (folder: string, meaning: Meaning | undefined, text: string): string => {
  if (text === "" || text === "-" || text.startsWith("~") || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text
  const path = resolve(folder, text)
  if (meaning === "dir" || meaning === "place") return path
  // A file may be something else: a program's name, a pattern.
  return meaning === "file" && (existsSync(path) || (text.includes("/") && !isPattern(path))) ? path : text
}

export interface Placed {
  readonly run: Run
  /** It depends on the current folder all the same: a pattern, or a path that was left out. */
  readonly anchored: boolean
  /** It would read standard input. */
  readonly reads: boolean
}

/** `run` as it means the same in every folder. */
export const placed = (table: Table, run: Run, folder: string): Placed => {
  const leaf = leafAt(table, run.path)
  if (leaf === undefined) return { run, anchored: false, reads: false }
  let anchored = false
  let reads = false
  const split = run.argv.indexOf("--")
  const options = run.argv.slice(0, split)
  const positionals = run.argv.slice(split + 1)
  const meant = (text: string, meaning: Meaning | undefined) => {
    const bare = unwrap(text)
    if (bare === text) return text
    if (meaning === "file" && isPattern(resolve(folder, bare))) anchored = true
    if (bare === "-" && meaning === "file") reads = true
    return wrap(absolute(folder, meaning, bare))
  }
  const argv = [
    ...options.map((word, at) => {
      const before = options[at - 1]
      const option = leaf.options.find(({ key }) => before === `--${key}`)
      return option === undefined ? word : meant(word, option.completes)
    }),
    "--",
    ...positionals.map((word, at) => meant(word, leaf.args[Math.min(at, leaf.args.length - 1)]?.completes))
  ]
  const implied = leaf.args[positionals.length]
  if (implied?.arity === "optional" && (implied.completes === "file" || implied.completes === "dir")) anchored = true
  // `cp - hf://…`
  if (leaf.args[0]?.completes === "place" && unwrap(positionals[0] ?? "") === "-") reads = true
  return { run: { ...run, argv }, anchored, reads }
}
