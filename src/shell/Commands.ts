/** Every command there is, for the one that runs others. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Table } from "./argv/Plan.ts"
import type { Leaf } from "./spec/command.ts"

export interface CommandsShape {
  readonly table: Table
  /** The leaf at a path of the table, with the file it lives in. */
  readonly load: (path: ReadonlyArray<string>) => Effect.Effect<Leaf>
}

export class Commands extends Context.Tag("hf/shell/Commands")<Commands, CommandsShape>() {}
