/** Which option a spelling names, and whether that spelling switches it on or off. */
import type { OptionRow } from "../spec/Row.ts"

export interface Hit {
  readonly row: OptionRow
  readonly on: boolean
}

export type Lookup = ReadonlyMap<string, Hit>

/** `-h` is help on every level that does not use the letter for something else. */
export const helpRow: OptionRow = {
  key: "help",
  flags: ["-h", "--help"],
  kind: "flag",
  help: "Show this message and exit."
}

export const lookup = (options: ReadonlyArray<OptionRow>): Lookup => {
  const hits = new Map<string, Hit>()
  for (const flag of helpRow.flags) hits.set(flag, { row: helpRow, on: true })
  for (const row of options) {
    for (const flag of row.flags) hits.set(flag, { row, on: true })
    for (const flag of row.off ?? []) hits.set(flag, { row, on: false })
  }
  return hits
}

export const takesValue = (row: OptionRow): boolean => row.kind !== "flag" && row.kind !== "toggle"

/** How messages name an option: `'--type' / '--repo-type'`. */
export const label = (row: OptionRow): string => row.flags.map((flag) => `'${flag}'`).join(" / ")
