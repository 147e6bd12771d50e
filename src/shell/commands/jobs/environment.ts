/** `-e`, `--env-file`, `-s`, `--secrets-file`: what the job finds in its environment. */
import { statSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { InvalidInput } from "../../../domain/errors.ts"
import * as Dotenv from "../../../domain/jobs/Dotenv.ts"
import * as Disk from "../../../layers/disk/Disk.ts"
import * as Environment from "../../../layers/Environment.ts"
import { loggedBy } from "../../../layers/TerminalLog.ts"
import { Credentials } from "../../../services/Credentials.ts"
import { Output } from "../../../services/Output.ts"
import { Access } from "../../Access.ts"
import { Exposure } from "../../Exposure.ts"
import { wholeText } from "../../wholeText.ts"

export interface Given {
  readonly env: ReadonlyArray<string>
  readonly envFile: string | undefined
  readonly secrets: ReadonlyArray<string>
  readonly secretsFile: string | undefined
}

const standardInput = "-"

const open = (mode: number): boolean => process.platform !== "win32" && (mode & 0o077) !== 0

/** The file's text; who else may read it is worth a word. */
const read = Effect.fnUntraced(function* (path: string) {
  const text = yield* wholeText(path)
  if (path === standardInput) return text
  const output = yield* Output
  const { mode } = yield* Disk.attempt("read", path, () => statSync(path))
  if (open(mode))
    yield* output.warning(
      `${path} can be read by others on this machine (mode ${(mode & 0o777).toString(8)}): chmod 600 ${path}`
    )
  return text
})

/** The token one is logged in with, whatever `--token` says. */
const ambientToken = Effect.gen(function* () {
  const access = yield* Access
  const current = Effect.flatMap(Credentials, (credentials) => credentials.current)
  return yield* Effect.provide(current, access.layer(undefined))
}).pipe(Effect.map(Option.map(({ token }) => Redacted.value(token))))

/** A variable of here; `HF_TOKEN` is the token one is logged in with. */
export const lookup = (key: string) =>
  key === "HF_TOKEN" ? Effect.map(ambientToken, Option.getOrUndefined) : Environment.raw(key)

const pairs = Effect.fnUntraced(function* (texts: ReadonlyArray<string>) {
  const output = yield* Output
  const known = new Map<string, string | undefined>()
  for (const key of new Set(texts.flatMap(Dotenv.bareKeys))) {
    const value = yield* lookup(key)
    if (value === undefined) yield* output.warning(`${key} is not set here: it is left out.`)
    known.set(key, value)
  }
  // A later line counts over an earlier one.
  return Dotenv.parse(texts.join("\n"), (key) => known.get(key))
})

const gather = Effect.fnUntraced(function* (file: string | undefined, given: ReadonlyArray<string>, option: string) {
  const nothing = given.find((text) => !/^\s*(export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*(=|$)/m.test(text))
  if (nothing !== undefined)
    return yield* new InvalidInput({
      what: option,
      // A mistyped secret is still one.
      value: option === "environment variable" ? nothing : "***",
      reason: "write KEY=VALUE, or KEY to pass yours on"
    })
  return yield* pairs([...(file === undefined ? [] : [yield* read(file)]), ...given])
})

const instead = "prefer -s NAME or --secrets-file."
const exposed = {
  history: `A secret on the command line stays in the shell's history and in logs of this terminal: ${instead}`,
  screen: `A secret that is typed stays in logs of this terminal (the shell's history leaves it out): ${instead}`,
  nowhere: undefined
} as const

/** What is in the environment everybody may read who may see the job; the Hub keeps secrets to itself. */
const openly = Effect.fnUntraced(function* (env: Readonly<Record<string, string>>) {
  const token = yield* ambientToken
  const keys = Object.keys(env).filter((key) => key === "HF_TOKEN" || Option.contains(token, env[key]))
  if (keys.length > 0)
    yield* (yield* Output).warning(
      `${keys.join(" and ")} would be shown to everybody who may see the job: a token is a secret, -s ${keys[0]}.`
    )
})

/** Files first, options over them. */
export const environment = Effect.fnUntraced(function* (given: Given) {
  const output = yield* Output
  if (given.secrets.some((text) => text.includes("="))) {
    const log = yield* loggedBy
    if (log !== undefined)
      return yield* new InvalidInput({
        what: "secret",
        value: "***",
        reason: `what is typed in this terminal is being logged (${log}), and the value with it: put it into a variable and pass its name alone (-s NAME), or use --secrets-file`
      })
    const warning = exposed[yield* Exposure]
    if (warning !== undefined) yield* output.warning(warning)
  }
  if (given.envFile === standardInput && given.secretsFile === standardInput)
    return yield* new InvalidInput({
      what: "secrets file",
      value: standardInput,
      reason: "standard input is the environment file already"
    })
  const env = yield* gather(given.envFile, given.env, "environment variable")
  const secrets = yield* gather(given.secretsFile, given.secrets, "secret")
  yield* openly(env)
  return { env, secrets: Object.fromEntries(Object.entries(secrets).map(([key, text]) => [key, Redacted.make(text)])) }
})
