/**
 * The one spelling of a command line that @effect/cli parses without surprises: declared options in order, each at most
 * once unless repeatable, then `--`, then the positionals; all text wrapped.
 */
import type { LeafRow, OptionRow } from "../spec/Row.ts"
import { label, takesValue } from "./lookup.ts"
import { rewrite, typeKey } from "./prefix.ts"
import { wrap } from "./sentinel.ts"
import type { Problem, Scanned } from "./tokens.ts"
import { check } from "./values.ts"

export type Canonical = { readonly argv: ReadonlyArray<string> } | { readonly problem: Problem }

type Values = Map<string, ReadonlyArray<string | boolean>>

const spell = (row: OptionRow, value: string | boolean): ReadonlyArray<string> => {
  if (row.kind === "flag") return value === true ? [`--${row.key}`] : []
  if (row.kind === "toggle" || row.kind === "int" || row.kind === "float") return [`--${row.key}=${value}`]
  if (row.kind === "choice") return [`--${row.key}`, String(value)]
  return [`--${row.key}`, wrap(String(value))]
}

/** Checks the options that were given, in that order; numbers are replaced by their canonical spelling. */
const checkOptions = (leaf: LeafRow, values: Values): Problem | undefined => {
  for (const [key, given] of values) {
    const row = leaf.options.find((each) => each.key === key)
    if (row === undefined || !takesValue(row)) continue
    const spelled: Array<string> = []
    for (const text of given) {
      const checked = check(row, String(text))
      if ("problem" in checked) return { message: `Invalid value for ${label(row)}: ${checked.problem}` }
      if (row.positive && !(Number(checked.value) > 0)) {
        return { message: `Invalid value for ${row.key}: --${row.key} must be a positive value` }
      }
      spelled.push(checked.value)
    }
    values.set(key, spelled)
  }
  return undefined
}

const checkPositionals = (leaf: LeafRow, given: ReadonlyArray<string>, out: Array<string>): Problem | undefined => {
  let at = 0
  for (const arg of leaf.args) {
    const many = arg.arity === "some" || arg.arity === "any"
    const mine = many ? given.slice(at) : given.slice(at, at + 1)
    at += mine.length
    if (mine.length === 0 && (arg.arity === "one" || arg.arity === "some")) {
      return { message: `Missing argument '${arg.name}${many ? "..." : ""}'.` }
    }
    for (const text of mine) {
      const checked = check(arg, text)
      if ("problem" in checked) return { message: `Invalid value for '${arg.name}': ${checked.problem}` }
      out.push(arg.kind === "text" ? wrap(text) : checked.value)
    }
  }
  const extra = given.slice(at)
  return extra.length === 0
    ? undefined
    : { message: `Got unexpected extra argument${extra.length === 1 ? "" : "s"} (${extra.join(" ")})` }
}

const missingOption = (leaf: LeafRow, values: Values): Problem | undefined => {
  const missing = leaf.options.find((row) => row.required && !values.has(row.key))
  return missing === undefined ? undefined : { message: `Missing option ${label(missing)}.` }
}

export const canonical = (leaf: LeafRow, scanned: Scanned): Canonical => {
  const values: Values = new Map(scanned.values)
  const rewritten = rewrite(leaf, scanned.positionals, values.has(typeKey))
  if (rewritten.problem !== undefined) return { problem: { message: rewritten.problem, bare: true } }
  if (rewritten.type !== undefined) values.set(typeKey, [rewritten.type])
  const positionals: Array<string> = []
  const problem =
    checkOptions(leaf, values) ??
    checkPositionals(leaf, rewritten.positionals, positionals) ??
    missingOption(leaf, values)
  if (problem !== undefined) return { problem }
  const options = leaf.options.flatMap((row) => (values.get(row.key) ?? []).flatMap((value) => spell(row, value)))
  return { argv: [...options, "--", ...positionals] }
}
