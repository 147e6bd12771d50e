/** Runs the lines of a recording again and tells where they end otherwise, or print something else. */
import { readFileSync, statSync } from "node:fs"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import { InvalidInput } from "../../../domain/errors.ts"
import { origin as embedded } from "../../../hub/InProcess.ts"
import * as Disk from "../../../layers/disk/Disk.ts"
import { Settings } from "../../../services/Settings.ts"
import { Misuse } from "../../Misuse.ts"
import { Screen } from "../../render/Screen.ts"
import { Background, make as background } from "../background/Background.ts"
import type { Transfer } from "../background/Transfer.ts"
import { prepare } from "../demo/prepare.ts"
import { evaluateAll } from "../evaluate.ts"
import type { Needs } from "../Failure.ts"
import { told } from "../failing.ts"
import { parse } from "../language/parse.ts"
import { special } from "../places/onDisk.ts"
import { CurrentCommand, CurrentSession, make } from "../Session.ts"
import { Stopped } from "../Stopped.ts"
import { say } from "../saying.ts"
import { show } from "../show.ts"
import { type Row, rowsOf } from "../values.ts"
import { listening } from "./ear.ts"
import * as Format from "./format.ts"
import type { Replaying } from "./Replaying.ts"
import { endpointNow } from "./recorded.ts"
import { censor } from "./tokens.ts"

/** A line's exit code. */
const run = (text: string): Effect.Effect<number, never, Needs> =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const statements = parse(text)
    if (Either.isLeft(statements)) return 2
    session.source = text
    const exit = yield* Effect.exit(evaluateAll(statements.right))
    if (session.ended !== undefined) return session.ended
    if (Exit.isSuccess(exit)) return 0
    const failed = told(exit.cause)
    yield* say(failed.lines)
    return failed.code
  })

/** Where a Hub is says nothing about what it answered. */
const anywhere = (text: string, endpoint: string): string =>
  text.replaceAll(endpoint === "embedded" ? embedded : endpoint, "$HF_ENDPOINT")

/** Who answered a question ended its line; where nobody did, the shell ended it. */
const unanswered = (text: string): string => text.replaceAll(/(\[(?:y\/N|Y\/n|1)\]:? )\n/g, "$1")

/** The first line in which two texts differ. */
const firstDifference = (expected: string, got: string): readonly [string, string] => {
  const [left, right] = [expected.split("\n"), got.split("\n")]
  const at = left.findIndex((line, index) => line !== right[index])
  const index = at === -1 ? left.length : at
  // Beside an empty line, an end would look the same.
  const end = left[index] === "" || right[index] === "" ? "(the end)" : ""
  return [left[index] ?? end, right[index] ?? end]
}

const compare = Effect.fnUntraced(function* ({ at, entry, header }: Format.Recorded, codesOnly: boolean) {
  const { line } = entry
  if (line === null) return []
  const screen = yield* Screen
  const settings = yield* Settings
  const before = { stdout: { columns: undefined, ...header.stdout }, stderr: { columns: undefined, ...header.stderr } }
  const ear = listening({ ...screen, ...before }, false)
  const endpoint = yield* endpointNow
  const code = yield* run(line).pipe(
    Effect.provideService(Screen, ear.screen),
    Effect.provideService(Settings, { ...settings, noColor: !header.color })
  )
  const rows: Array<Row> = []
  const differs = (what: string, expected: string | number, got: string | number) =>
    rows.push({ at, line, what, expected, got })
  if (code !== entry.code) differs("code", entry.code, code)
  const expected = unanswered(anywhere(entry.stdout, entry.endpoint))
  const got = unanswered(anywhere(censor(settings)(ear.stdout()), endpoint))
  if (!codesOnly && expected !== got) differs("stdout", ...firstDifference(expected, got))
  return rows
})

const kept = (file: string, at: number, { command, number }: Transfer): string =>
  `line ${at} of ${file} leaves this folder, which [${number}] ${command} reads: wait ${number} or cancel ${number}, and replay it again`

/** In a session of its own that begins here and now; a difference ends with code 1. */
export const replay: Context.Tag.Service<Replaying> = Effect.fnUntraced(function* (file, codesOnly) {
  const outer = yield* CurrentSession
  // It could be the very same one, without end.
  if (outer.replaying) return yield* new Misuse({ reason: "a recording is being replayed: no other one in between" })
  const stat = yield* Disk.attempt("read", file, () => statSync(file))
  // A pipe would be waited for until somebody writes into it, and no signal heard meanwhile.
  if (!stat.isFile() && !stat.isDirectory()) return yield* special(file)
  const text = yield* Disk.attempt("read", file, () => readFileSync(file, "utf8"))
  const recording = Format.parse(text)
  if (Either.isLeft(recording))
    return yield* new InvalidInput({ what: "recording", value: file, reason: recording.left })
  const session = { ...make(), choices: outer.choices, replaying: true }
  // Numbers are those of the recording, and what the user left in the background is nobody's here.
  const users = yield* Background
  let held: Transfer | undefined
  const own = yield* background(false, {
    ...users,
    held: () => {
      held = users.held()
      return held
    }
  })
  const folder = process.cwd()
  const again = Effect.gen(function* () {
    if (recording.right.some(({ header }) => header.demo)) yield* prepare
    const rows: Array<Row> = []
    for (const recorded of recording.right) {
      if (session.ended !== undefined) break
      rows.push(...(yield* compare(recorded, codesOnly)))
      // A line that the user's own transfer kept from running says nothing about the recording, nor do those behind it.
      if (held !== undefined) return yield* new Misuse({ reason: kept(file, recorded.at, held) })
    }
    return rows
  })
  const rows = yield* again.pipe(
    Effect.provideService(CurrentSession, session),
    Effect.provideService(CurrentCommand, undefined),
    Effect.ensuring(Effect.suspend(() => own.stop(own.running()))),
    Effect.provideService(Background, own),
    Effect.ensuring(Effect.sync(() => process.chdir(folder)))
  )
  const left = recording.right.filter(({ entry }) => entry.line === null).length
  const screen = yield* Screen
  if (left > 0) yield* screen.err(`${left} lines held a secret and were left out.\n`)
  const count = recording.right.length - left
  if (rows.length === 0) return yield* screen.err(`${count} lines, and all is as it was.\n`)
  const columns = ["at", "line", "what", "expected", "got"].map((key) => ({ key }))
  yield* show(rowsOf(rows, columns, "at"), outer.choices.format ?? "guide")
  const differing = new Set(rows.map((row) => row["at"])).size
  return yield* new Stopped({ code: 1, lines: [`Error: ${differing} of ${count} lines are not as they were.`] })
})
