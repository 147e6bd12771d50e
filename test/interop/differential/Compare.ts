/** Runs a line on both sides and says where they differ. */
import * as Effect from "effect/Effect"
import * as Accounts from "../../support/Accounts.ts"
import * as Hf from "../../support/Hf.ts"
import type * as Process from "../../support/Process.ts"
import * as Python from "../Python.ts"
import { everywhere, rules, type Sides } from "./differences.ts"
import { hasMode, type Line, words } from "./Line.ts"
import * as Observed from "./Observed.ts"
import * as Recorder from "./Recorder.ts"
import { Worlds } from "./Worlds.ts"

type Run = (who: Hf.Who, ...args: ReadonlyArray<string>) => Effect.Effect<Process.Finished, Process.ProcessTooSlow>

const tokenOf = (line: Line): { readonly token?: string } => {
  const as = line.as ?? "alice"
  return as === "saved" || as === "both" || as === "nobody" ? {} : { token: Accounts.tokens[as] }
}

/** Was something on the Hub changed? Other lines may be reading it. */
const changes = ({ method, path, status = 500 }: Recorder.Asked): boolean =>
  !/^(?:GET|HEAD)$/.test(method) && status < 300 && !/\/(?:paths-info|preupload|validate-yaml)(?:[/?]|$)/.test(path)

/** Where a line's voice is compared without a mode, ours is asked for what Python does by itself. */
const asHuman: Run = (who, ...args) => Hf.run(who, ...args, "--format", "human")

const observe = (line: Line, run: Run) =>
  Effect.scoped(
    Effect.gen(function* () {
      const worlds = yield* Worlds
      const recorder = yield* Recorder.make(line.writes ? yield* worlds.own : worlds.shared)
      const { cwd, home, root } = yield* worlds.side(line)
      recorder.taken()
      const env = { HOME: root, XDG_CACHE_HOME: undefined, NO_COLOR: "1", COLUMNS: "80", ...line.env }
      const stdin = line.stdin === undefined ? {} : { stdin: line.stdin }
      const who = { home, cwd, endpoint: recorder.url, env, ...tokenOf(line), ...stdin }
      const end = yield* run(who, ...words(line.line))
      const place = { url: recorder.url, root }
      const asked = recorder.taken()
      const change = asked.find(changes)
      if (!line.writes && change !== undefined)
        return yield* Effect.dieMessage(`hf ${line.line}: changes the shared Hub (${change.method} ${change.path})`)
      return {
        seen: {
          code: end.code,
          output: hasMode(line.line) || line.voice ? Observed.outputOf(end.stdout, place) : undefined,
          complains: line.voice ? Observed.complains(end.stderr) : undefined,
          requests: Observed.requestsOf(asked, place),
          files: yield* Effect.promise(() => Observed.filesOf(place))
        },
        stderr: end.stderr
      }
    })
  )

const pages = ({ ours, theirs }: Sides) => Observed.sameHashes(Observed.page(ours), Observed.page(theirs))

const equal = (sides: Sides): boolean => {
  const [ours, theirs] = pages(sides)
  return ours === theirs
}

const applied = (sides: Sides, names: ReadonlyArray<string>): Sides =>
  names.reduce((seen, name) => rules[name]?.(seen) ?? seen, sides)

/** Both sides as pages, without the differences the line names; names that make no difference; what was said on stderr. */
export const compare = (line: Line) =>
  Effect.gen(function* () {
    const ourRun = line.voice && !hasMode(line.line) ? asHuman : Hf.run
    const [ours, theirs] = yield* Effect.all([observe(line, ourRun), observe(line, Python.hf)], { concurrency: 2 })
    const sides = { ours: ours.seen, theirs: theirs.seen }
    const named = [...(line.silent ? [] : everywhere), ...(line.differs ?? [])]
    const idle = named.filter((name) =>
      equal(
        applied(
          sides,
          named.filter((each) => each !== name)
        )
      )
    )
    const said = `ours said: ${ours.stderr}\nPython said: ${theirs.stderr}`
    return { pages: pages(applied(sides, named)), idle, said }
  })
