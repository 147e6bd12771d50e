/** Text in columns, as wide as the terminal allows. */
import type { Definition } from "./rows.ts"

/** Widest help that is still read comfortably, and what is assumed when the width is unknown. */
const widest = 120
const unknown = 80

/** Columns to write in, for a terminal of `columns`. */
export const widthOf = (columns: number | undefined): number => Math.max(Math.min(columns ?? unknown, widest), 20) - 2

/** Breaks `text` at blanks; a word longer than the line is cut. */
export const wrapText = (text: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (let word of text.split(/ +/)) {
    while (word.length > width) {
      if (line !== "") {
        lines.push(line)
        line = ""
      }
      lines.push(word.slice(0, width))
      word = word.slice(width)
    }
    if (line === "") line = word
    else if (line.length + 1 + word.length <= width) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  }
  return line === "" ? lines : [...lines, line]
}

/** Paragraphs of `text`, each line indented by `indent`. */
export const paragraph = (text: string, width: number, indent: number): ReadonlyArray<string> =>
  text
    .split("\n")
    .flatMap((each) => (each === "" ? [""] : wrapText(each, width - indent)))
    .map((line) => (line === "" ? "" : " ".repeat(indent) + line))

/** Terms in a first column of at most 30, their texts beside it or, for long terms, below. */
export const definitions = (rows: ReadonlyArray<Definition>, width: number): ReadonlyArray<string> => {
  const first = Math.min(Math.max(...rows.map(([term]) => term.length)), 30) + 2
  const column = Math.max(width - first - 2, 10)
  return rows.flatMap(([term, text]) => {
    const lines = wrapText(text, column)
    const pad = " ".repeat(first + 2)
    const beside = term.length <= first - 2
    const head = beside ? [`  ${term.padEnd(first)}${lines[0] ?? ""}`.trimEnd()] : [`  ${term}`]
    return [...head, ...lines.slice(beside ? 1 : 0).map((line) => pad + line)]
  })
}
