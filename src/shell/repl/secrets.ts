/**
 * What is secret in a line, for all who keep or repeat one: the history, recordings, messages that say where something failed, the
 * names of transfers, `hf`. A value too many that is hidden does no harm. Pure.
 */
import { redact } from "../render/paint.ts"
import { lex, type Token } from "./language/lex.ts"
import type { Part } from "./language/syntax.ts"

const mask = "****"

/** Stands for a value of the session within a word: that one is written `$name` and tells nothing. */
const reference = "\u0000"

/** What the next word is, by the words before it. */
type Expected = "anything" | "secret" | "pair" | "onlyPair" | "login" | "scheme"

const secretOption = /^--(tok|toke|token|[\w-]*(pass|passwd|password|passphrase|api[-_]?key|access[-_]?key))$/i
const pairOption = /^--secrets?$/i

const expected = (word: string, before: Expected): Expected => {
  if (secretOption.test(word)) return "secret"
  if (pairOption.test(word)) return "pair"
  // Also behind other short ones: `-ds NAME=value`.
  if (/^-[A-Za-z]*s$/.test(word)) return "onlyPair"
  if (/^(-u|--user|--proxy-user)$/.test(word)) return "login"
  if (/authorization["']?\s*[:=]?$/i.test(word)) return "scheme"
  if (/\bbearer$/i.test(word) || before === "scheme") return "secret"
  return "anything"
}

const hidden = (value: string): string => (value === "" || value.replaceAll(reference, "") === "" ? value : mask)

/** Of `NAME=value` the value; of what is no name, all. */
const pair = (word: string, elseAll: boolean): string => {
  const [, name, value = ""] = /^(\s*(?:export\s+)?[A-Za-z_]\w*\s*=)(.*)$/s.exec(word) ?? []
  if (name !== undefined) return name + hidden(value)
  return elseAll && !/^[A-Za-z_]\w*$/.test(word) ? hidden(word) : word
}

const secretName = "(?:tokens?|passw(?:or)?d|passphrase|secrets?|api[-_]?key|access[-_]?key|credentials?)"

/** `HF_TOKEN=a b`, as one word. */
const secretVariable = new RegExp(`^[\\w-]*${secretName}\\w*=`, "i")

/** Shapes of secrets, wherever they stand: what is before the secret, the secret. */
const shapes: ReadonlyArray<readonly [RegExp, string]> = [
  // A token's beginning where a word begins, however short: part of a repository's name it may be.
  [/(^|[\s=:"'/@])((?:hf|api_org|gh[pousr]|github_pat)_)\w[\w.-]*/g, `$1$2${mask}`],
  [/(^|[\s=:"'/@])(glpat-|sk-|xox[abprs]-)[\w-]{8,}/g, `$1$2${mask}`],
  // A variable, a header, a field: HF_TOKEN=…, "password": "…".
  [new RegExp(`(${secretName}["']?\\s*[=:]\\s*)(?![$@\\0*])("[^"]*"?|'[^']*'?|[^\\s"']+)`, "gi"), `$1${mask}`],
  [
    /(authorization["']?\s*[:=]\s*["']?(?:(?:basic|bearer|digest|token)\s+)?)(?![$\0*]|(?:basic|bearer|digest|token)\b)[^\s"']+/gi,
    `$1${mask}`
  ],
  [/(\bbearer\s+)(?![$\0*])[^\s"']+/gi, `$1${mask}`],
  [/(\bbasic\s+)[\w+/~.-]{8,}=*/gi, `$1${mask}`],
  // user:password@host
  [/(:\/\/[^\s/:@]*:)(?![$\0*][^\s/@]*@)[^\s/]+@/g, `$1${mask}@`]
]

const shaped = (text: string): string => redact(shapes.reduce((rest, [shape, by]) => rest.replace(shape, by), text))

/** One word without what is secret in it. */
const masked = (word: string, before: Expected): string => {
  switch (before) {
    case "secret":
      return hidden(word)
    case "pair":
      return pair(word, true)
    case "onlyPair":
      return pair(word, false)
    case "login":
      return word.replace(/^([^\s:/]+:)(?!\/).+$/s, `$1${mask}`)
    case "scheme":
      return /^(basic|bearer|digest|token)$/i.test(word) ? word : /\s/.test(word) ? inside(word) : hidden(word)
    case "anything":
      break
  }
  const [, option, value = ""] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? []
  if (option !== undefined && secretOption.test(option)) return `${option}=${hidden(value)}`
  if (option !== undefined && pairOption.test(option)) return `${option}=${pair(value, true)}`
  const [, short, glued = ""] = /^(-[A-Za-z]*?s)([A-Za-z_]\w*=.*)$/s.exec(word) ?? []
  if (short !== undefined) return short + pair(glued, false)
  if (secretVariable.test(word)) return pair(word, false)
  return inside(word)
}

/** A word with blanks in it may be a line for somebody else: `!sh -c "…"`. */
const inside = (word: string): string => shaped(/[ \t\r\n]/.test(word) ? conceal(word) : word)

/** The same words, without what is secret in them. */
export const concealWords = (words: ReadonlyArray<string>): ReadonlyArray<string> => {
  let next: Expected = "anything"
  return words.map((word) => {
    const safe = masked(word, next)
    next = expected(word, next)
    return safe
  })
}

/** What stands for a value, as the line has it. */
const sourceOf = (part: Part): ReadonlyArray<string> => {
  if (part._tag === "text") return []
  if (part._tag === "command") return [`$(${conceal(part.source)})`]
  return [[part._tag === "row" ? `@${part.number}` : `$${part.name}`, ...part.fields].join(".")]
}

/** A word as the line has it; `references` are what stands for values in it, in their order. */
const written = (word: string, references: ReadonlyArray<string>): string => {
  let at = 0
  const restored = (text: string) => text.replaceAll(reference, () => references[at++] ?? "")
  if (/^[\w./:=%+,@*\0-]+$/.test(word)) return restored(word)
  return references.length === 0
    ? `'${word.replaceAll("'", "'\\''")}'`
    : `"${restored(word.replace(/["\\]/g, "\\$&"))}"`
}

interface Seen {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly references: ReadonlyArray<string>
  /** Something is hidden within a reference. */
  readonly inner: boolean
  /** Where a quote is not closed, nobody knows where a word ends. */
  readonly open: boolean
}

const seen = (line: string, { end, parts, start }: Extract<Token, { readonly _tag: "word" }>): Seen => {
  const references = parts.flatMap(sourceOf)
  const text = parts.map((part) => (part._tag === "text" ? part.text : reference)).join("")
  const inner = references.some((source) => !line.slice(start, end).includes(source))
  return { start, end, text, references, inner, open: false }
}

/** Roughly the words of what cannot be read. */
const rough = (line: string, from: number): ReadonlyArray<Seen> =>
  [...line.slice(from).matchAll(/\S+/g)].map(({ 0: word, index }) => ({
    start: from + index,
    end: from + index + word.length,
    text: word.replace(/['"\\]/g, ""),
    references: [],
    inner: false,
    open: true
  }))

/** The commands of a line, each as its words. */
const commands = (line: string): ReadonlyArray<ReadonlyArray<Seen>> => {
  const { complaint, tokens } = lex(line)
  const all: Array<Array<Seen>> = [[]]
  for (const token of tokens) {
    if (token._tag === "word") all[all.length - 1]?.push(seen(line, token))
    else all.push([])
  }
  if (complaint !== undefined) all[all.length - 1]?.push(...rough(line, tokens[tokens.length - 1]?.end ?? 0))
  return all
}

/** A line, or any part of one, without what is secret in it. */
export const conceal = (line: string): string => {
  let text = ""
  let at = 0
  for (const words of commands(line)) {
    const safe = concealWords(words.map((word) => word.text))
    for (const [index, { end, inner, open, references, start, text: before }] of words.entries()) {
      const after = safe[index] ?? before
      if (after === before && !inner) continue
      if (open) return shaped(`${text}${line.slice(at, start)}${mask}`)
      text += line.slice(at, start) + written(after, references)
      at = end
    }
  }
  return shaped(text + line.slice(at))
}

export const holdsSecret = (line: string): boolean => conceal(line) !== line
