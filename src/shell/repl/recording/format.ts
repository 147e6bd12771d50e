/** The file of a recorded session: a JSON value a line, first what was recorded and where, then each line that was run. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"

export const name = "hf-shell-record"
export const version = 1

const Face = Schema.Struct({ isTTY: Schema.Boolean, columns: Schema.optional(Schema.Int) })

/** Begins a recording; a file may hold several, one after the other. */
export const Header = Schema.Struct({
  format: Schema.Literal(name),
  version: Schema.Int,
  /** ISO 8601. */
  time: Schema.String,
  hf: Schema.String,
  /** The Hub at that time: a URL, or `embedded`. */
  endpoint: Schema.String,
  /** What it was printed to: tables fit themselves to it. */
  stdout: Face,
  stderr: Face,
  color: Schema.Boolean,
  /** The Hub in a box had something to try in it. */
  demo: Schema.Boolean
})
export type Header = typeof Header.Type

export const Entry = Schema.Struct({
  time: Schema.String,
  /** As it was typed; `null`: it held a secret, and neither it nor what it printed was kept. */
  line: Schema.NullOr(Schema.String),
  code: Schema.Int,
  /** Milliseconds. */
  ms: Schema.Number,
  endpoint: Schema.String,
  /** Their beginnings, tokens cut off. */
  stdout: Schema.String,
  stderr: Schema.String,
  /** There was more of one of them. */
  truncated: Schema.Boolean
})
export type Entry = typeof Entry.Type

/** A line that was run, where it stands in the file (from 1), and what it belongs to. */
export interface Recorded {
  readonly at: number
  readonly header: Header
  readonly entry: Entry
}

const decodeHeader = Schema.decodeUnknownEither(Schema.parseJson(Header))
const decodeEntry = Schema.decodeUnknownEither(Schema.parseJson(Entry))

export const isHeader = (line: string): boolean => Either.isRight(decodeHeader(line))

/** Left: which line of the file cannot be understood, and why. */
export const parse = (text: string): Either.Either<ReadonlyArray<Recorded>, string> => {
  const all: Array<Recorded> = []
  let header: Header | undefined
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue
    const at = index + 1
    const begun = decodeHeader(line)
    if (Either.isRight(begun)) {
      header = begun.right
      if (header.version !== version) return Either.left(`line ${at}: version ${header.version} is not known here`)
      continue
    }
    if (header === undefined) return Either.left(`line ${at}: it does not begin as a recording does`)
    const entry = decodeEntry(line)
    if (Either.isLeft(entry)) return Either.left(`line ${at}: it is no line of a recording`)
    all.push({ at, header, entry: entry.right })
  }
  return header === undefined ? Either.left("there is nothing in it") : Either.right(all)
}
