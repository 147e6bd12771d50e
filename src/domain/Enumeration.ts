/** Several things in one sentence. */

/** `a`, `a and b`, `a, b and c`. */
export const and = (parts: ReadonlyArray<string>): string =>
  parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`

/** How many names a sentence holds. */
export const most = 5

/** The first few of the names, and how many more there are. */
export const some = (names: ReadonlyArray<string>): string =>
  and(names.length <= most ? names : [...names.slice(0, most), `${names.length - most} more`])
