/** What is plainly wrong with the YAML of a card: not a parser, but what a slip of the keyboard does is found. */

/** A key at the left margin and what stands behind it. */
const entry = /^("[^"]*"|'[^']*'|[^\s#"'[\]{},-][^:]*?|-[^\s:][^:]*?)\s*:(?:\s+(.*))?$/

/** A quote opens text only where a value can begin: `it's` has none. */
const opensText = (before: string): boolean => before === "" || "[{,:".includes(before)

/** Whether every bracket and quote that `value` opens is closed in it. */
const isClosed = (value: string): boolean => {
  let depth = 0
  let quote = ""
  let before = ""
  for (let at = 0; at < value.length; at++) {
    const char = value.charAt(at)
    if (quote !== "") {
      if (char === "\\" && quote === '"') at++
      else if (char === quote) quote = ""
      continue
    }
    if (char === "#" && /\s/.test(value.charAt(at - 1))) {
      const end = value.indexOf("\n", at)
      at = end === -1 ? value.length : end
    } else if ((char === '"' || char === "'") && opensText(before)) quote = char
    else if (char === "[" || char === "{") depth++
    else if (char === "]" || char === "}") depth--
    if (/\S/.test(char)) before = char
  }
  return depth === 0 && quote === ""
}

/** The first offence of each kind, in words for the author. */
export const problems = (yaml: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  const values = new Map<string, string>()
  let key: string | undefined
  for (const line of yaml.split(/\r?\n/)) {
    const match = entry.exec(line)
    if (match !== null) {
      key = match[1] ?? ""
      if (values.has(key)) found.push(`The key "${key}" is there twice`)
      values.set(key, match[2] ?? "")
    } else if (key !== undefined && /^\s|^[-#\]}]|^$/.test(line)) {
      values.set(key, `${values.get(key)}\n${line}`)
    } else if (!/^[\s#-]|^$/.test(line)) found.push(`"${line}" is no "key: value"`)
  }
  for (const [name, value] of values)
    if (/^["'[{]/.test(value) && !isClosed(value)) found.push(`The value of "${name}" is not closed`)
  return found
}
