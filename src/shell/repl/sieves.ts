/** What is kept of text while it comes: all of it, or as much as the filter behind it needs. Pure, but for what they hold. */
import * as Either from "effect/Either"
import { type Given, numberOfRows } from "./language/filterWords.ts"
import { asRows, type Value } from "./values.ts"

/** What a shell holds of one text: more of either, and the filters behind it would take what memory there is. */
export const most = { characters: 64 * 1024 * 1024, lines: 4 * 1024 * 1024 }

/** Whether it wants more, has enough, or would have to hold too much. */
export type Appetite = "more" | "enough" | "full"

export interface Sieve {
  readonly take: (text: string) => Appetite
  /** What it kept, when all has come. */
  readonly value: () => Value
}

const newlines = (text: string): number => {
  let count = 0
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++
  return count
}

/** Everything, as long as it fits. */
export const whole = (): Sieve => {
  let text = ""
  let lines = 0
  return {
    take: (piece) => {
      text += piece
      lines += newlines(piece)
      return text.length > most.characters || lines > most.lines ? "full" : "more"
    },
    value: () => ({ _tag: "text", text })
  }
}

/** As many lines from the beginning, and then no more. */
const beginning = (count: number): Sieve => {
  const kept = whole()
  let left = count
  return {
    take: (piece) => {
      let end = 0
      while (left > 0) {
        const at = piece.indexOf("\n", end)
        if (at === -1) return kept.take(piece.slice(end))
        if (kept.take(piece.slice(end, at + 1)) === "full") return "full"
        end = at + 1
        left--
      }
      return "enough"
    },
    value: () => asRows(kept.value())
  }
}

/** As many lines from the end. */
const ending = (count: number): Sieve => {
  let lines: Array<string> = []
  let rest = ""
  let size = 0
  const trim = () => {
    const gone = Math.max(0, lines.length - count)
    for (let at = 0; at < gone; at++) size -= lines[at]?.length ?? 0
    lines = lines.slice(gone)
  }
  return {
    take: (piece) => {
      const parts = piece.split("\n")
      const open = parts.pop() ?? ""
      for (const part of parts) {
        lines.push(rest + part)
        size += rest.length + part.length
        rest = ""
      }
      rest += open
      // Not for each of them: moving the others takes its time.
      if (lines.length > 2 * count + 1000) trim()
      return size + rest.length > most.characters || lines.length > most.lines ? "full" : "more"
    },
    value: () => {
      if (rest !== "") lines.push(rest)
      rest = ""
      trim()
      return asRows({ _tag: "text", text: lines.map((line) => `${line}\n`).join("") })
    }
  }
}

/** How many lines there are. */
const counting = (): Sieve => {
  let count = 0
  let open = false
  return {
    take: (piece) => {
      count += newlines(piece)
      if (piece !== "") open = !piece.endsWith("\n")
      return "more"
    },
    value: () => ({ _tag: "value", value: count + (open ? 1 : 0) })
  }
}

/** What does the work of filter `name` while the text comes; of others there is none. */
export const sieveOf = (name: string, words: ReadonlyArray<Given>): Either.Either<Sieve | undefined, string> => {
  if (name === "count") return Either.right(counting())
  if (name !== "first" && name !== "last") return Either.right(undefined)
  return Either.map(numberOfRows(words), name === "first" ? beginning : ending)
}
