/** "Did you mean": Ratcliff/Obershelp similarity, as Python's difflib counts it. */

/** Longest common block, the earliest in `a`, then in `b`. */
const longest = (a: string, b: string): readonly [number, number, number] => {
  let best: readonly [number, number, number] = [0, 0, 0]
  let previous = new Map<number, number>()
  for (let i = 0; i < a.length; i++) {
    const current = new Map<number, number>()
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue
      const length = (previous.get(j - 1) ?? 0) + 1
      current.set(j, length)
      if (length > best[2]) best = [i - length + 1, j - length + 1, length]
    }
    previous = current
  }
  return best
}

const matching = (a: string, b: string): number => {
  const [i, j, length] = longest(a, b)
  if (length === 0) return 0
  return length + matching(a.slice(0, i), b.slice(0, j)) + matching(a.slice(i + length), b.slice(j + length))
}

/** 0 (nothing in common) to 1 (equal). */
export const ratio = (a: string, b: string): number =>
  a.length + b.length === 0 ? 1 : (2 * matching(a, b)) / (a.length + b.length)

/** Up to three of `candidates` that resemble `word`, the closest first. */
export const similar = (word: string, candidates: ReadonlyArray<string>): ReadonlyArray<string> =>
  candidates
    .map((each) => ({ each, score: ratio(each, word) }))
    .filter(({ score }) => score >= 0.6)
    .sort((x, y) => y.score - x.score || (x.each < y.each ? 1 : -1))
    .slice(0, 3)
    .map(({ each }) => each)
