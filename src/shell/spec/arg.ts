/** Positionals: each constructor yields what @effect/cli parses and the row everything else works from. */
import * as Args from "@effect/cli/Args"
import * as Option from "effect/Option"
import { unwrap } from "../argv/sentinel.ts"
import type { ArgRow, Meaning } from "./Row.ts"

/** A positional that decodes to `A`. */
export interface Arg<out A> {
  readonly _tag: "argument"
  readonly row: ArgRow
  readonly parser: Args.Args<A>
}

export interface Config {
  readonly help: string
  readonly completes?: Meaning
  readonly repoId?: true
}

const text = (name: string): Args.Args<string> => Args.text({ name }).pipe(Args.map(unwrap))

const row = (name: string, arity: ArgRow["arity"], kind: ArgRow["kind"], config: Config): ArgRow => ({
  name,
  arity,
  kind,
  ...config
})

/** Exactly one word. */
export const one = (name: string, config: Config): Arg<string> => ({
  _tag: "argument",
  row: row(name, "one", "text", config),
  parser: text(name)
})

/** Exactly one whole number. */
export const int = (name: string, config: Config): Arg<number> => ({
  _tag: "argument",
  row: row(name, "one", "int", config),
  parser: Args.integer({ name })
})

/** One word or none; only other optional ones may follow. */
export const optional = (name: string, config: Config): Arg<string | undefined> => ({
  _tag: "argument",
  row: row(name, "optional", "text", config),
  parser: Args.map(Args.optional(text(name)), Option.getOrUndefined)
})

/** One or more words; must be the last positional. */
export const some = (name: string, config: Config): Arg<ReadonlyArray<string>> => ({
  _tag: "argument",
  row: row(name, "some", "text", config),
  parser: Args.atLeast(text(name), 1)
})

/** Any number of words; must be the last positional. */
export const any = (name: string, config: Config): Arg<ReadonlyArray<string>> => ({
  _tag: "argument",
  row: row(name, "any", "text", config),
  parser: Args.repeated(text(name))
})
