/** What a command line means, before anything runs. */
import type { OutputMode } from "../../services/Output.ts"
import type { CommandRow, GroupRow } from "../spec/Row.ts"

export interface Run {
  readonly _tag: "Run"
  /** Canonical names from the root to the leaf: `["repos", "create"]`. */
  readonly path: ReadonlyArray<string>
  /** The same as typed, aliases kept: `["repo", "create"]`. */
  readonly typed: ReadonlyArray<string>
  /** Canonical arguments for the leaf's parser: options, `--`, positionals. */
  readonly argv: ReadonlyArray<string>
  readonly mode: OutputMode
  /** `--format auto`: `mode` is for people, unless a program calls on their behalf. */
  readonly auto: boolean
  readonly truncate: boolean
  /** `--local` before the command: run against the embedded Hub. */
  readonly local: boolean
  /** Deprecation notices for stderr. */
  readonly warnings: ReadonlyArray<string>
}

export interface Help {
  readonly _tag: "Help"
  readonly row: CommandRow
  readonly typed: ReadonlyArray<string>
  /** Help that was asked for goes to stdout with exit code 0; help instead of a command to stderr with 2. */
  readonly asked: boolean
}

export interface Version {
  readonly _tag: "Version"
}

/** A command line that cannot be run: `text` is everything to print on stderr; exit code 2. */
export interface UsageError {
  readonly _tag: "UsageError"
  readonly text: string
  /** The words name no command of ours, but may name an extension: then that is what they mean. */
  readonly extension?: Extension
}

/** `hf NAME …`, NAME without `hf-` before it. */
export interface Extension {
  readonly name: string
  /** Word for word, `--` and `--help` too. */
  readonly args: ReadonlyArray<string>
}

export interface Completion {
  readonly _tag: "Completion"
  readonly action: "show" | "install"
}

export type Plan = Run | Help | Version | UsageError | Completion

/** The whole command tree as data: the root group. */
export type Table = GroupRow
