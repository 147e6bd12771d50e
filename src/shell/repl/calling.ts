/** Runs a command of `hf` inside the shell: the same planner, the same files, against the Hub of the session. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { version } from "../../domain/Version.ts"
import { Output, type OutputMode } from "../../services/Output.ts"
import { Policies } from "../../services/Policies.ts"
import { Access } from "../Access.ts"
import type { Run } from "../argv/Plan.ts"
import { plan } from "../argv/planner.ts"
import { Commands } from "../Commands.ts"
import { help } from "../help/help.ts"
import { Misuse } from "../Misuse.ts"
import { stderrLogger } from "../render/logger.ts"
import * as OutputLayer from "../render/Output.ts"
import { Screen } from "../render/Screen.ts"
import { attended } from "./background/detached.ts"
import { placed } from "./background/paths.ts"
import { caught, heard } from "./listening.ts"
import { CurrentCommand, CurrentSession, choosing, policiesOf } from "./Session.ts"
import { Stopped } from "./Stopped.ts"
import type { Value } from "./values.ts"
import { isHome, Ways } from "./Ways.ts"

/** Output in `mode`, its values told to `hear`. */
const voice = (mode: OutputMode, truncate: boolean, hear: (value: Value) => void) =>
  Layer.effect(
    Output,
    Effect.map(Output, (output) => heard(output, hear))
  ).pipe(Layer.provide(OutputLayer.layer({ mode, truncate })))

/** `--local` before a command of a session that is elsewhere. */
const inBox = (ways: Context.Tag.Service<Ways>) => ways.to({ endpoint: "embedded" }).access

/** What is saved becomes the token in use, at the Hub the shell was started with: one of another Hub has no business there. */
const checkLogin = ({ path }: Run) =>
  Effect.gen(function* () {
    const { choices } = yield* CurrentSession
    if (path[0] !== "auth" || path[1] !== "login" || choices.endpoint === undefined) return
    const { settings } = (yield* Ways).to({})
    if (isHome(settings, choices.endpoint)) return
    return yield* new Misuse({
      reason: `a login is for the Hub the shell was started with, ${settings.endpoint}: set endpoint default, or log in from a shell outside with HF_ENDPOINT=${choices.endpoint}`
    })
  })

const run = (planned: Run, mode: OutputMode, hear: (value: Value) => void) =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    yield* checkLogin(planned)
    const leaf = yield* (yield* Commands).load(planned.path)
    const go = Effect.gen(function* () {
      const output = yield* Output
      yield* Effect.forEach(planned.warnings, output.warning, { discard: true })
      yield* leaf.run(planned.argv)
    })
    const services = Layer.mergeAll(attended(session, mode), stderrLogger(mode)).pipe(
      Layer.provideMerge(voice(mode, planned.truncate, hear))
    )
    const going = Effect.provideService(Effect.provide(go, services), Policies, policiesOf(session.choices))
    yield* planned.local ? Effect.provideService(going, Access, inBox(yield* Ways)) : going
  })

/** In the background its paths are those of its start, and standard input is the shell's. */
const detached = (planned: Run) =>
  Effect.gen(function* () {
    const { detached } = yield* CurrentSession
    if (detached === undefined) return planned
    const { table } = yield* Commands
    const { anchored, reads, run } = placed(table, planned, detached.folder)
    if (reads) return yield* new Misuse({ reason: "standard input is the shell's: in the background name a file" })
    if (anchored) detached.anchor()
    return run
  })

/** Was a mode asked for on the line itself? */
const hasMode = (words: ReadonlyArray<string>): boolean =>
  words.some((word) => /^(?:--json|-q|--quiet|--q|--format(?:=.*)?)$/.test(word))

/** What the words ask for, printed; answers the value behind it, if there is one. */
export const call = Effect.fnUntraced(function* (words: ReadonlyArray<string>) {
  const session = yield* CurrentSession
  const screen = yield* Screen
  const { table } = yield* Commands
  const planned = plan(table, words)
  switch (planned._tag) {
    case "Version":
      return yield* screen.out(`${version}\n`)
    case "Help": {
      const text = help(planned.row, planned.typed, screen.stdout.columns)
      return yield* planned.asked ? screen.out(text) : new Stopped({ code: 2, lines: text.trimEnd().split("\n") })
    }
    case "UsageError":
      return yield* new Stopped({ code: 2, lines: planned.text.trimEnd().split("\n") })
    case "Completion":
      return yield* new Stopped({ code: 2, lines: ["Error: completion is installed from a shell outside."] })
    case "Run": {
      const command = yield* CurrentCommand
      if (command !== undefined) command.words = words
      let value: Value | undefined
      const mode = hasMode(words) ? planned.mode : (session.choices.format ?? planned.mode)
      yield* run(yield* detached(planned), mode, (heard) => {
        value = heard
      })
      return value
    }
  }
})

/** The same for a pipe: nothing is printed, and commands that know values are asked for values. `value` is what goes on. */
export const grasp = Effect.fnUntraced(function* (words: ReadonlyArray<string>) {
  const session = yield* CurrentSession
  const { answer, text } = yield* choosing({ ...session.choices, format: "json" }, caught(call(words)))
  return { answer: answer ?? undefined, value: hasMode(words) || !answer ? text : answer }
})
