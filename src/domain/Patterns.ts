/**
 * `--include` and `--exclude`: shell-style patterns over whole paths in a repo, with the meaning Python's `fnmatchcase` gives
 * them (huggingface_hub 2.0.0): case-sensitive everywhere, `*` and `?` match `/` too, braces are literal, `dir/` means
 * `dir/*`, `\` is `/`.
 */

/** `include` absent: everything. Empty: nothing. A path that any `exclude` matches is out. */
export interface Filter {
  readonly include?: ReadonlyArray<string> | undefined
  readonly exclude?: ReadonlyArray<string> | undefined
}

const slashes = (text: string): string => text.replaceAll("\\", "/")

const literal = (char: string): string => (/[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char)

/** Inside a class; with the `u` flag `-` may be escaped there and only there. */
const classLiteral = (char: string): string => (/[\\\]^[-]/.test(char) ? `\\${char}` : char)

/** The characters between the brackets, as a class; reversed ranges match nothing and are left out. */
const bracket = (body: ReadonlyArray<string>): string => {
  const negated = body[0] === "!"
  const chars = negated ? body.slice(1) : body
  let set = ""
  for (let i = 0; i < chars.length; i++) {
    const from = chars[i] ?? ""
    const to = chars[i + 2]
    if (chars[i + 1] === "-" && to !== undefined) {
      if ((from.codePointAt(0) ?? 0) <= (to.codePointAt(0) ?? 0)) set += `${classLiteral(from)}-${classLiteral(to)}`
      i += 2
    } else {
      set += classLiteral(from)
    }
  }
  if (set === "") return negated ? "[\\s\\S]" : "[^\\s\\S]"
  return negated ? `[^${set}]` : `[${set}]`
}

/** The pattern as a regular expression anchored at both ends. */
export const compile = (pattern: string): RegExp => {
  const text = slashes(pattern)
  const chars = [...(text.endsWith("/") ? `${text}*` : text)]
  let source = ""
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? ""
    if (char === "*") {
      // A run of stars is one star: it says the same and cannot make the expression backtrack on itself.
      if (chars[i - 1] !== "*") source += "[\\s\\S]*"
    } else if (char === "?") {
      source += "[\\s\\S]"
    } else if (char === "[") {
      // A `]` right after `[` or `[!` belongs to the set.
      const first = chars[i + 1] === "!" ? i + 2 : i + 1
      const end = chars.indexOf("]", first + 1)
      if (end === -1) {
        source += "\\["
      } else {
        source += bracket(chars.slice(i + 1, end))
        i = end
      }
    } else {
      source += literal(char)
    }
  }
  return new RegExp(`^(?:${source})$`, "su")
}

/** The pattern that fits this text and no other. */
export const exactly = (text: string): string => text.replace(/[*?[]/g, "[$&]")

/** Does it contain anything but literal characters? `dir/` does: it stands for everything below. */
export const isPattern = (text: string): boolean => /[*?[]/.test(text) || slashes(text).endsWith("/")

/** Which paths a filter lets through. */
export const matcher = (filter: Filter): ((path: string) => boolean) => {
  const include = filter.include?.map(compile)
  const exclude = (filter.exclude ?? []).map(compile)
  return (path) => {
    const subject = slashes(path)
    if (include !== undefined && !include.some((pattern) => pattern.test(subject))) return false
    return !exclude.some((pattern) => pattern.test(subject))
  }
}
