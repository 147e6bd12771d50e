/**
 * `KEY=value` lines of environment files, and of `-e` and `-s` (huggingface_hub 2.0.0). Lines that are none are passed over; a key alone takes its value from
 * the environment and is left out when it has none there.
 */
type Lookup = (key: string) => string | undefined

const line = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*(?:=\s*(.*))?$/

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", '"': '"', "\\": "\\", $: "$" }

const doubleQuoted = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/
const singleQuoted = /^'((?:[^'\\]|\\.)*)'\s*(?:#.*)?$/

const valueOf = (raw: string): string => {
  const double = doubleQuoted.exec(raw)?.[1]
  if (double !== undefined) return double.replace(/\\(.)/g, (all, char: string) => escapes[char] ?? all)
  const single = singleQuoted.exec(raw)?.[1]
  if (single !== undefined) return single
  // A comment has a blank before it.
  return raw.replace(/(?<=\s)#.*$/, "").trim()
}

/** Keys that stand alone: {@link parse} will look for them. */
export const bareKeys = (text: string): ReadonlyArray<string> =>
  text.split(/\r?\n/).flatMap((each) => {
    const [, key, raw] = line.exec(each.trim()) ?? []
    return key !== undefined && raw === undefined ? [key] : []
  })

/** The pairs in `text`, a later one over an earlier. */
export const parse = (text: string, lookup: Lookup): Readonly<Record<string, string>> => {
  const pairs: Record<string, string> = {}
  for (const each of text.split(/\r?\n/)) {
    const [, key, raw] = line.exec(each.trim()) ?? []
    if (key === undefined) continue
    const value = raw === undefined ? lookup(key) : valueOf(raw)
    if (value !== undefined) pairs[key] = value
  }
  return pairs
}
