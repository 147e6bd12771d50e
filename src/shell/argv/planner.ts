/**
 * From words to a {@link Plan}: walks the command tree, then reads the leaf's tokens. Pure data in, data out; nothing here
 * loads Effect, so that help, usage errors and completion answer at once.
 */
import { type Alias, type CommandRow, find, type GroupRow, type LeafRow } from "../spec/Row.ts"
import { canonical } from "./canonical.ts"
import { lookup } from "./lookup.ts"
import type { Plan, Table, UsageError } from "./Plan.ts"
import { scan } from "./tokens.ts"
import { leafError, unknownCommand, unknownGroupOption } from "./usageError.ts"

interface Walk {
  readonly path: ReadonlyArray<string>
  readonly typed: ReadonlyArray<string>
  readonly local: boolean
  readonly warnings: ReadonlyArray<string>
}

const start: Walk = { path: [], typed: [], local: false, warnings: [] }

const step = (walk: Walk, row: CommandRow, word: string, alias: Alias | undefined): Walk => ({
  ...walk,
  path: [...walk.path, row.name],
  typed: [...walk.typed, word],
  warnings: [
    ...walk.warnings,
    ...(alias?.deprecated === undefined ? [] : [alias.deprecated]),
    ...(row.deprecated === undefined ? [] : [row.deprecated])
  ]
})

/** What the root's own options do, by key. */
const rootOption = (key: string): Plan | "local" | undefined => {
  if (key === "version") return { _tag: "Version" }
  if (key === "show-completion") return { _tag: "Completion", action: "show" }
  if (key === "install-completion") return { _tag: "Completion", action: "install" }
  return key === "local" ? "local" : undefined
}

const orExtension = (unknown: UsageError, word: string, args: ReadonlyArray<string>): UsageError => {
  const name = word.replace(/^hf-/, "")
  return /^[A-Za-z0-9][\w.-]*$/.test(name) ? { ...unknown, extension: { name, args } } : unknown
}

const planGroup = (group: GroupRow, tokens: ReadonlyArray<string>, from: Walk): Plan => {
  let walk = from
  const hits = lookup(group.options)
  for (const [i, token] of tokens.entries()) {
    const literal = token === "--" && tokens[i + 1] !== undefined
    if (!literal && token.startsWith("-") && token.length > 1) {
      const hit = hits.get(token)
      if (hit === undefined) return unknownGroupOption(group, walk.typed, token.split("=", 1)[0] ?? token)
      if (hit.row.key === "help") return { _tag: "Help", row: group, typed: walk.typed, asked: true }
      const done = rootOption(hit.row.key)
      if (done === "local") walk = { ...walk, local: true }
      else if (done !== undefined) return done
      continue
    }
    const word = literal ? (tokens[i + 1] ?? "") : token
    const rest = tokens.slice(literal ? i + 2 : i + 1)
    const found = find(group.commands, word)
    if (found === undefined) {
      const unknown = unknownCommand(group, walk.typed, word)
      return i === 0 && walk === start ? orExtension(unknown, token, tokens.slice(1)) : unknown
    }
    const next = step(walk, found.row, word, found.alias)
    return found.row._tag === "group" ? planGroup(found.row, rest, next) : planLeaf(found.row, rest, next)
  }
  return { _tag: "Help", row: group, typed: walk.typed, asked: false }
}

const takenNotice = (word: string): string =>
  `'${word}' was read as an option of hf. To pass it on, put '--' before the command.`

const planLeaf = (leaf: LeafRow, tokens: ReadonlyArray<string>, walk: Walk): Plan => {
  if (tokens.length === 0 && leaf.args.some((arg) => arg.arity === "one" || arg.arity === "some")) {
    return { _tag: "Help", row: leaf, typed: walk.typed, asked: true }
  }
  const scanned = scan(leaf, tokens)
  if (scanned.help) return { _tag: "Help", row: leaf, typed: walk.typed, asked: true }
  if (scanned.modes.error !== undefined) {
    return leafError(leaf, walk.typed, { message: scanned.modes.error, bare: true })
  }
  if (scanned.problem !== undefined) return leafError(leaf, walk.typed, scanned.problem)
  const result = canonical(leaf, scanned)
  if ("problem" in result) return leafError(leaf, walk.typed, result.problem)
  return {
    _tag: "Run",
    ...walk,
    warnings: [...walk.warnings, ...scanned.taken.map(takenNotice)],
    argv: result.argv,
    mode: scanned.modes.mode,
    auto: scanned.modes.auto,
    truncate: scanned.modes.truncate
  }
}

/** What the words after `hf` ask for. */
export const plan = (table: Table, words: ReadonlyArray<string>): Plan => planGroup(table, words, start)

/** What is wrong with words of which some are known only later: a name, or an option that nothing has. */
export const slip = (table: Table, words: ReadonlyArray<string | undefined>): UsageError | undefined => {
  let row: CommandRow = table
  for (const [at, word] of words.entries()) {
    if (row._tag === "leaf") {
      const { problem } = scan(
        row,
        words.slice(at).map((each) => each ?? "x")
      )
      return problem?.unknownOption === undefined ? undefined : leafError(row, known(words.slice(0, at)), problem)
    }
    if (word === undefined || word.startsWith("-")) return undefined
    const found = find(row.commands, word)
    if (found === undefined) return unknownCommand(row, known(words.slice(0, at)), word)
    row = found.row
  }
  return undefined
}

const known = (words: ReadonlyArray<string | undefined>): ReadonlyArray<string> =>
  words.filter((word) => word !== undefined)
