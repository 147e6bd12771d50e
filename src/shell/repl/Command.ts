/** One command of a session, with what `explain` and `hf` tell of it afterwards, and the Hub it reaches. */
import * as Effect from "effect/Effect"
import { Requests } from "../../services/Requests.ts"
import { Settings } from "../../services/Settings.ts"
import { Access } from "../Access.ts"
import { builtinOf, ownOf } from "./builtins.ts"
import type { Failure, Needs } from "./Failure.ts"
import { asksHelp } from "./helping.ts"
import { plain } from "./language/parse.ts"
import type { Pipeline, Statement } from "./language/syntax.ts"
import { RequestLog } from "./RequestLog.ts"
import { CurrentCommand, CurrentSession, type Session } from "./Session.ts"
import { allOf, stageOf } from "./staging/stages.ts"
import { Ways } from "./Ways.ts"

const head = ({ call: { words } }: Pipeline): string | undefined => {
  const [first, second] = words
  return plain(first) === "hf" && second !== undefined ? plain(second) : plain(first)
}

/** What is about the session itself does not take the place of the command before it. */
const isAside = (pipeline: Pipeline): boolean => {
  const builtin = ownOf(head(pipeline))
  return builtin !== undefined && (builtin.aside === true || asksHelp(pipeline.call.words.map(plain)))
}

/** Nothing but one command of `hf`, or what stands for one. */
const isOneOfHf = (statement: Statement): boolean => {
  if (statement._tag !== "pipeline" || statement.stages.length > 0) return false
  const builtin = ownOf(head(statement))
  return builtin === undefined || builtin.stands === true
}

/** It gathers changes, or walks, or keeps a value: another shell would have nothing of it. */
const isInward = (statement: Statement, before: ReadonlyArray<unknown>, session: Session): boolean => {
  if (statement._tag === "let") return true
  if (statement._tag !== "pipeline") return false
  const name = head(statement)
  const after = allOf(session)
  const isStaging = builtinOf(name)?.ofStage !== true && after.some((each, at) => each !== before[at])
  return name === "cd" || isStaging
}

/** In a repository its own changes, elsewhere all of them. */
const stagedHere = (session: Session) => {
  const own = stageOf(session, session.place)
  return session.place._tag !== "repo" ? allOf(session) : own === undefined ? [] : [own]
}

/** Runs `work`, which does what `statement` says, against the Hub of the moment. */
export const asCommand = (
  statement: Statement,
  work: Effect.Effect<void, Failure, Needs>
): Effect.Effect<void, Failure, Needs> =>
  Effect.gen(function* () {
    // Its block has commands of its own.
    if (statement._tag === "with") return yield* work
    const session = yield* CurrentSession
    const { access, different } = (yield* Ways).to(session.choices)
    const settings = { ...(yield* Settings), ...different }
    const reaching = work.pipe(Effect.provideService(Access, access), Effect.provideService(Settings, settings))
    // Inside of `$(…)` and `each { … }` it is part of the command around it.
    const within = (yield* CurrentCommand) !== undefined
    const pipeline = statement._tag === "let" ? statement.value : statement
    if (within || isAside(pipeline)) return yield* reaching
    const staged = allOf(session)
    const command = {
      source: session.source.slice(statement.start, statement.end),
      head: isOneOfHf(statement) ? head(pipeline) : undefined,
      words: undefined,
      requests: new RequestLog(),
      choices: session.choices,
      place: session.place,
      staged: builtinOf(head(pipeline))?.ofStage === true ? stagedHere(session) : [],
      inward: false,
      folder: process.cwd()
    }
    session.command = command
    yield* reaching.pipe(
      Effect.provideService(CurrentCommand, command),
      Effect.provideService(Requests, { begin: command.requests.begin })
    )
    command.inward = isInward(statement, staged, session)
  })
