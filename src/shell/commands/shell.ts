import { isatty } from "node:tty"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { Settings } from "../../services/Settings.ts"
import { Access, embedded } from "../Access.ts"
import { Misuse } from "../Misuse.ts"
import type { Replaying } from "../repl/recording/Replaying.ts"
import { Shutdown } from "../Shutdown.ts"
import { type Decoded, leaf } from "../spec/command.ts"
import * as opt from "../spec/opt.ts"
import { wholeText } from "../wholeText.ts"

const params = {
  command: opt.text(["-c"], { help: "Run this line." }),
  file: opt.text(["-f", "--file"], { help: "Run the lines of a file; - is standard input.", completes: "file" }),
  local: opt.flag(["--local"], {
    help: "At the Hub in a box on this machine, as with hf --local; at a prompt a new one has something to try in it."
  }),
  rc: opt.text(["--rc"], {
    help: "Run the lines of this file first; at a prompt instead of shellrc in HF_HOME.",
    completes: "file"
  }),
  noRc: opt.flag(["--no-rc"], { help: "Begin without shellrc." }),
  record: opt.text(["--record"], {
    help: "Write each line, what it prints and how it ends to this file.",
    completes: "file"
  }),
  replay: opt.text(["--replay"], {
    help: "Run the lines of a recording again and list what is not as it was; ends with 1 if anything.",
    completes: "file"
  }),
  codesOnly: opt.flag(["--codes-only"], { help: "With --replay: compare exit codes, not what is printed." })
}

type Config = Decoded<typeof params>

const combined = ({ codesOnly, command, file, noRc, rc, record, replay }: Config): string | undefined => {
  const sources = [
    ["-c", command],
    ["-f", file],
    ["--replay", replay]
  ].flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (sources.length > 1) return `${sources.slice(0, 2).join(" and ")} cannot be combined.`
  if (rc !== undefined && noRc) return "--rc and --no-rc cannot be combined."
  if (replay !== undefined && record !== undefined) return "--replay and --record cannot be combined."
  return codesOnly && replay === undefined ? "--codes-only belongs to --replay." : undefined
}

/** What is to be run, and how messages call it. */
const scripted = (command: string | undefined, file: string | undefined) => {
  if (command !== undefined) return Effect.succeed({ text: command, name: "-c" })
  const path = file ?? "-"
  return Effect.map(wholeText(path), (text) => ({ text, name: path === "-" ? "stdin" : path }))
}

const atPrompt = Effect.map(
  Effect.promise(() => Promise.all([import("../repl/interactive.ts"), import("../../layers/disk/FileLocks.ts")])),
  ([{ interact }, { layer }]) => Effect.provide(interact, layer)
)

const asScript = ({ name, text }: { readonly name: string; readonly text: string }) =>
  Effect.map(
    Effect.promise(() => import("../repl/script.ts")),
    ({ runScript }) => runScript(text, name)
  )

const replaying: Context.Tag.Service<Replaying> = (file, codesOnly) =>
  Effect.flatMap(
    Effect.promise(() => import("../repl/recording/replay.ts")),
    ({ replay }) => replay(file, codesOnly)
  )

/** What comes before the first line. */
const opening = ({ noRc, rc, record }: Config, prompt: boolean) =>
  Effect.gen(function* () {
    if (prompt) {
      // Between a line and the next prompt there is nothing to interrupt.
      yield* (yield* Shutdown).onInterrupt(() => {})
      const { access } = (yield* (yield* Effect.promise(() => import("../repl/Ways.ts"))).Ways).to({})
      if (access.local) yield* (yield* Effect.promise(() => import("../repl/demo/prepare.ts"))).prepare
    }
    if (rc !== undefined || (prompt && !noRc)) {
      const { runRc } = yield* Effect.promise(() => import("../repl/rc.ts"))
      yield* runRc(rc, prompt)
    }
    if (record === undefined) return
    const { startRecording } = yield* Effect.promise(() => import("../repl/recording/recorded.ts"))
    yield* startRecording(record)
  })

export const command = leaf(
  {
    name: "shell",
    help: "A shell for the Hub: all commands without the hf, with pipes, values and blocks; at a prompt, or from a script.",
    params,
    modes: false,
    examples: [
      "hf shell",
      "hf shell --local",
      "hf shell -c 'cache ls | where size > 1GB | sort size:desc | first 5'",
      "hf shell -f nightly.hfsh",
      "hf shell --record session.jsonl",
      "hf shell --local --replay session.jsonl"
    ]
  },
  (config) =>
    Effect.scoped(
      Effect.gen(function* () {
        const { codesOnly, command, file, replay } = config
        const misuse = combined(config)
        if (misuse !== undefined) return yield* new Misuse({ reason: misuse })
        const prompt = command === undefined && file === undefined && replay === undefined && isatty(0) && isatty(1)
        const [Ways, Session, { Replaying }, Background] = yield* Effect.promise(() =>
          Promise.all([
            import("../repl/Ways.ts"),
            import("../repl/Session.ts"),
            import("../repl/recording/Replaying.ts"),
            import("../repl/background/Background.ts")
          ])
        )
        const work = prompt
          ? yield* atPrompt
          : replay === undefined
            ? yield* asScript(yield* scripted(command, file))
            : replaying(replay, codesOnly)
        const background = yield* Background.make(prompt)
        const session = Effect.zipRight(opening(config, prompt), work).pipe(
          // Before the way to the Hub is closed.
          Effect.ensuring(Effect.suspend(() => background.stop(background.running()))),
          Effect.provideService(Background.Background, background),
          Effect.provideServiceEffect(Ways.Ways, Ways.make),
          Effect.provideService(Replaying, replaying),
          Effect.provideService(Session.CurrentSession, Session.make())
        )
        const { home } = yield* Settings
        yield* config.local && !(yield* Access).local ? Effect.provideService(session, Access, embedded(home)) : session
      })
    )
)
