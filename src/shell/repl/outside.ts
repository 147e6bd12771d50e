/** A command of the shell as a line for a shell outside: what was set becomes variables and options. Pure. */
import * as Duration from "effect/Duration"
import * as ShellWords from "../../domain/ShellWords.ts"
import type { SettingsShape } from "../../services/Settings.ts"
import type { Table } from "../argv/Plan.ts"
import { plan } from "../argv/planner.ts"
import { type CommandRow, find } from "../spec/Row.ts"
import { lex } from "./language/lex.ts"
import { format } from "./Place.ts"
import type { Choices, Command } from "./Session.ts"
import { conceal, concealWords } from "./secrets.ts"
import { again } from "./staging/again.ts"
import { isHome } from "./Ways.ts"

/** The same for a line of ours. */
const ours = (word: string): string =>
  /^[\w./:=%+,-][\w./:=@%+,-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

export interface Line {
  readonly text: string
  /** What it does not carry over, in sentences. */
  readonly notes: ReadonlyArray<string>
}

/** What the session started as. */
export interface Start {
  readonly settings: Pick<SettingsShape, "endpoint">
  readonly local: boolean
  readonly folder: string
}

const seconds = (timeout: Duration.Duration): number => Math.max(1, Math.ceil(Duration.toSeconds(timeout)))

const variables = ({ endpoint, timeout, token }: Choices, { settings }: Start): ReadonlyArray<string> => [
  ...(endpoint === undefined ? [] : [`HF_ENDPOINT=${ShellWords.quote(endpoint)}`]),
  // What the machine knows of tokens is not for that Hub.
  ...(endpoint === undefined || endpoint === "embedded" || token !== undefined || isHome(settings, endpoint)
    ? []
    : ["HF_HUB_DISABLE_IMPLICIT_TOKEN=1"]),
  ...(timeout === undefined
    ? []
    : [`HF_HUB_ETAG_TIMEOUT=${seconds(timeout)}`, `HF_HUB_DOWNLOAD_TIMEOUT=${seconds(timeout)}`])
]

const hides = "What is secret in it is left out: put it where **** stands."

const rowOf = (table: Table, path: ReadonlyArray<string>): CommandRow =>
  path.reduce((row: CommandRow, name) => (row._tag === "group" ? (find(row.commands, name)?.row ?? row) : row), table)

/** A token typed on the line stays in this session, and of `--secrets NAME=value` the name alone is enough: outside it is a variable. */
const safely = (
  words: ReadonlyArray<string>
): { readonly safe: ReadonlyArray<string>; readonly notes: ReadonlyArray<string> } => {
  const tokenless = words.filter((word, at) => !/^--token(=|$)/.test(word) && words[at - 1] !== "--token")
  const named: Array<string> = []
  const nameless = tokenless.map((word, at) => {
    const given = /^(?:-s|--secrets)$/.test(tokenless[at - 1] ?? "") ? word : /^(?:-s|--secrets=)(.*)$/s.exec(word)?.[1]
    const name = /^([A-Za-z_]\w*)=[^\n]*$/.exec(given ?? "")?.[1]
    if (given === undefined || name === undefined) return word
    named.push(name)
    return word.slice(0, word.length - given.length) + name
  })
  const safe = concealWords(nameless)
  return {
    safe,
    notes: [
      ...(tokenless.length < words.length ? ["The token is left out: set HF_TOKEN."] : []),
      ...(named.length > 0 ? [`Secrets are left out: set ${[...new Set(named)].join(", ")}.`] : []),
      ...(safe.some((word, at) => word !== nameless[at]) ? [hides] : [])
    ]
  }
}

const simple = (table: Table, words: ReadonlyArray<string>, { choices }: Command, start: Start): Line => {
  const planned = plan(table, words)
  const { notes: left, safe } = safely(words)
  const notes: Array<string> = []
  const options: Array<string> = []
  let at = 0
  if (planned._tag === "Run") {
    const row = rowOf(table, planned.path)
    const flags = row._tag === "leaf" ? row.options.flatMap((option) => option.flags) : []
    at = planned.typed.every((word, index) => safe[index] === word) ? planned.typed.length : 0
    const { concurrency, format } = choices
    if (concurrency !== undefined && flags.includes("--max-workers")) {
      if (!words.some((word) => word.startsWith("--max-workers"))) options.push("--max-workers", String(concurrency))
    } else if (concurrency !== undefined) notes.push(`concurrency ${concurrency} has no option outside.`)
    const asked = planned.mode !== "guide" || words.includes("--format")
    if (format !== undefined && format !== "guide" && !asked && row._tag === "leaf" && row.modes)
      options.push("--format", format)
  }
  if (choices.retries !== undefined) notes.push(`retries ${choices.retries} has no option outside.`)
  if (choices.token !== undefined)
    notes.push(`It acts with the token that is saved as '${choices.token}': hf auth switch --token-name … before.`)
  const all = [...safe.slice(0, at), ...options, ...safe.slice(at)]
  const local = start.local && choices.endpoint === undefined ? ["--local"] : []
  return {
    text: [...variables(choices, start), "hf", ...[...local, ...all].map(ShellWords.quote)].join(" "),
    notes: [...notes, ...left]
  }
}

const settingsOf = ({ concurrency, endpoint, format, retries, timeout, token }: Choices): ReadonlyArray<string> =>
  Object.entries({
    endpoint,
    token,
    timeout: timeout === undefined ? undefined : `${Duration.toSeconds(timeout)}s`,
    retries,
    concurrency,
    format
  }).flatMap(([name, value]) => (value === undefined ? [] : [`set ${name} ${ours(String(value))}`]))

const isOfSession = (source: string, names: ReadonlySet<string>): boolean =>
  lex(source).tokens.some(
    (token) =>
      token._tag === "word" &&
      token.parts.some(
        (part) => part._tag === "row" || (part._tag === "variable" && (part.name === "_" || names.has(part.name)))
      )
  )

/** What only the shell understands, as a line for it. */
const scripted = (
  { choices, inward, place, source, staged }: Command,
  start: Start,
  names: ReadonlySet<string>
): Line => {
  const gathered = again(staged)
  const before = (gathered ?? []).map((words) => words.map(ours).join(" "))
  // On this disk it is where it was started; what was staged was staged elsewhere.
  const going = place._tag === "disk" ? (before.length === 0 ? [] : ["cd file://."]) : [`cd ${ours(format(place))}`]
  const isThere = staged.length === 1 && before[0] === going[0]
  const safe = conceal(source)
  const script = [...settingsOf(choices), ...before, ...(isThere ? [] : going), safe].join("; ")
  const local = start.local ? ["--local"] : []
  return {
    text: ["hf", ...local, "shell", "-c", script].map(ShellWords.quote).join(" "),
    notes: [
      ...(isOfSession(source, names) ? ["What $… and @… stand for is of this session."] : []),
      ...(safe === source ? [] : [hides]),
      ...(gathered === undefined ? ["There is too much staged to be written here: stage it in front of that."] : []),
      ...(inward ? ["What it does ends with that shell: write what needs it into the same line, behind it."] : [])
    ]
  }
}

/** `names`: variables of the session. */
export const outside = (table: Table, command: Command, start: Start, names: ReadonlySet<string>): Line => {
  const { folder, head, words } = command
  const isOne = head !== undefined && words !== undefined
  const line = isOne ? simple(table, words, command, start) : scripted(command, start, names)
  return folder === start.folder ? line : { ...line, text: `(cd ${ShellWords.quote(folder)} && ${line.text})` }
}
