/** A file of lines of which some cannot be read: the statements of the others, and what is wrong with these. Pure. */
import * as Either from "effect/Either"
import { lex } from "./language/lex.ts"
import { parse } from "./language/parse.ts"
import type { Complaint, Statement } from "./language/syntax.ts"

/** Statements that stand together, or why these lines cannot be read; offsets are those of the whole file. */
export type Piece = Either.Either<ReadonlyArray<Statement>, Complaint>

/** How many blocks are open at the end of `text`. */
const depth = (text: string): number =>
  lex(text).tokens.reduce((open, { _tag }) => open + (_tag === "{" ? 1 : _tag === "}" ? -1 : 0), 0)

interface Taken {
  readonly piece: Piece
  /** The line that is next. */
  readonly next: number
}

/** Where a text that wants more begins, when what is missing is at its very end. */
const placed = (complaint: Complaint, text: string): Complaint =>
  complaint.start < text.trimEnd().length ? complaint : { ...complaint, start: text.search(/\S|$/) }

const behind = "; what stands behind it is a part of it and is left out"

/** What begins with line `from`; `before` takes the place of the text above it. */
const taken = (lines: ReadonlyArray<string>, from: number, before: string): Taken => {
  let mistake: Complaint | undefined
  let hadBlock = false
  for (let end = from + 1; ; end++) {
    const text = before + lines.slice(from, end).join("\n")
    const read = parse(text)
    if (Either.isRight(read)) return { piece: read, next: end }
    if (!read.left.unfinished) mistake ??= read.left
    const isOpen = depth(text) > 0
    hadBlock ||= isOpen
    if ((isOpen || mistake === undefined) && end < lines.length) continue
    const found = placed(mistake ?? read.left, text)
    // What stands in a block that cannot be read is not run by itself.
    if (isOpen) return { piece: Either.left({ ...found, reason: found.reason + behind }), next: lines.length }
    return { piece: Either.left(found), next: hadBlock ? end : from + 1 }
  }
}

/** As a whole if it can be read as one; else line by line, or as many lines at once as belong together. */
export const pieces = (source: string): ReadonlyArray<Piece> => {
  const whole = parse(source)
  if (Either.isRight(whole)) return [whole]
  const lines = source.split("\n")
  const all: Array<Piece> = []
  let before = ""
  for (let from = 0; from < lines.length; ) {
    const { next, piece } = taken(lines, from, before)
    all.push(piece)
    for (const line of lines.slice(from, next)) before += `${" ".repeat(line.length)}\n`
    from = next
  }
  return all
}
