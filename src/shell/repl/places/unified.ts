/** The difference of two texts as `diff -u` tells it. Pure. */

/** Edits that are looked for; texts that differ in more are told as one block out, one block in. */
const most = 2000

type Edit = readonly [kind: " " | "-" | "+", line: string]

/** Myers' walk: furthest ends by diagonal, one round an edit; then back along them. */
const between = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): ReadonlyArray<Edit> => {
  const rounds: Array<Int32Array> = []
  const limit = Math.min(a.length + b.length, most)
  const ends = new Int32Array(2 * limit + 3)
  const middle = limit + 1
  const at = (from: Int32Array, offset: number, k: number): number => from[offset + k] ?? 0
  for (let d = 0; d <= limit; d++) {
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(ends, middle, k - 1) < at(ends, middle, k + 1))
      let x = down ? at(ends, middle, k + 1) : at(ends, middle, k - 1) + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      ends[middle + k] = x
      if (x >= a.length && x - k >= b.length) return back(a, b, rounds)
    }
    rounds.push(ends.slice(middle - d - 1, middle + d + 2))
  }
  return [...a.map((line): Edit => ["-", line]), ...b.map((line): Edit => ["+", line])]
}

/** `rounds[d]` holds the ends of diagonals -d-1 … d+1 after round d. */
const back = (
  a: ReadonlyArray<string>,
  b: ReadonlyArray<string>,
  rounds: ReadonlyArray<Int32Array>
): ReadonlyArray<Edit> => {
  const edits: Array<Edit> = []
  let [x, y] = [a.length, b.length]
  for (let d = rounds.length; d > 0; d--) {
    const ends = rounds[d - 1] ?? new Int32Array()
    const end = (k: number): number => ends[k + d] ?? 0
    const k = x - y
    const down = k === -d || (k !== d && end(k - 1) < end(k + 1))
    const before = down ? k + 1 : k - 1
    const [fromX, fromY] = [end(before), end(before) - before]
    while (x > fromX && y > fromY) edits.push([" ", a[--x] ?? ""]) && y--
    if (down) edits.push(["+", b[--y] ?? ""])
    else edits.push(["-", a[--x] ?? ""])
  }
  while (x > 0) edits.push([" ", a[--x] ?? ""])
  return edits.reverse()
}

/** All lines of both, in order. What begins and ends alike is not looked at twice. */
export const edits = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): ReadonlyArray<Edit> => {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const same = (line: string): Edit => [" ", line]
  return [
    ...a.slice(0, start).map(same),
    ...between(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same)
  ]
}

const around = 3

interface Hunk {
  readonly from: number
  readonly to: number
}

const hunksOf = (all: ReadonlyArray<Edit>): ReadonlyArray<Hunk> => {
  const hunks: Array<{ from: number; to: number }> = []
  for (const [index, [kind]] of all.entries()) {
    if (kind === " ") continue
    const last = hunks[hunks.length - 1]
    const from = Math.max(0, index - around)
    const to = Math.min(all.length, index + around + 1)
    if (last !== undefined && from <= last.to) last.to = to
    else hunks.push({ from, to })
  }
  return hunks
}

const noEnd = "\\ No newline at end of file"

/** Lines with their ends: a last one without is another line. */
const linesOf = (text: string): ReadonlyArray<string> => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

const span = (start: number, count: number): string =>
  count === 1 ? String(start + 1) : `${count === 0 ? start : start + 1},${count}`

/** Empty when the texts are the same. */
export const unified = (a: string, b: string, from: string, to: string): string => {
  if (a === b) return ""
  const all = edits(linesOf(a), linesOf(b))
  const out = [`--- ${from}`, `+++ ${to}`]
  let [at, left, right] = [0, 0, 0]
  for (const hunk of hunksOf(all)) {
    for (; at < hunk.from; at++, left++, right++);
    const lines = all.slice(hunk.from, hunk.to)
    const lefts = lines.filter(([kind]) => kind !== "+").length
    const rights = lines.filter(([kind]) => kind !== "-").length
    out.push(`@@ -${span(left, lefts)} +${span(right, rights)} @@`)
    for (const [kind, line] of lines) {
      out.push(kind + line.replace(/\n$/, ""))
      if (!line.endsWith("\n")) out.push(noEnd)
    }
    at = hunk.to
    left += lefts
    right += rights
  }
  return `${out.join("\n")}\n`
}
