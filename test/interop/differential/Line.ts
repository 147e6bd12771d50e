/** A command line of the tables, and who types it where. */

/** The first three by `HF_TOKEN`; `saved`: alice, logged in; `both`: then again with her read token; `nobody`: no token at all. */
export type Person = "alice" | "reader" | "bob" | "saved" | "both" | "nobody"

export interface Line {
  /** What stands behind `hf`, as a shell would read it: words, `'…'` and `"…"`. */
  readonly line: string
  /** It changes something on the Hub: each side gets a Hub of its own. */
  readonly writes?: true
  /** Default: alice. */
  readonly as?: Person
  /**
   * Something is in the cache already. `true`: the model `alice/tiny` at two commits and one file of the dataset `alice/squad`;
   * `"aged"`: what years leave behind (aged.ts).
   */
  readonly cached?: true | "aged"
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  /** Compared as well: whether stderr ends in a complaint; without a mode, Python's default output and our `--format human`. */
  readonly voice?: true
  /** It never asks anything but what it is for: Python leaves its own question (`agent-harnesses`) out, too. */
  readonly silent?: true
  /** Names in differences.md: how the two sides differ. In everything else they are equal. */
  readonly differs?: ReadonlyArray<string>
}

/** `a 'b c' "d"` → `a`, `b c`, `d`. */
export const words = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) => word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"))

/** Without a mode the default output is the guide's, and not Python's: only what names a mode is compared. */
export const hasMode = (line: string): boolean => /(?:^|\s)(?:--json|-q|--quiet|--format(?:\s|=))/.test(line)
