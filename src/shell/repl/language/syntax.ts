/** What a line of `hf shell` is made of. Every piece knows where it stands (UTF-16 offsets), for colours and messages. */

export interface Span {
  readonly start: number
  readonly end: number
}

/** A piece of a word: text, or what stands for a value. */
export type Part =
  | { readonly _tag: "text"; readonly text: string }
  /** `$name`, `$_`, `$name.field`. */
  | { readonly _tag: "variable"; readonly name: string; readonly fields: ReadonlyArray<string> }
  /** `$(cache ls -q)`: the words it prints. `start` is where `source` stands in the line. */
  | { readonly _tag: "command"; readonly source: string; readonly start: number }
  /** `@3`, `@3.field`: a row of the last table. */
  | { readonly _tag: "row"; readonly number: number; readonly fields: ReadonlyArray<string> }

export interface Word extends Span {
  readonly parts: ReadonlyArray<Part>
  /** Written with quotes, or with a backslash: never an operator. */
  readonly quoted: boolean
}

export interface Call extends Span {
  readonly words: ReadonlyArray<Word>
}

export type Stage =
  | ({ readonly _tag: "filter"; readonly name: string; readonly words: ReadonlyArray<Word> } & Span)
  | ({ readonly _tag: "each"; readonly body: ReadonlyArray<Statement> } & Span)
  | ({ readonly _tag: "external"; readonly words: ReadonlyArray<Word> } & Span)

export interface Pipeline extends Span {
  readonly _tag: "pipeline"
  readonly call: Call
  readonly stages: ReadonlyArray<Stage>
  /** `… &` */
  readonly background: boolean
  /** As it was written, without the `&`. */
  readonly text: string
}

/** `let name = …` */
export interface Let extends Span {
  readonly _tag: "let"
  readonly name: string
  readonly value: Pipeline
}

/** `with timeout 60s { … }` */
export interface With extends Span {
  readonly _tag: "with"
  readonly words: ReadonlyArray<Word>
  readonly body: ReadonlyArray<Statement>
}

export type Statement = Pipeline | Let | With

/** What cannot be read: where, why, and whether more text could still make it right. */
export interface Complaint extends Span {
  readonly reason: string
  /** The line goes on: an open quote or block, a `\` or `|` at its end. */
  readonly unfinished: boolean
}
