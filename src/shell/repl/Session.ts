/** What a shell remembers from line to line. */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { OutputMode } from "../../services/Output.ts"
import { Policies, type PoliciesShape } from "../../services/Policies.ts"
import type { ProgressShape } from "../../services/Progress.ts"
import type { Span } from "./language/syntax.ts"
import { disk, type Place } from "./Place.ts"
import type { RequestLog } from "./RequestLog.ts"
import type { Recorder } from "./recording/Recorder.ts"
import type { Stage } from "./staging/Stage.ts"
import type { Row, Value } from "./values.ts"

/** What `set` and `with` change. Absent: as for every command. */
export interface Choices {
  readonly format?: OutputMode
  /** For an answer, and without a byte of a body. */
  readonly timeout?: Duration.Duration
  readonly retries?: number
  readonly concurrency?: number
  /** Another Hub than the one the shell was started with: its URL without a slash at the end, or `embedded`. */
  readonly endpoint?: string
  /** The name of the saved token to act with. */
  readonly token?: string
  /** Whether a script ends with the first command that fails; default: it does. */
  readonly stopAtFailure?: boolean
}

/** What a program in the background keeps of its start, and where it says how far it is. */
export interface Detached {
  /** Of this disk; the shell's own may be another by now. */
  readonly folder: string
  readonly progress: ProgressShape
  /** It depends on that folder: the shell must not leave it. */
  readonly anchor: () => void
}

export interface Session {
  readonly variables: Map<string, Value>
  /** `$_`: what the last command answered. */
  last: Value | undefined
  /** `@1` …: the rows of the last table. */
  rows: ReadonlyArray<Row>
  /** The column that stands for a row. */
  id: string
  choices: Choices
  place: Place
  /** Where it was before the last `cd`. */
  before: Place
  /** Where it was started. */
  readonly folder: string
  /** The text whose statements run now. */
  source: string
  /** How messages call that text; `undefined` where a line is no part of one. */
  name: string | undefined
  /** Code of the last failure within the running line that `set -e off` passed over. */
  missed: number
  /** Where in it the innermost thing stands that failed. */
  fault: Span | undefined
  /** The last command, for `explain` and `hf`. */
  command: Command | undefined
  /** The model to try things with, in a Hub in a box. */
  demo: string | undefined
  /** Its lines are those of a recording. */
  readonly replaying: boolean
  /** Where lines are written to. */
  recorder: Recorder | undefined
  /** Changes that are not committed yet, by repo and revision. */
  readonly stages: Map<string, Stage>
  /** `exit`: no further line is read; the code to end with. */
  ended: number | undefined
  /** This is the session of a program in the background. */
  readonly detached: Detached | undefined
}

/** A command that was run: what was typed, how it was understood, and under which circumstances. */
export interface Command {
  readonly source: string
  /** Its first word, when it is nothing but a command: no pipe, no `let`. */
  readonly head: string | undefined
  /** The words of the command of `hf` that ran last for it. */
  words: ReadonlyArray<string> | undefined
  readonly requests: RequestLog
  readonly choices: Choices
  readonly place: Place
  /** The changes it told of or worked with. */
  readonly staged: ReadonlyArray<Stage>
  /** What it did is to the session alone, and ends with it. */
  inward: boolean
  /** The folder of this disk it was run in. */
  readonly folder: string
}

/** The command that is running. */
export class CurrentCommand extends Context.Reference<CurrentCommand>()("hf/shell/CurrentCommand", {
  defaultValue: (): Command | undefined => undefined
}) {}

/** The session of the line that is running. */
export class CurrentSession extends Context.Tag("hf/shell/CurrentSession")<CurrentSession, Session>() {}

export const make = (): Session => ({
  variables: new Map(),
  last: undefined,
  rows: [],
  id: "id",
  choices: {},
  place: disk(process.cwd()),
  before: disk(process.cwd()),
  stages: new Map(),
  folder: process.cwd(),
  source: "",
  name: undefined,
  missed: 0,
  fault: undefined,
  command: undefined,
  demo: undefined,
  replaying: false,
  recorder: undefined,
  ended: undefined,
  detached: undefined
})

/** Runs `work` with other choices; afterwards they are as they were. */
export const choosing = <A, E, R>(choices: Choices, work: Effect.Effect<A, E, R>) =>
  Effect.flatMap(CurrentSession, (session) => {
    const before = session.choices
    session.choices = choices
    return Effect.ensuring(
      work,
      Effect.sync(() => {
        session.choices = before
      })
    )
  })

/** Keeps what a command answered. */
export const remember = (session: Session, value: Value): void => {
  session.last = value
  if (value._tag !== "rows") return
  session.rows = value.rows
  session.id = value.id
}

/** How patient and greedy the programs are that run now. */
export const policiesOf = ({ concurrency, retries, timeout }: Choices): PoliciesShape => ({
  ...Policies.defaults,
  ...(retries === undefined ? {} : { retries }),
  ...(concurrency === undefined ? {} : { concurrency }),
  ...(timeout === undefined ? {} : { metadataTimeout: timeout, inactivityTimeout: timeout })
})

/** `60s`, `1.5h`, `90` (seconds), `2m`; `undefined` for anything else. */
export const duration = (text: string): Duration.Duration | undefined => {
  const [, digits, unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text) ?? []
  const seconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }
  return digits === undefined || Number(digits) === 0
    ? undefined
    : Duration.seconds(Number(digits) * (seconds[unit] ?? 1))
}
