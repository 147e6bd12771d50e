/** Leaves and groups: a command's row, the @effect/cli command behind it, and what it does. */

import type { CliApp } from "@effect/cli/CliApp"
import * as CliConfig from "@effect/cli/CliConfig"
import * as Command from "@effect/cli/Command"
import * as CommandDescriptor from "@effect/cli/CommandDescriptor"
import * as CommandDirective from "@effect/cli/CommandDirective"
import * as Effect from "effect/Effect"
import type { Arg } from "./arg.ts"
import type { Opt } from "./opt.ts"
import type { Alias, CommandRow, GroupRow, LeafRow } from "./Row.ts"
import type { CommandError, CommandServices } from "./Services.ts"

export type Params = Readonly<Record<string, Arg<unknown> | Opt<unknown>>>

/** What a leaf's handler is given. */
export type Decoded<P extends Params> = {
  readonly [K in keyof P]: P[K] extends Arg<infer A> ? A : P[K] extends Opt<infer A> ? A : never
}

interface Naming {
  readonly name: string
  readonly help: string
  readonly aliases?: ReadonlyArray<Alias>
  readonly topic?: string
  readonly hidden?: true
  readonly deprecated?: string
}

export interface LeafSpec<P extends Params> extends Naming {
  readonly params: P
  readonly examples?: ReadonlyArray<string>
  readonly passThrough?: "unknown" | "rest"
  readonly listing?: true
  /** `false` where output-mode flags belong to somebody else. */
  readonly modes?: false
}

export interface Leaf<out E = CommandError, out R = CommandServices> {
  readonly _tag: "leaf"
  readonly row: LeafRow
  /** Parses canonical arguments and does what was asked. */
  readonly run: (argv: ReadonlyArray<string>) => Effect.Effect<void, E, R | CliApp.Environment>
}

export interface Group {
  readonly _tag: "group"
  readonly row: GroupRow
  readonly children: ReadonlyArray<Node>
}

export type Node = Leaf | Group

const config = CliConfig.make({ isCaseSensitive: true, autoCorrectLimit: 0 })

const naming = (spec: Naming) => ({
  name: spec.name,
  aliases: spec.aliases ?? [],
  help: spec.help,
  topic: spec.topic ?? "Main",
  ...(spec.hidden === undefined ? {} : { hidden: spec.hidden }),
  ...(spec.deprecated === undefined ? {} : { deprecated: spec.deprecated })
})

const leafRow = (spec: LeafSpec<Params>): LeafRow => {
  const params = Object.values(spec.params)
  return {
    _tag: "leaf",
    ...naming(spec),
    options: params.flatMap((param) => (param._tag === "option" ? [param.row] : [])),
    args: params.flatMap((param) => (param._tag === "argument" ? [param.row] : [])),
    examples: spec.examples ?? [],
    modes: spec.modes ?? true,
    ...(spec.listing === undefined ? {} : { listing: spec.listing }),
    ...(spec.passThrough === undefined ? {} : { passThrough: spec.passThrough })
  }
}

/** A command that does something; `handler` gets the decoded parameters. */
export const leaf = <const P extends Params, E, R>(
  spec: LeafSpec<P>,
  handler: (decoded: Decoded<P>) => Effect.Effect<void, E, R>
): Leaf<E, R> => {
  const parsers: Record<string, Arg<unknown>["parser"] | Opt<unknown>["parser"]> = {}
  for (const [key, param] of Object.entries(spec.params)) parsers[key] = param.parser
  const command = Command.make(spec.name, parsers)
  return {
    _tag: "leaf",
    row: leafRow(spec),
    run: (argv) =>
      CommandDescriptor.parse(command.descriptor, [spec.name, ...argv], config).pipe(
        // The planner checked everything the parser checks: a complaint here is a fault of this program.
        Effect.orDie,
        Effect.flatMap((directive) =>
          CommandDirective.isUserDefined(directive)
            ? // The parsers above are those of `spec.params`, which is what `Decoded` is made from.
              handler(directive.value as Decoded<P>)
            : Effect.dieMessage(`built-in option in ${JSON.stringify(argv)}`)
        )
      )
  }
}

/** A command that only has commands. */
export const group = (spec: Naming, children: ReadonlyArray<Node>): Group => ({
  _tag: "group",
  row: { _tag: "group", ...naming(spec), options: [], commands: children.map((child): CommandRow => child.row) },
  children
})
