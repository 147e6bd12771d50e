/** What stands before the cursor, read as far as an unfinished command line can be. */
import { lookup, takesValue } from "../argv/lookup.ts"
import type { LeafRow, OptionRow } from "../spec/Row.ts"

export interface Line {
  readonly leaf: LeafRow
  /** Values given so far, by the option's key; the last one of each. */
  readonly options: ReadonlyMap<string, string>
  readonly positionals: ReadonlyArray<string>
  /** The option whose value is being typed. */
  readonly waiting: OptionRow | undefined
  /** Behind `--`, where nothing is an option. */
  readonly literal: boolean
  /** `hf --local …`. */
  readonly local: boolean
}

/** `all` are the options that may be given, the modes among them. */
export const read = (
  leaf: LeafRow,
  all: ReadonlyArray<OptionRow>,
  words: ReadonlyArray<string>,
  local: boolean
): Line => {
  const hits = lookup(all)
  const options = new Map<string, string>()
  const positionals: Array<string> = []
  let literal = false
  let waiting: OptionRow | undefined
  for (const word of words) {
    if (waiting !== undefined) {
      options.set(waiting.key, word)
      waiting = undefined
    } else if (!literal && word === "--") literal = true
    else if (!literal && word.startsWith("-") && word.length > 1) {
      const equals = word.startsWith("--") ? word.indexOf("=") : -1
      const hit = hits.get(equals === -1 ? word : word.slice(0, equals))
      if (hit === undefined || !takesValue(hit.row)) continue
      if (equals === -1) waiting = hit.row
      else options.set(hit.row.key, word.slice(equals + 1))
    } else positionals.push(word)
  }
  return { leaf, options, positionals, waiting, literal, local }
}
