/** Whether what is typed and shown in this terminal is being written down by a program that people use for that. */
import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Environment from "./Environment.ts"

/** Programs that keep a terminal's session, as processes are called (Linux: at most 15 characters). */
const recorders: ReadonlySet<string> = new Set(["script", "asciinema", "ttyrec", "termrec", "sudoreplay"])

/** What those set that say so themselves: BSD's `script`, asciinema. */
const variables = ["SCRIPT", "ASCIINEMA_REC", "ASCIINEMA_SESSION"]

interface Process {
  readonly name: string
  readonly words: ReadonlyArray<string>
  readonly parent: number
}

const processOf = (id: number): Process | undefined => {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, "utf8")
    const end = stat.lastIndexOf(")")
    return {
      name: stat.slice(stat.indexOf("(") + 1, end),
      words: readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0"),
      parent: Number(stat.slice(end + 2).split(" ")[1])
    }
  } catch {
    // No /proc here, or somebody else's.
    return undefined
  }
}

/** `script … /dev/null` makes a terminal and keeps nothing. */
const keeps = ({ name, words }: Process): boolean => recorders.has(name) && !words.includes("/dev/null")

const ancestor = Effect.sync(() => {
  let id = process.ppid
  for (let i = 0; i < 32 && id > 1; i++) {
    const found = processOf(id)
    if (found === undefined) return undefined
    if (keeps(found)) return found.name
    id = found.parent
  }
  return undefined
})

/** What writes it down, as people know it; `undefined` when nothing is known to. */
export const loggedBy = Effect.gen(function* () {
  for (const name of variables) if ((yield* Environment.text(name)) !== undefined) return `${name} is set`
  const program = yield* ancestor
  return program === undefined ? undefined : `'${program}' is running`
})
