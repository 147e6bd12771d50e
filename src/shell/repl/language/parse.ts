/** From tokens to statements. A mistake says where it is; an unfinished line asks for more. */
import * as Either from "effect/Either"
import { mistaken, worded } from "./filterWords.ts"
import { leaving } from "./leaving.ts"
import { deepest, lex, type Token, tooDeep } from "./lex.ts"
import type { Call, Complaint, Part, Pipeline, Stage, Statement, Word } from "./syntax.ts"

type Operator = Exclude<Token, { readonly _tag: "word" }>["_tag"]

/** The filters a pipe knows; anything else behind a `|` is a slip, or a program that wants its `!`. */
export const filters = ["where", "sort", "first", "last", "select", "count", "json", "csv"] as const

/** Every word that may stand behind a `|`, but for programs. */
export const stageNames: ReadonlyArray<string> = [...filters, "each"]

/** The text of a word without values in it. */
export const plain = (word: Word | undefined): string | undefined =>
  word === undefined || word.quoted || word.parts.length !== 1 || word.parts[0]?._tag !== "text"
    ? undefined
    : word.parts[0].text

export const withWords = "with takes a setting, its value and a block: with timeout 60s { … }"

const waitedFor = "a value is waited for: no & belongs here"

const isHelp = (word: Word): boolean => ["--help", "-h"].includes(plain(word) ?? "")

/** Do the words of a stage ask what it is? `where` may compare with such a word. */
const asksHelp = (name: string, words: ReadonlyArray<Word>): boolean =>
  name === "where" && words[0] !== undefined && !isHelp(words[0])
    ? words.some(isHelp) && mistaken(name, words.map(worded)) !== undefined
    : words.some(isHelp)

class Stop extends Error {
  readonly complaint: Complaint

  constructor(complaint: Complaint) {
    super(complaint.reason)
    this.complaint = complaint
  }
}

class Parser {
  private at = 0

  private readonly tokens: ReadonlyArray<Token>
  private readonly source: string
  /** Whether there may be commands in the background. */
  private readonly mayLeave: boolean
  /** In how many blocks and `$(…)` it stands. */
  private depth: number

  constructor(tokens: ReadonlyArray<Token>, source: string, mayLeave: boolean, depth: number) {
    this.tokens = tokens
    this.source = source
    this.mayLeave = mayLeave
    this.depth = depth
  }

  private get length(): number {
    return this.source.length
  }

  statements(inBlock: boolean): ReadonlyArray<Statement> {
    const found: Array<Statement> = []
    while (true) {
      while (this.is(";")) this.at++
      if (this.at >= this.tokens.length || (inBlock && this.is("}"))) return found
      found.push(this.statement())
      if (this.at < this.tokens.length && !this.is(";") && !this.is("}") && !this.wasBackground(found))
        this.stop(this.at, "it does not belong here")
      if (!inBlock && this.is("}")) this.stop(this.at, "no block is open here")
    }
  }

  private wasBackground(found: ReadonlyArray<Statement>): boolean {
    const last = found[found.length - 1]
    return last?._tag === "pipeline" && last.background
  }

  private is(tag: Operator): boolean {
    return this.tokens[this.at]?._tag === tag
  }

  private words(): ReadonlyArray<Word> {
    const found: Array<Word> = []
    for (let token = this.tokens[this.at]; token?._tag === "word"; token = this.tokens[this.at]) {
      for (const part of token.parts) if (part._tag === "command") this.inner(part)
      found.push(token)
      this.at++
    }
    return found
  }

  /** What stands in a `$(…)` is read now, so that its mistakes are told before anything runs. */
  private inner({ source, start }: Extract<Part, { readonly _tag: "command" }>): void {
    const read = parseAt(this.depth + 1, source, false)
    if (Either.isRight(read)) return
    const { left } = read
    throw new Stop({ ...left, start: left.start + start, end: left.end + start, unfinished: false })
  }

  private stop(at: number, reason: string, unfinished = false): never {
    const { end, start } = this.tokens[at] ?? { start: this.length, end: this.length }
    throw new Stop({ start, end, reason, unfinished: unfinished || at >= this.tokens.length })
  }

  private block(): ReadonlyArray<Statement> {
    if (!this.is("{")) this.stop(this.at, "a block { … } is expected")
    if (this.depth >= deepest) this.stop(this.at, tooDeep)
    this.at++
    this.depth++
    const body = this.statements(true)
    this.depth--
    if (!this.is("}")) this.stop(this.at, "the block is not closed", true)
    this.at++
    return body
  }

  private plainAt(at: number): string | undefined {
    const token = this.tokens[at]
    return token?._tag === "word" ? plain(token) : undefined
  }

  private statement(): Statement {
    const start = this.tokens[this.at]?.start ?? this.length
    // An `hf` in front is left out, as it is of commands.
    const at = this.plainAt(this.at) === "hf" ? this.at + 1 : this.at
    const keyword = this.plainAt(at)
    if (keyword === "each" && this.tokens[at + 1]?._tag === "{")
      this.stop(at, "each stands behind a |, as in: COMMAND | each { … $it … }")
    if ((keyword !== "let" && keyword !== "with") || this.isAskedAbout(at)) return this.pipeline()
    this.at = at
    return keyword === "let" ? this.binding(start) : this.setting(start)
  }

  private setting(start: number): Statement {
    this.at++
    const words = this.words()
    if (words.length !== 2) this.stop(this.at, withWords)
    const body = this.block()
    return { _tag: "with", start, end: this.end(), words, body }
  }

  /** `let --help`, `with timeout --help`: up to the `=` behind which another command begins. */
  private isAskedAbout(at: number): boolean {
    for (let next = at + 1; ; next++) {
      const token = this.tokens[next]
      if (token?._tag !== "word" || plain(token) === "=") return false
      if (isHelp(token)) return true
    }
  }

  private binding(start: number): Statement {
    this.at++
    const [name, equals] = [this.tokens[this.at], this.tokens[this.at + 1]]
    const text = name?._tag === "word" ? plain(name) : undefined
    const glued = /^([A-Za-z][A-Za-z0-9_]*)=/.exec(text ?? "")?.[1]
    if (glued !== undefined) this.stop(this.at, `a = with blanks around it is expected: let ${glued} = …`)
    if (text === undefined || !/^[A-Za-z][A-Za-z0-9_]*$/.test(text))
      this.stop(this.at, "a name is expected: let NAME = …")
    if (equals?._tag !== "word" || plain(equals) !== "=")
      this.stop(this.at + 1, "a = with blanks around it is expected")
    this.at += 2
    const value = this.pipeline(false)
    return { _tag: "let", start, end: value.end, name: text, value }
  }

  private end(): number {
    return this.tokens[this.at - 1]?.end ?? 0
  }

  private pipeline(mayLeave = true): Pipeline {
    const first = this.at
    if (this.is("&") && this.tokens[this.at - 1]?._tag === "&")
      this.stop(this.at, "there is no &&: write ; or a line end, a script stops at a failure by itself")
    const words = this.words()
    if (words.length === 0) this.stop(this.at, "a command is expected")
    const start = words[0]?.start ?? 0
    let call: Call = { start, end: this.end(), words }
    let stages: Array<Stage> = []
    while (this.is("|") || this.goesOn()) {
      this.at++
      // A pipe may go on with the next line.
      while (this.isLineEnd(this.at)) this.at++
      const help = this.helpCall()
      // Whoever asks what a filter is wants nothing of what stands before it: the pipe begins there.
      stages = help === undefined ? [...stages, this.stage()] : []
      call = help ?? call
    }
    const text = this.source.slice(start, this.end())
    for (const stage of mayLeave ? stages.slice(0, -1) : stages) this.checkStays(stage)
    const background = this.is("&")
    if (background && !(this.mayLeave && mayLeave)) this.stop(this.at, waitedFor)
    if (background) this.at++
    if (this.at === first) this.stop(this.at, "a command is expected")
    return { _tag: "pipeline", start, end: this.end(), call, stages, background, text }
  }

  /** What a block answers goes on: nothing of it may be on its way then. */
  private checkStays(stage: Stage): void {
    const left = stage._tag === "each" ? leaving(stage.body) : undefined
    if (left !== undefined) throw new Stop({ start: left.end - 1, end: left.end, reason: waitedFor, unfinished: false })
  }

  private isLineEnd(at: number): boolean {
    const token = this.tokens[at]
    return token?._tag === ";" && this.source[token.start] === "\n"
  }

  /** The next line begins with a `|`. */
  private goesOn(): boolean {
    let next = this.at
    while (this.isLineEnd(next)) next++
    const goes = next > this.at && this.tokens[next]?._tag === "|"
    if (goes) this.at = next
    return goes
  }

  /** `where --help` behind a `|`. */
  private helpCall(): Call | undefined {
    const at = this.at
    const name = this.plainAt(at) ?? ""
    if (!stageNames.includes(name)) return undefined
    const words = this.words()
    if (asksHelp(name, words.slice(1))) return { start: words[0]?.start ?? 0, end: this.end(), words }
    this.at = at
    return undefined
  }

  private stage(): Stage {
    const token = this.tokens[this.at]
    if (token?._tag === "|") this.stop(this.at, "there is no ||: with set -e off a script goes on behind a failure")
    if (token?._tag !== "word") this.stop(this.at, `behind a | comes one of ${filters.join(", ")}, each, or !PROGRAM`)
    const { start } = token
    const name = plain(token) ?? ""
    if (name === "each") {
      this.at++
      const body = this.block()
      return { _tag: "each", start, end: this.end(), body }
    }
    const words = this.words()
    const [head, ...rest] = words
    if (head !== undefined && name.startsWith("!")) {
      const program = name.slice(1)
      const all = program === "" ? rest : [{ ...head, start: start + 1, parts: [literal(program)] }, ...rest]
      if (all.length === 0) this.stop(this.at, "a program is expected behind the !")
      return { _tag: "external", start, end: this.end(), words: all }
    }
    if (!filters.some((each) => each === name))
      this.stop(
        this.at - words.length,
        `'${name}' is none of ${filters.join(", ")}, each; for a program write !${name}`
      )
    const end = this.end()
    const problem = mistaken(name, rest.map(worded))
    if (problem !== undefined) throw new Stop({ start, end, reason: `${name}: ${problem}`, unfinished: false })
    return { _tag: "filter", name, words: rest, start, end }
  }
}

const literal = (value: string) => ({ _tag: "text", text: value }) as const

const parseAt = (
  depth: number,
  source: string,
  mayLeave: boolean
): Either.Either<ReadonlyArray<Statement>, Complaint> => {
  if (depth > deepest) return Either.left({ start: 0, end: source.length, reason: tooDeep, unfinished: false })
  const { complaint, tokens } = lex(source)
  if (complaint !== undefined) return Either.left(complaint)
  const parser = new Parser(
    tokens.filter(({ _tag }) => _tag !== "comment"),
    source,
    mayLeave,
    depth
  )
  try {
    return Either.right(parser.statements(false))
  } catch (cause) {
    if (cause instanceof Stop) return Either.left(cause.complaint)
    throw cause
  }
}

/** The statements of a line, or of a whole script; those of a `$(…)` are waited for. */
export const parse = (source: string, mayLeave = true): Either.Either<ReadonlyArray<Statement>, Complaint> =>
  parseAt(0, source, mayLeave)

/** What stands alone at the beginning of a pipe and is a value, no command. */
export const valueIn = ({ words }: Call): Exclude<Part, { readonly _tag: "text" | "command" }> | undefined => {
  const [word, more] = words
  const [part, other] = word?.parts ?? []
  const alone = more === undefined && other === undefined && word?.quoted === false
  return alone && (part?._tag === "variable" || part?._tag === "row") ? part : undefined
}
