/**
 * From text to tokens. Words are a shell's: blanks part them, `'…'` is taken literally, `"…"` and bare words know `$name` and `@1`,
 * `\` takes the next character as it is. `|`, `&`, `;` and line ends stand for themselves; `#` at the start of a word begins a comment.
 */
import type { Complaint, Part, Span, Word } from "./syntax.ts"

export type Token =
  | (Word & { readonly _tag: "word" })
  | ({ readonly _tag: "|" | "&" | ";" | "{" | "}" | "comment" } & Span)

export interface Lexed {
  readonly tokens: ReadonlyArray<Token>
  readonly complaint: Complaint | undefined
}

const blank = /[ \t\r]/
const operators = new Set(["|", "&", ";", "\n"])

const variable = /\$(_|[A-Za-z][A-Za-z0-9_]*)((?:\.[A-Za-z_][A-Za-z0-9_]*)*)/y
const row = /@([1-9][0-9]{0,5})((?:\.[A-Za-z_][A-Za-z0-9_]*)*)(?![A-Za-z0-9_./-])/y

const fieldsOf = (text: string): ReadonlyArray<string> => (text === "" ? [] : text.slice(1).split("."))

/** How deep blocks and `$(…)` may stand in one another; whoever writes more has slipped. */
export const deepest = 100

export const tooDeep = `blocks and $(…) stand in one another more than ${deepest} deep`

/** Where what is open ends; without an end, or deeper than anybody reads. */
type End = number | "open" | "deep"

/** Where the `"` is that closes a quote whose inside begins at `from`. */
const quoteEnd = (text: string, from: number, depth: number): End => {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++
    else if (text[at] === '"') return at
    else if (text.startsWith("$(", at)) {
      const end = closing(text, at + 2, depth + 1)
      if (typeof end === "string") return end
      at = end
    }
  }
  return "open"
}

/** Where the `)` of a `$(…)` is that begins before `from`. */
const closing = (text: string, from: number, nested = 0): End => {
  if (nested > deepest) return "deep"
  let depth = 1
  for (let at = from; at < text.length; at++) {
    const char = text[at]
    if (char === "\\") at++
    else if (char === "'" || char === '"') {
      const end = char === '"' ? quoteEnd(text, at + 1, nested) : text.indexOf("'", at + 1)
      if (typeof end === "string") return end
      if (end === -1) return "open"
      at = end
    } else if (char === "#" && /[\s|&;(]/.test(text[at - 1] ?? "")) {
      const end = text.indexOf("\n", at)
      if (end === -1) return "open"
      at = end
    } else if (char === "(") depth++
    else if (char === ")" && --depth === 0) return at
  }
  return "open"
}

class Lexer {
  private at = 0
  private readonly tokens: Array<Token> = []
  /** Blocks that are open. */
  private depth = 0
  /** Words since the last operator: they say whether a `{` opens a block. */
  private command: Array<string> = []
  /** A `$(` without its end. */
  private misread: Complaint | undefined

  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  run(): Lexed {
    while (this.at < this.text.length) {
      const start = this.at
      const char = this.text[start] ?? ""
      const joined = this.continues(start)
      // Editors of Windows begin a file with a mark; it says nothing.
      if (blank.test(char) || (start === 0 && char === "\ufeff")) this.at++
      else if (joined > 0) this.at += joined
      else if (operators.has(char)) this.operator(char === "\n" ? ";" : (char as "|" | "&" | ";"))
      else if (char === "#") this.comment()
      else if (char === "{" && this.expectsBlock()) this.brace("{")
      else if (char === "}" && this.depth > 0) this.brace("}")
      else {
        const complaint = this.word()
        if (complaint !== undefined) return { tokens: this.tokens, complaint }
      }
    }
    if (/(?:^|[^\\])(?:\\\\)*\\(?:\r?\n)?$/.test(this.text)) {
      const end = this.text.length
      return { tokens: this.tokens, complaint: { start: end - 1, end, reason: "the line goes on", unfinished: true } }
    }
    return { tokens: this.tokens, complaint: undefined }
  }

  /** A `\` at the end of a line joins it with the next: how many characters that takes, 0 where there is none. */
  private continues(at: number): number {
    if (this.text[at] !== "\\") return 0
    if (this.text.startsWith("\r\n", at + 1)) return 3
    return this.text[at + 1] === "\n" || at + 1 === this.text.length ? 2 : 0
  }

  private expectsBlock(): boolean {
    const command = this.command[0] === "hf" ? this.command.slice(1) : this.command
    return (
      command.length > 0 && (command[command.length - 1] === "each" || (command[0] === "with" && command.length > 1))
    )
  }

  private operator(tag: "|" | "&" | ";"): void {
    this.tokens.push({ _tag: tag, start: this.at, end: this.at + 1 })
    this.command = []
    this.at++
  }

  private brace(tag: "{" | "}"): void {
    this.tokens.push({ _tag: tag, start: this.at, end: this.at + 1 })
    this.depth += tag === "{" ? 1 : -1
    this.command = []
    this.at++
  }

  private comment(): void {
    const end = this.text.indexOf("\n", this.at)
    const to = end === -1 ? this.text.length : end
    this.tokens.push({ _tag: "comment", start: this.at, end: to })
    this.at = to
  }

  private word(): Complaint | undefined {
    const start = this.at
    const parts: Array<Part> = []
    let quoted = false
    let text = ""
    const flush = (): void => {
      if (text !== "") parts.push({ _tag: "text", text })
      text = ""
    }
    const value = (first: boolean): boolean => {
      const part = this.reference(first)
      if (part === undefined) return this.misread !== undefined
      flush()
      parts.push(part)
      return true
    }
    while (this.at < this.text.length) {
      const char = this.text[this.at] ?? ""
      if (blank.test(char) || operators.has(char) || (char === "}" && this.depth > 0)) break
      if (this.continues(this.at) > 0) break
      if (char === "\\") {
        quoted = true
        text += this.text[this.at + 1] ?? ""
        this.at += 2
      } else if (char === "'") {
        const end = this.text.indexOf("'", this.at + 1)
        if (end === -1) return this.openQuote("'")
        quoted = true
        text += this.text.slice(this.at + 1, end)
        this.at = end + 1
      } else if (char === '"') {
        const open = this.at
        quoted = true
        this.at++
        while (this.text[this.at] !== '"') {
          const inner = this.text[this.at]
          if (inner === undefined) {
            this.at = open
            return this.misread ?? this.openQuote('"')
          }
          if (inner === "\\" && /["\\$@]/.test(this.text[this.at + 1] ?? "")) {
            text += this.text[this.at + 1]
            this.at += 2
          } else if (!value(false)) {
            text += inner
            this.at++
          }
        }
        this.at++
      } else if (!value(this.at === start)) {
        text += char
        this.at++
      }
    }
    if (this.misread !== undefined) return this.misread
    flush()
    this.tokens.push({ _tag: "word", start, end: this.at, parts, quoted })
    const [only] = parts
    this.command.push(parts.length === 1 && only?._tag === "text" && !quoted ? only.text : "\0")
    return undefined
  }

  /** `$name` anywhere; `@3` only as the beginning of a bare word, for `name@3` is a revision. */
  private reference(first: boolean): Part | undefined {
    if (this.text.startsWith("$(", this.at)) {
      const inner = closing(this.text, this.at + 2)
      const start = this.at + 2
      if (typeof inner === "string") return this.openCommand(inner)
      this.at = inner + 1
      return { _tag: "command", source: this.text.slice(start, inner), start }
    }
    const match = (pattern: RegExp): RegExpExecArray | null => {
      pattern.lastIndex = this.at
      return pattern.exec(this.text)
    }
    const named = match(variable)
    if (named !== null) {
      this.at += named[0].length
      return { _tag: "variable", name: named[1] ?? "", fields: fieldsOf(named[2] ?? "") }
    }
    const numbered = first ? match(row) : null
    if (numbered === null) return undefined
    this.at += numbered[0].length
    return { _tag: "row", number: Number(numbered[1]), fields: fieldsOf(numbered[2] ?? "") }
  }

  private openCommand(why: "open" | "deep"): undefined {
    const start = this.at
    const reason = why === "open" ? "the $( is not closed" : tooDeep
    this.misread ??= { start, end: this.text.length, reason, unfinished: why === "open" }
    this.at = this.text.length
    return undefined
  }

  private openQuote(quote: string): Complaint {
    const start = this.at
    return { start, end: this.text.length, reason: `the quote ${quote} is not closed`, unfinished: true }
  }
}

/** Everything up to the first thing that cannot be read. */
export const lex = (text: string): Lexed => new Lexer(text).run()
