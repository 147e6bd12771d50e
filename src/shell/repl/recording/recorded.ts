/** `record FILE`, `record off`: what is run, what it prints and how it ends, for `replay`. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { version as hf } from "../../../domain/Version.ts"
import { Settings } from "../../../services/Settings.ts"
import { harmless, redact } from "../../render/paint.ts"
import { type Face, Screen } from "../../render/Screen.ts"
import type { Builtin } from "../Builtin.ts"
import { fileNamed } from "../Place.ts"
import { taken } from "../places/words.ts"
import { CurrentSession } from "../Session.ts"
import { holdsSecret } from "../secrets.ts"
import { Ways } from "../Ways.ts"
import { listening } from "./ear.ts"
import * as Format from "./format.ts"
import * as Recorder from "./Recorder.ts"
import { censor } from "./tokens.ts"

/** The Hub the session is at. */
export const endpointNow = Effect.gen(function* () {
  const { choices } = yield* CurrentSession
  const { access, settings } = (yield* Ways).to(choices)
  return access.local ? "embedded" : settings.endpoint
})

const iso = Effect.map(Clock.currentTimeMillis, (millis) => new Date(millis).toISOString())

const face = ({ columns, isTTY }: Face) => ({ isTTY, ...(columns === undefined ? {} : { columns }) })

const header = Effect.gen(function* () {
  const { stderr, stdout } = yield* Screen
  const { noColor } = yield* Settings
  return {
    format: Format.name,
    version: Format.version,
    time: yield* iso,
    hf,
    endpoint: yield* endpointNow,
    stdout: face(stdout),
    stderr: face(stderr),
    color: !noColor,
    demo: (yield* CurrentSession).demo !== undefined
  } satisfies Format.Header
})

/** From here on, to `file`. */
export const startRecording = Effect.fnUntraced(function* (file: string) {
  const session = yield* CurrentSession
  session.recorder = yield* Recorder.open(file, yield* header)
})

/** What is about recordings is in none. */
const isAbout = (line: string): boolean => /^\s*(record|replay)(\s|$)/.test(line)

/** Runs `work`, whose answer is its exit code; keeps both when the session is being recorded. */
export const recorded = <E, R>(line: string, work: Effect.Effect<number, E, R>) =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const { recorder } = session
    if (recorder === undefined || isAbout(line)) return yield* work
    const screen = yield* Screen
    const ear = listening(screen, true)
    const began = yield* Clock.currentTimeMillis
    const time = yield* iso
    const endpoint = yield* endpointNow
    const code = yield* Effect.provideService(work, Screen, ear.screen)
    if (session.recorder !== recorder) return code
    const ms = (yield* Clock.currentTimeMillis) - began
    const secret = holdsSecret(line)
    const safe = secret ? () => "" : censor(yield* Settings)
    const entry: Format.Entry = {
      time,
      line: secret ? null : safe(line),
      code,
      ms,
      endpoint,
      stdout: safe(ear.stdout()),
      stderr: safe(ear.stderr()),
      truncated: ear.truncated()
    }
    yield* Effect.catchAll(recorder.add(entry), (error) => {
      // The work was done and the session goes on; that nothing is recorded any more must be known.
      session.recorder = undefined
      return screen.err(`Error: ${redact(harmless(error.message))} The recording ends here.\n`)
    })
    return code
  })

export const record: Builtin = {
  takes: { most: 1 },
  usage: "record FILE | off",
  help: "Write each line from here on, what it prints and how it ends to a file, for replay; without a token in it.",
  aside: true,
  run: (words) =>
    Effect.gen(function* () {
      const session = yield* CurrentSession
      const [file] = (yield* taken(words, record)).rest
      if (file === undefined) return { _tag: "text", text: session.recorder?.path ?? "off" }
      if (file === "off") session.recorder = undefined
      else yield* startRecording(fileNamed(file))
      return undefined
    })
}
