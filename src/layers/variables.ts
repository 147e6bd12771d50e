/** The rules for values of environment variables that need no Effect: completion reads by them, too. */

/** True for `1`, `on`, `yes`, `true` in any case and for nothing else; not trimmed. */
export const isTrue = (value: string | undefined): boolean =>
  value !== undefined && ["1", "ON", "YES", "TRUE"].includes(value.toUpperCase())

const variable = /\$(?:(\w+)|\{([^}]*)\})/g

/** Replaces `$NAME` and `${NAME}`; unknown names stay as they are, and values are not looked at again. */
export const expandVariables = (value: string, lookup: (name: string) => string | undefined): string =>
  value.replace(variable, (whole, bare?: string, braced?: string) => lookup(bare ?? braced ?? "") ?? whole)

/** Names that {@link expandVariables} would look up. */
export const variablesIn = (value: string): ReadonlyArray<string> =>
  [...value.matchAll(variable)].map((match) => match[1] ?? match[2] ?? "")

/** `~` and `~/…` are the home directory, `~name/…` only for the user we run as: other users' homes are not looked up. */
export const expandHome = (value: string, home: string, user: string | undefined): string => {
  const [, name, rest = ""] = /^~([^/\\]*)(.*)$/s.exec(value) ?? []
  if (name === undefined) return value
  return name === "" || name === user ? home.replace(/\/+$/, "") + rest || "/" : value
}
