/** Many commands in one shell, and what the process holds after some of them. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import * as Effect from "effect/Effect"
import * as Build from "./Build.ts"
import * as Hf from "./Hf.ts"
import * as Process from "./Process.ts"
import * as TempDir from "./TempDir.ts"

export interface Held {
  /** Bytes, after a garbage collection. */
  readonly heapUsed: number
  readonly rss: number
  /** Open files and sockets. */
  readonly fds: number
  /** Node's own account: sockets, timers … by their names. */
  readonly resources: Readonly<Record<string, number>>
}

/** What people do, in turns; `repo` has a file `small.txt`. */
const lines = (repo: string): ReadonlyArray<string> => [
  "version -q",
  "set retries 3",
  "echo hello $_",
  "cache ls | where size > 1GB | count",
  "repos ls | where id ~ a | sort id:desc | first 3 | select id type",
  `download ${repo} small.txt -q`,
  "let x = version | json",
  "echo $x | !cat",
  `download ${repo} small.txt -q & wait`,
  "echo @1",
  "with timeout 9s { auth whoami -q }",
  "transfers | count",
  "no-such-command"
]

/** Asks the shell itself what it holds, and waits for the answer. */
const look = (file: string, number: number): string =>
  `echo x | !sh -c 'kill -USR2 $PPID; while [ "$(wc -l < ${file})" -lt ${number} ]; do sleep 0.05; done'`

/** Runs `count` commands as `who`; what was held after each of `marks` of them. */
export const run = (who: Hf.Who, repo: string, count: number, marks: ReadonlyArray<number>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const folder = yield* TempDir.make("soak")
      const held = join(folder, "held")
      const script = join(folder, "soak.hfsh")
      writeFileSync(held, "")
      const usual = lines(repo)
      const text = ["set -e off"]
      for (let at = 1; at <= count; at++) {
        text.push(usual[at % usual.length] ?? "")
        const mark = marks.indexOf(at)
        if (mark !== -1) text.push(look(held, mark + 1))
      }
      writeFileSync(script, `${text.join("\n")}\nexit 0\n`)
      const probe = pathToFileURL(join(Build.root, "test/support/probe.mjs")).href
      const env = { ...who.env, NODE_OPTIONS: `--expose-gc --import ${probe}`, HF_TEST_PROBE: held }
      const { args, options } = { args: [Build.bin, "shell", "-f", script], options: Hf.options({ ...who, env }) }
      const end = yield* Process.run(process.execPath, args, { ...options, timeout: "20 minutes" })
      if (end.code !== 0)
        return yield* Effect.dieMessage(`the shell ended with ${end.code}\n${end.stderr.slice(-4000)}`)
      return readFileSync(held, "utf8")
        .trim()
        .split("\n")
        .map((line): Held => JSON.parse(line))
    })
  )
