/** The built `hf`, run as a person would run it: own home, own cache, nothing inherited. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Accounts from "./Accounts.ts"
import * as Build from "./Build.ts"
import * as Process from "./Process.ts"

export interface Who {
  /** `HF_HOME`: tokens and cache. */
  readonly home: string
  /** `HF_ENDPOINT`: the Hub, or a proxy before it. */
  readonly endpoint: string
  /** `HF_TOKEN`; absent: whatever the home holds. */
  readonly token?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  readonly stdin?: string
}

export class TokenLeaked extends Data.TaggedError("TokenLeaked")<{ readonly args: ReadonlyArray<string> }> {
  override get message() {
    return `\`hf ${this.args.join(" ")}\` printed a token`
  }
}

export const options = (who: Who): Process.Options => ({
  env: {
    HF_HOME: who.home,
    HF_ENDPOINT: who.endpoint,
    HF_TOKEN: who.token,
    ...who.env
  },
  ...(who.cwd === undefined ? {} : { cwd: who.cwd }),
  ...(who.stdin === undefined ? {} : { stdin: who.stdin })
})

const secrets = Object.values(Accounts.tokens)

/** No run of any test may print a token, on either stream. */
const checked = (args: ReadonlyArray<string>) => (end: Process.Finished) =>
  secrets.some((secret) => end.stdout.includes(secret) || end.stderr.includes(secret)) &&
  !(args[0] === "auth" && args[1] === "token")
    ? Effect.die(new TokenLeaked({ args }))
    : Effect.succeed(end)

/** Runs `hf …` to its end, whatever its exit code. */
export const run = (
  who: Who,
  ...args: ReadonlyArray<string>
): Effect.Effect<Process.Finished, Process.ProcessTooSlow> =>
  Effect.flatMap(Process.run(process.execPath, [Build.bin, ...args], options(who)), checked(args))

/** Runs `hf …`, which must succeed; answers stdout without the last newline. */
export const ok = (who: Who, ...args: ReadonlyArray<string>): Effect.Effect<string, Process.ProcessTooSlow> =>
  Effect.flatMap(run(who, ...args), (end) =>
    end.code === 0
      ? Effect.succeed(end.stdout.replace(/\n$/, ""))
      : Effect.dieMessage(`hf ${args.join(" ")} ended with ${end.code ?? end.signal}\n${end.stdout}\n${end.stderr}`)
  )

/** Starts `hf …` without waiting for it. */
export const start = (who: Who, ...args: ReadonlyArray<string>): Effect.Effect<Process.Running, never, Scope.Scope> =>
  Effect.map(Process.start(process.execPath, [Build.bin, ...args], options(who)), (running) => ({
    ...running,
    exit: Effect.flatMap(running.exit, checked(args)),
    kill: (signal: NodeJS.Signals) => Effect.flatMap(running.kill(signal), checked(args))
  }))
