/** Options: each constructor yields what @effect/cli parses and the row everything else works from. */
import * as Options from "@effect/cli/Options"
import * as Option from "effect/Option"
import { unwrap } from "../argv/sentinel.ts"
import type { Meaning, OptionKind, OptionRow } from "./Row.ts"

/** An option that decodes to `A`. */
export interface Opt<out A> {
  readonly _tag: "option"
  readonly row: OptionRow
  readonly parser: Options.Options<A>
}

/** Spellings, in the order messages print them; the first long one is the option's name. */
export type Flags = readonly [string, ...ReadonlyArray<string>]

export interface Config {
  readonly help: string
  readonly metavar?: string
  readonly hidden?: true
  readonly completes?: Meaning
  /** Shown as the default in help where the real one depends on the situation. */
  readonly shown?: string
}

const keyOf = (flags: Flags): string => {
  const name = (flags.find((flag) => flag.startsWith("--")) ?? flags[0]).replace(/^-+/, "")
  // @effect/cli writes one-letter names with a single dash.
  return name.length === 1 ? `${name}_` : name
}

const row = (kind: OptionKind, flags: Flags, config: Config, more: Partial<OptionRow> = {}): OptionRow => ({
  key: keyOf(flags),
  flags,
  kind,
  help: config.help,
  ...(config.metavar === undefined ? {} : { metavar: config.metavar }),
  ...(config.hidden === undefined ? {} : { hidden: config.hidden }),
  ...(config.completes === undefined ? {} : { completes: config.completes }),
  ...(config.shown === undefined ? {} : { shown: config.shown }),
  ...more
})

const wrapped = (name: string): Options.Options<string> => Options.text(name).pipe(Options.map(unwrap))

const orUndefined = <A>(options: Options.Options<A>): Options.Options<A | undefined> =>
  Options.map(Options.optional(options), Option.getOrUndefined)

/** Constructor of a one-value option: with `default` or `required` it always has a value, otherwise it may be undefined. */
const scalar = <A extends string | number>(
  kind: OptionKind,
  parser: (name: string) => Options.Options<A>,
  more: Partial<OptionRow> = {}
) => {
  function make(flags: Flags, config: Config & { readonly default: A }): Opt<A>
  function make(flags: Flags, config: Config & { readonly required: true }): Opt<A>
  function make(flags: Flags, config: Config): Opt<A | undefined>
  function make(
    flags: Flags,
    config: Config & { readonly default?: A; readonly required?: true }
  ): Opt<A> | Opt<A | undefined> {
    const base = parser(keyOf(flags))
    if (config.default !== undefined) {
      return {
        _tag: "option",
        row: row(kind, flags, config, { shown: config.shown ?? String(config.default), ...more }),
        parser: Options.withDefault(base, config.default)
      }
    }
    if (config.required) {
      return { _tag: "option", row: row(kind, flags, config, { required: true, ...more }), parser: base }
    }
    return { _tag: "option", row: row(kind, flags, config, more), parser: orUndefined(base) }
  }
  return make
}

/** Any text. */
export const text = scalar<string>("text", wrapped)

/** A whole number. */
export const int = scalar<number>("int", Options.integer)

/** A whole number of at least `min`. */
export const intFrom = (min: number) => scalar<number>("int", Options.integer, { min })

/** A whole number from `min` to `max`. */
export const intWithin = (min: number, max: number) => scalar<number>("int", Options.integer, { min, max })

/** A number. */
export const float = scalar<number>("float", Options.float)

/** A number above 0. */
export const above0 = scalar<number>("float", Options.float, { positive: true })

/** One of `choices`, case-sensitive. */
export const choice = <const C extends string>(choices: ReadonlyArray<C>) =>
  scalar<C>("choice", (name) => Options.choice(name, choices), { choices })

/** Any text; `choices` only feed help and completion. */
export const softChoice = (choices: ReadonlyArray<string>) => scalar<string>("softChoice", wrapped, { choices })

/** Text that may be given again and again; in order, empty when never given. */
export const repeat = (flags: Flags, config: Config): Opt<ReadonlyArray<string>> => ({
  _tag: "option",
  row: row("text", flags, config, { repeat: true }),
  parser: Options.map(Options.repeated(Options.text(keyOf(flags))), (texts) => texts.map(unwrap))
})

/** On when given. */
export const flag = (flags: Flags, config: Config): Opt<boolean> => ({
  _tag: "option",
  row: row("flag", flags, config),
  parser: Options.boolean(keyOf(flags))
})

const yesNo = (name: string): Options.Options<boolean> =>
  Options.map(Options.choice(name, ["true", "false"]), (word) => word === "true")

const offOf = (flags: Flags): ReadonlyArray<string> =>
  flags.filter((each) => each.startsWith("--")).map((each) => `--no-${each.slice(2)}`)

/** `--x` / `--no-x`, the last one wins; `initial` when neither is given. */
export const toggle = (flags: Flags, initial: boolean, config: Config): Opt<boolean> => ({
  _tag: "option",
  row: row("toggle", flags, config, {
    off: offOf(flags),
    shown: config.shown ?? `${initial ? "" : "no-"}${keyOf(flags)}`
  }),
  parser: Options.withDefault(yesNo(keyOf(flags)), initial)
})

/** `--x` / `--no-x` / `--x true|false`; undefined when not given. */
export const tristate = (flags: Flags, config: Config): Opt<boolean | undefined> => ({
  _tag: "option",
  row: row("toggle", flags, config, { off: offOf(flags), words: true }),
  parser: orUndefined(yesNo(keyOf(flags)))
})
