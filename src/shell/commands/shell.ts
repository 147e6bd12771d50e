import { readFileSync } from "node:fs"
import { isatty } from "node:tty"
import * as Effect from "effect/Effect"
import { toDiskError } from "../../layers/disk/Disk.ts"
import { Misuse } from "../Misuse.ts"
import { leaf } from "../spec/command.ts"
import * as opt from "../spec/opt.ts"

/** What is to be run, and how messages call it. */
const scripted = (command: string | undefined, file: string | undefined) => {
  if (command !== undefined && file !== undefined) return new Misuse({ reason: "-c and -f cannot be combined." })
  if (command !== undefined) return Effect.succeed({ text: command, name: "-c" })
  const name = file === undefined || file === "-" ? "stdin" : file
  return Effect.try({
    try: () => ({ text: readFileSync(name === "stdin" ? 0 : name, "utf8"), name }),
    catch: toDiskError("read", name)
  })
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

export const command = leaf(
  {
    name: "shell",
    help: "A shell for the Hub: all commands without the hf, with pipes, values and blocks; at a prompt, or from a script.",
    params: {
      command: opt.text(["-c"], { help: "Run this line." }),
      file: opt.text(["-f", "--file"], { help: "Run the lines of a file; - is standard input.", completes: "file" })
    },
    modes: false,
    examples: [
      "hf shell",
      "hf shell -c 'cache ls | where size > 1GB | sort size:desc | first 5'",
      "hf shell -f nightly.hfsh"
    ]
  },
  ({ command, file }) =>
    Effect.scoped(
      Effect.gen(function* () {
        const source =
          command === undefined && file === undefined && isatty(0) && isatty(1)
            ? undefined
            : yield* scripted(command, file)
        const [Ways, Session] = yield* Effect.promise(() =>
          Promise.all([import("../repl/Ways.ts"), import("../repl/Session.ts")])
        )
        const work = source === undefined ? yield* atPrompt : yield* asScript(source)
        yield* work.pipe(
          Effect.provideService(Ways.Ways, yield* Ways.make),
          Effect.provideService(Session.CurrentSession, Session.make())
        )
      })
    )
)
