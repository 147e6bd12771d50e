/** Which lines a few letters mean. */

const lowered = new WeakMap<ReadonlyArray<string>, ReadonlyArray<string>>()

const lower = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const known = lowered.get(lines)
  if (known !== undefined) return known
  const made = lines.map((line) => line.toLowerCase())
  lowered.set(lines, made)
  return made
}

const worst = 12

/** How badly `term` matches: 0 at the beginning, 1 at a word's, 2 within, more for letters that are scattered; -1 not at all. */
const distance = (line: string, term: string): number => {
  const at = line.indexOf(term)
  if (at === 0) return 0
  if (at > 0) return /[\s/=:._-]/.test(line.charAt(at - 1)) ? 1 : 2
  let place = -1
  let first = -1
  for (let i = 0; i < term.length; i++) {
    place = line.indexOf(term.charAt(i), place + 1)
    if (place === -1) return -1
    if (first === -1) first = place
  }
  return Math.min(worst, 3 + ((place - first - term.length) >> 3))
}

/** Lines in which every word of `query` can be found, the best first and of equal ones the newest; each once, `most` at most. */
export const rank = (query: string, lines: ReadonlyArray<string>, most: number): ReadonlyArray<string> => {
  const terms = query.toLowerCase().split(/\s+/).filter(Boolean)
  const candidates = lower(lines)
  const buckets: Array<Array<string>> = []
  const seen = new Set<string>()
  for (let i = lines.length - 1; i >= 0; i--) {
    let score = 0
    for (const term of terms) {
      const each = distance(candidates[i] ?? "", term)
      score = each === -1 ? -1 : score + each
      if (score === -1) break
    }
    const line = lines[i] ?? ""
    if (score === -1 || seen.has(line)) continue
    seen.add(line)
    const bucket = buckets[score]
    if (bucket === undefined) buckets[score] = [line]
    else bucket.push(line)
    if (score === 0 && (buckets[0]?.length ?? 0) >= most) break
  }
  return buckets.flatMap((bucket) => bucket ?? []).slice(0, most)
}
