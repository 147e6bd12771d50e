/** What the shell knows beside the commands of `hf`. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { Commands } from "../Commands.ts"
import { definitions, widthOf } from "../help/layout.ts"
import { Misuse } from "../Misuse.ts"
import { harmless, redact } from "../render/paint.ts"
import { Screen } from "../render/Screen.ts"
import { find } from "../spec/Row.ts"
import type { Builtin } from "./Builtin.ts"
import { backgroundBuiltins } from "./background/commands.ts"
import { call } from "./calling.ts"
import { change } from "./choices.ts"
import { chosen } from "./chosen.ts"
import { explain } from "./explain.ts"
import { answering, explain as explainBuiltin } from "./helping.ts"
import { languageHelp, languageWords } from "./languageHelp.ts"
import { outside } from "./outside.ts"
import { recordingBuiltins } from "./recording/builtins.ts"
import { type Choices, CurrentSession, type Session } from "./Session.ts"
import { show } from "./show.ts"
import { rowsOf } from "./values.ts"
import { Ways } from "./Ways.ts"
import { walking } from "./walking.ts"

const misuse = (reason: string) => new Misuse({ reason })

/** What the words of a `set` make of `choices`. */
const changedBy = (choices: Choices, [name = "", value, more]: ReadonlyArray<string>) =>
  value === undefined || more !== undefined
    ? Either.left("set takes a name and a value: set timeout 30s")
    : change(choices, name, value)

const codeProblem = ([code = "0", more]: ReadonlyArray<string>): string | undefined => {
  if (more !== undefined) return `'${more}' does not belong here: exit [CODE]`
  return /^\d{1,3}$/.test(code) && Number(code) <= 255
    ? undefined
    : `'${code}' is no exit code: write a number from 0 to 255`
}

const set: Builtin = {
  usage: "set [NAME VALUE]",
  help: "Choose timeout, retries, concurrency, format, endpoint, token, or whether a script ends at a failure (-e) for all further commands; the value default takes that back. Without a name, list them, and who chose them.",
  aside: true,
  check: (words) => {
    const changed = words.length === 0 ? undefined : changedBy({}, words)
    return changed !== undefined && Either.isLeft(changed) ? changed.left : undefined
  },
  run: (words) =>
    Effect.gen(function* () {
      const session = yield* CurrentSession
      if (words.length === 0) return chosen(session.choices, (yield* Ways).to(session.choices), process.env)
      session.choices = yield* Either.mapLeft(changedBy(session.choices, words), misuse)
      return undefined
    })
}

const echo: Builtin = {
  usage: "echo [WORD …]",
  help: "Print words and what stands for values in them.",
  run: (words) => Effect.succeed({ _tag: "text", text: words.join(" ") })
}

const asShell: Builtin = {
  usage: "hf",
  help: "Print the last command as a line for a shell outside.",
  aside: true,
  run: () =>
    Effect.gen(function* () {
      const { command, folder, variables } = yield* CurrentSession
      if (command === undefined) return yield* misuse("there is nothing to print yet: run a command first")
      const { access, settings } = (yield* Ways).to({})
      const start = { settings, local: access.local, folder }
      const line = outside((yield* Commands).table, command, start, new Set(variables.keys()))
      const screen = yield* Screen
      yield* Effect.forEach(line.notes, (note) => screen.err(`Note: ${redact(harmless(note))}\n`))
      return { _tag: "text", text: line.text }
    })
}

const exit: Builtin = {
  usage: "exit [CODE]",
  help: "Leave; quit does the same.",
  check: codeProblem,
  run: (words) =>
    Effect.gen(function* () {
      const problem = codeProblem(words)
      if (problem !== undefined) return yield* misuse(problem)
      ;(yield* CurrentSession).ended = Number(words[0] ?? 0)
      return undefined
    })
}

/** Of a command its help, whoever it belongs to; an `hf` in front is left out. */
const helpOf = (typed: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const words = typed[0] === "hf" && typed.length > 1 ? typed.slice(1) : typed
    const [name = "", more] = words
    const entry = ownOf(name) ?? languageHelp.find(({ names }) => names.includes(name))
    const isOfHf = find((yield* Commands).table.commands, name) !== undefined
    if (entry === undefined || (more !== undefined && isOfHf)) return yield* call([...words, "--help"])
    if (more !== undefined) return yield* misuse(`'${more}' does not belong here: ${help.usage}`)
    yield* explainBuiltin(name, entry)
  })

/** On a terminal in as many lines as it takes; elsewhere a line each, and rows for whoever asks for them. */
const help: Builtin = {
  usage: "help [COMMAND]",
  help: "List what the shell knows beside the commands of hf, or explain one; --help behind a command does the same.",
  aside: true,
  answered: true,
  run: (words) =>
    Effect.gen(function* () {
      if (words.length > 0) return yield* Effect.as(helpOf(words), undefined)
      const { format = "guide" } = (yield* CurrentSession).choices
      const { out, stdout } = yield* Screen
      const all = [...new Map(Object.values(builtins).map((each) => [each.usage, each])).values(), ...languageHelp]
      const value = rowsOf(
        all.map(({ help, usage }) => ({ usage, help })),
        [{ key: "usage" }, { key: "help" }],
        "usage"
      )
      const isRead = stdout.isTTY && (format === "guide" || format === "human")
      if (!isRead) yield* show(value, format)
      else {
        const lines = definitions(
          all.map(({ help, usage }) => [usage, help]),
          widthOf(stdout.columns)
        )
        yield* out(`${lines.join("\n")}\n`)
      }
      return value
    })
}

/** The builtin of that name; `constructor` and its like are none. */
export const builtinOf = (name: string | undefined): Builtin | undefined =>
  name !== undefined && Object.hasOwn(builtins, name) ? builtins[name] : undefined

/** That, or the word of the language, which tells of itself at the beginning of a line as well. */
export const ownOf = (name: string | undefined): Builtin | undefined =>
  builtinOf(name) ?? (name !== undefined && Object.hasOwn(languageWords, name) ? languageWords[name] : undefined)

/** The builtin that a command line means, if it means one. */
export const meant = (words: ReadonlyArray<string>, session: Session): Builtin | undefined => {
  const builtin = ownOf(words[0])
  const isMine = builtin?.isMine?.(words.slice(1), session.place._tag === "disk") ?? true
  return isMine ? builtin : undefined
}

const own: Readonly<Record<string, Builtin>> = {
  help,
  ...walking,
  set,
  echo,
  ...backgroundBuiltins,
  explain,
  ...recordingBuiltins,
  hf: asShell,
  exit,
  quit: exit
}

export const builtins: Readonly<Record<string, Builtin>> = Object.fromEntries(
  Object.entries(own).map(([name, builtin]) => [name, answering(name, builtin, builtin === echo)])
)
