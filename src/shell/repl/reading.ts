/** What the editor asks while somebody types: is the line done, how is it coloured, what is expected, what could stand here. */
import { homedir } from "node:os"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import type { Table } from "../argv/Plan.ts"
import { candidates as inTable } from "../completion/candidates.ts"
import { isFit } from "../completion/quoting.ts"
import { type Reach, values } from "../completion/values.ts"
import { type CommandRow, find, summary } from "../spec/Row.ts"
import { builtinOf, builtins, ownOf } from "./builtins.ts"
import { names as settings, valuesOf } from "./choices.ts"
import type { Candidate, Offer, Question, Stretch } from "./editor/Ports.ts"
import { files } from "./files.ts"
import { asksHelp } from "./helping.ts"
import { lex, type Token } from "./language/lex.ts"
import { parse, stageNames } from "./language/parse.ts"
import type { Looks } from "./looks.ts"
import { spelled } from "./placing.ts"
import type { Session } from "./Session.ts"
import { sensing, sensingOf, strangers } from "./strangers.ts"

/** Enter sends what is done and what is wrong; only what needs more gets another line. */
export const complete = (text: string): boolean =>
  Either.match(parse(text), { onLeft: ({ unfinished }) => !unfinished, onRight: () => true })

const textOf = (token: Token | undefined): string | undefined =>
  token?._tag === "word" ? token.parts.map((part) => (part._tag === "text" ? part.text : "")).join("") : undefined

/** The words of one command, and what stands before it: `|` for a filter. */
interface Segment {
  readonly before: Token["_tag"] | undefined
  readonly words: ReadonlyArray<Token & { readonly _tag: "word" }>
}

const segments = (tokens: ReadonlyArray<Token>): ReadonlyArray<Segment> => {
  const found: Array<{ before: Token["_tag"] | undefined; words: Array<Token & { readonly _tag: "word" }> }> = [
    { before: undefined, words: [] }
  ]
  for (const token of tokens) {
    if (token._tag === "word") found[found.length - 1]?.words.push(token)
    else if (token._tag !== "comment") found.push({ before: token._tag, words: [] })
  }
  return found
}

/** Where the words of `hf` begin: behind a pasted `hf`, behind `let x =`. */
const skipped = (words: ReadonlyArray<string>): number => {
  const start = words[0] === "hf" && words.length > 1 ? 1 : 0
  return words[start] === "let" && words[start + 2] === "=" ? start + 3 : start
}

const isFilter = ({ before }: Segment): boolean => before === "|"

const isCommand = (table: Table, segment: Segment, word: string): boolean =>
  isFilter(segment)
    ? word.startsWith("!") || stageNames.includes(word)
    : word === "with" ||
      word === "let" ||
      word === "hf" ||
      builtinOf(word) !== undefined ||
      find(table.commands, word) !== undefined ||
      (ownOf(word) !== undefined && asksHelp(segment.words.map(textOf)))

/** How far the words are names of commands, and the row they lead to. */
const walk = (table: Table, words: ReadonlyArray<string>): { readonly row: CommandRow; readonly depth: number } => {
  let row: CommandRow = table
  let depth = 0
  for (const word of words) {
    const next: ReturnType<typeof find> = row._tag === "group" ? find(row.commands, word) : undefined
    if (next === undefined) break
    row = next.row
    depth++
  }
  return { row, depth }
}

const none: ReadonlySet<number> = new Set()

/** Of the words behind the names of a command those that it does not know: options, and names in a group. */
const unknownIn = (
  row: CommandRow,
  depth: number,
  words: ReadonlyArray<string>,
  segment: Segment,
  end: number
): ReadonlySet<number> => {
  const builtin = builtinOf(words[0])
  const isOpen = segment.words[segment.words.length - 1]?.end === end
  const isBuiltin = builtin !== undefined && builtin.isMine === undefined
  const isCommandOfHf = depth > 0 && !isBuiltin
  const sense = isCommandOfHf ? sensing(row) : isBuiltin && builtin.takes ? sensingOf(builtin.takes) : undefined
  if (sense === undefined) return none
  const skip = isCommandOfHf ? depth : 1
  const found = strangers(words.slice(skip), sense, isOpen)
  const name = words[skip]
  const isStray = isCommandOfHf && row._tag === "group" && name !== undefined && !/^(?:-|$)/.test(name)
  return new Set([...(isStray ? [skip] : []), ...[...found].map((at) => at + skip)])
}

export const highlighter =
  (table: Table) =>
  (text: string): ReadonlyArray<Stretch> => {
    const { complaint, tokens } = lex(text)
    const stretches: Array<Stretch> = []
    for (const segment of segments(tokens)) {
      const words = segment.words.map((token) => textOf(token) ?? "")
      const from = skipped(words)
      const { depth, row } = isFilter(segment) ? { depth: 1, row: undefined } : walk(table, words.slice(from))
      const unknown = row === undefined ? none : unknownIn(row, depth, words.slice(from), segment, text.length)
      for (const [at, { end, parts, quoted, start }] of segment.words.entries()) {
        const word = words[at] ?? ""
        const isValue = parts.some((part) => part._tag !== "text")
        const style = unknown.has(at - from)
          ? ("red" as const)
          : at < from + Math.max(depth, 1) && at >= from && !(isValue && !isFilter(segment))
            ? isCommand(table, segment, word) || at > from
              ? ("green" as const)
              : ("red" as const)
            : word.startsWith("-") && !quoted
              ? ("cyan" as const)
              : isValue
                ? ("magenta" as const)
                : quoted
                  ? ("yellow" as const)
                  : undefined
        if (style !== undefined) stretches.push({ from: start, to: end, style })
      }
    }
    for (const token of tokens)
      if (token._tag !== "word")
        stretches.push({ from: token.start, to: token.end, style: token._tag === "comment" ? "grey" : "bold" })
    if (complaint?.unfinished === true && complaint.end > complaint.start)
      stretches.push({ from: complaint.start, to: complaint.end, style: "yellow" })
    return stretches.sort((a, b) => a.from - b.from)
  }

interface Under {
  readonly segment: Segment
  readonly before: ReadonlyArray<string>
  readonly word: string
  readonly from: number
}

/** The segment under the cursor: its words, the one being typed, and where that begins. */
const under = (text: string, cursor: number): Under => {
  const source = text.slice(0, cursor)
  const { complaint, tokens } = lex(source)
  const all = segments(tokens)
  const segment = all[all.length - 1] ?? { before: undefined, words: [] }
  const last = segment.words[segment.words.length - 1]
  // An open quote begins the word that is typed.
  const open = complaint?.unfinished === true ? complaint.start : undefined
  if (open !== undefined && source.startsWith("$(", open)) {
    const inner = under(source.slice(open + 2), cursor - open - 2)
    return { ...inner, from: inner.from + open + 2 }
  }
  const typing = open === undefined && last !== undefined && last.end === source.length ? last : undefined
  const before = typing === undefined ? segment.words : segment.words.slice(0, -1)
  const from = open ?? typing?.start ?? source.length
  const word = open === undefined ? (textOf(typing) ?? "") : source.slice(open + 1)
  return { segment, before: before.map((token) => textOf(token) ?? ""), word, from }
}

export const hinter =
  (table: Table) =>
  (text: string, cursor: number): string => {
    const { before, segment, word } = under(text, cursor)
    const first = before[0] ?? word
    if (isFilter(segment))
      return before.length === 0 ? "" : ((Object.hasOwn(filterHints, first) ? filterHints[first] : undefined) ?? "")
    const builtin = builtinOf(first)
    if (builtin !== undefined && before.length > 0) return `${builtin.usage}: ${builtin.help}`
    const words = before.slice(skipped(before))
    const { depth, row } = walk(table, words)
    if (depth === 0) return ""
    if (row._tag === "group") return summary(row)
    const previous = before[before.length - 1] ?? ""
    const option = row.options.find(
      ({ flags }) => flags.includes(word.split("=", 1)[0] ?? "") || flags.includes(previous)
    )
    if (option !== undefined) return `${option.flags.join(", ")}: ${option.help}`
    const given = words.slice(depth).filter((each) => !each.startsWith("-")).length
    const arg = row.args[Math.min(given, row.args.length - 1)]
    return arg === undefined ? summary(row) : `${arg.name}: ${arg.help}`
  }

const filterHints: Readonly<Record<string, string>> = {
  where: "where COLUMN OP VALUE [and|or …]: = != ~ !~ > >= < <=; sizes as 1GB",
  sort: "sort COLUMN[:desc] …",
  first: "first [N]",
  last: "last [N]",
  select: "select COLUMN …",
  each: "each { … $it … }"
}

/** As the line needs it: bare where that is the same, else in quotes. */
const quote = (value: string): string =>
  /^[^\s'"\\|&;#${}@][^\s'"\\|&;$}]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`

const plain = (value: string, help = ""): Candidate => {
  const quoted = quote(value)
  return { value: quoted, label: value, help, suffix: value.endsWith("/") || value.endsWith("=") ? "" : " " }
}

/** Each name once: what `hf` has under one of ours (`cp`) is ours as far as the shell's places go. */
const commandNames = (table: Table, word: string): ReadonlyArray<Candidate> => [
  ...table.commands
    .filter(({ hidden, name }) => hidden !== true && name.startsWith(word) && !Object.hasOwn(builtins, name))
    .map((row) => plain(row.name, summary(row))),
  ...Object.entries(builtins)
    .filter(([name]) => name.startsWith(word))
    .map(([name, { help }]) => plain(name, help))
]

/** Milliseconds the cache on disk is read for at once, as long as a key may wait for its frame. */
const patience = 40

type Look = NonNullable<Reach["look"]>

/** What could stand at the end of a command's words. */
const reaching = (table: Table, before: ReadonlyArray<string>, word: string, looks: Looks, look: Look) =>
  Effect.gen(function* () {
    const { known, wanted } = inTable(table, before, word)
    const inFull = (all: typeof known) =>
      all.flatMap(({ help, type, value }) =>
        type === "plain" ? [plain(value, help)] : files(value, type, homedir()).map((each) => plain(each))
      )
    if (wanted === undefined) return inFull(known)
    const reach: Reach = { patience, thorough: true, ...looks.endpoint, look }
    const { candidates } = yield* Effect.promise(() => values(wanted, looks.environment, reach))
    return [...inFull(known), ...inFull(candidates)].filter(({ label = "" }) => isFit(label))
  })

/** First what is known, then what the Hub says. */
const atOnceAndThen = (looks: Looks, answer: (look: Look) => Effect.Effect<Offer>): Stream.Stream<Offer> =>
  Stream.mapEffect(Stream.make(looks.known, looks.asking), answer)

/** What runs in the background. */
interface Running {
  readonly number: number
  readonly command: string
}

const ofTransfers: ReadonlySet<string> = new Set(["fg", "wait", "cancel"])

/** Candidates for the word at the cursor: at once what is known here and was seen before, then what the Hub says. */
export const candidates =
  (table: Table, session: Session, looks: Looks, running: () => ReadonlyArray<Running>) =>
  ({ cursor, text }: Question): Stream.Stream<Offer> => {
    const { before, from, segment, word } = under(text, cursor)
    const offer = (all: ReadonlyArray<Candidate>): Offer => ({ from, candidates: all })
    if (word.startsWith("$"))
      return Stream.make(
        offer(
          [...session.variables.keys(), "_"]
            .map((name) => `$${name}`)
            .filter((name) => name.startsWith(word))
            .map((value) => ({ value, suffix: " " }))
        )
      )
    if (isFilter(segment))
      return Stream.make(
        offer(before.length === 0 ? stageNames.filter((name) => name.startsWith(word)).map((name) => plain(name)) : [])
      )
    if (before[0] === "set" || before[0] === "with")
      return Stream.make(
        offer(
          (before.length === 1 ? settings : before.length === 2 ? valuesOf(before[1]) : [])
            .filter((name) => name.startsWith(word))
            .map((name) => plain(name))
        )
      )
    if (before[0] !== undefined && ofTransfers.has(before[0]))
      return Stream.make(
        offer(
          running()
            .filter(({ number }) => String(number).startsWith(word) && !before.includes(String(number)))
            .map(({ command, number }) => plain(String(number), command))
        )
      )
    if (before[0] === "record" || before[0] === "replay")
      return Stream.make(offer(files(word, "file", homedir()).map((each) => plain(each))))
    const words = before.slice(skipped(before))
    if (words.length === 0) return Stream.make(offer(commandNames(table, word)))
    const { completes, isMine } = builtinOf(words[0]) ?? {}
    // On this disk the words of a command that hf has, too, are its own.
    const isOurs = completes !== undefined && (isMine === undefined || session.place._tag !== "disk")
    if (isOurs && !word.startsWith("-")) {
      // Addresses are completed as `hf cp` has them.
      const ask = (look: Look) => (address: string) =>
        Effect.map(reaching(table, ["cp"], address, looks, look), (all) =>
          all.map(({ label, value }) => label ?? value)
        )
      return atOnceAndThen(looks, (look) =>
        Effect.map(spelled(session, completes, word, ask(look)), (all) =>
          offer(all.filter(isFit).map((each) => plain(each)))
        )
      )
    }
    return atOnceAndThen(looks, (look) => Effect.map(reaching(table, words, word, looks, look), offer))
  }
