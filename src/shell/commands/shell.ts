import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { toDiskError } from "../../layers/disk/Disk.ts"
import { Access } from "../Access.ts"
import { Misuse } from "../Misuse.ts"
import { leaf } from "../spec/command.ts"
import * as opt from "../spec/opt.ts"

/** What is to be run, and how messages call it. */
const sourceOf = (command: string | undefined, file: string | undefined) => {
  if (command !== undefined && file !== undefined) return new Misuse({ reason: "-c and -f cannot be combined." })
  if (command !== undefined) return Effect.succeed({ text: command, name: "-c" })
  const name = file === undefined || file === "-" ? "stdin" : file
  return Effect.try({
    try: () => ({ text: readFileSync(name === "stdin" ? 0 : name, "utf8"), name }),
    catch: toDiskError("read", name)
  })
}

export const command = leaf(
  {
    name: "shell",
    help: "Run many commands in one go: with pipes, values and blocks, from a line, a file or standard input.",
    params: {
      command: opt.text(["-c"], { help: "Run this line." }),
      file: opt.text(["-f", "--file"], { help: "Run the lines of a file; - is standard input.", completes: "file" })
    },
    modes: false,
    examples: ["hf shell -c 'cache ls | where size > 1GB | sort size:desc | first 5'", "hf shell -f nightly.hfsh"]
  },
  ({ command, file }) =>
    Effect.scoped(
      Effect.gen(function* () {
        const { name, text } = yield* sourceOf(command, file)
        const [{ runScript }, { shared }, Session] = yield* Effect.promise(() =>
          Promise.all([import("../repl/script.ts"), import("../repl/calling.ts"), import("../repl/Session.ts")])
        )
        const access = yield* shared
        yield* runScript(text, name).pipe(
          Effect.provideService(Access, access),
          Effect.provideService(Session.CurrentSession, Session.make())
        )
      })
    )
)
