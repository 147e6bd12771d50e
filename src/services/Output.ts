/**
 * What a command says, and in which of five voices: `guide` is the text the guides show and the default;
 * `human`, `agent`, `json` and `quiet` are what the Python `hf` prints in those modes. Answers go to stdout, the rest to stderr.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"

export type OutputMode = "guide" | "human" | "agent" | "json" | "quiet"

/** A value as Python knows it; `undefined` entries are left out. */
export type OutputValue =
  | string
  | number
  | boolean
  | null
  | ReadonlyArray<OutputValue>
  | { readonly [key: string]: OutputValue }

export interface Column {
  readonly key: string
  readonly header?: string
  readonly align?: "left" | "right"
  /** Numbers of bytes: people see `1.2 GB`. */
  readonly bytes?: true
}

export interface OutputShape {
  readonly mode: OutputMode
  /** Text on stdout; nothing in json and quiet. */
  readonly text: (text: string) => Effect.Effect<void>
  /** The guide's own line(s) in the default mode (empty where the guides show none: then the block), the success block of the Python `hf` (label and entries, in this order) in the others. */
  readonly result: (
    guide: string,
    label: string,
    entries: ReadonlyArray<readonly [key: string, value: OutputValue]>
  ) => Effect.Effect<void>
  /** Rows; `id` names the column that quiet prints. */
  readonly table: (
    columns: ReadonlyArray<Column>,
    rows: ReadonlyArray<Readonly<Record<string, OutputValue>>>,
    id: string
  ) => Effect.Effect<void>
  /** One JSON value in every mode but quiet. */
  readonly dict: (value: OutputValue, id?: string) => Effect.Effect<void>
  /** Straight to stdout whatever the mode (`auth token`, `env`). */
  readonly raw: (text: string) => Effect.Effect<void>
  /** A file as it is, straight to stdout: nothing is added to it, whatever the mode. */
  readonly bytes: <E>(bytes: Stream.Stream<Uint8Array, E>) => Effect.Effect<void, E>
  /** stderr: the bare line, not in quiet. */
  readonly log: (text: string) => Effect.Effect<void>
  /** stderr: `Hint: …`, not in quiet. */
  readonly hint: (text: string) => Effect.Effect<void>
  /** stderr: `Warning: …`, in every mode. */
  readonly warning: (text: string) => Effect.Effect<void>
}

export class Output extends Context.Tag("hf/Output")<Output, OutputShape>() {}
