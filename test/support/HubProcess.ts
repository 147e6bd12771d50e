/** A real Hub in a process of its own: `hf hub serve` of the built binary on a port of its choosing. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Accounts from "./Accounts.ts"
import * as Build from "./Build.ts"
import * as Process from "./Process.ts"
import * as TempDir from "./TempDir.ts"

export interface HubProcess {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly dataDir: string
  readonly process: Process.Running
}

/** Starts on an existing data folder: a Hub that was killed starts again. */
export const startIn = (dataDir: string): Effect.Effect<HubProcess, Process.ProcessEnded, Scope.Scope> =>
  Effect.gen(function* () {
    const settings = yield* TempDir.make("accounts")
    const accounts = yield* Accounts.write(settings)
    const process = yield* Process.start(
      globalThis.process.execPath,
      [Build.bin, "hub", "serve", "--jobs", "--port", "0", "--data", dataDir, "--accounts", accounts],
      { env: { HF_HOME: settings } }
    )
    const [, url = ""] = yield* process.line(/Hub listening at (http:\/\/\S+)/)
    return { url, dataDir, process }
  })

/** A Hub with the people of {@link Accounts} and nothing else; gone with the scope. */
export const start: Effect.Effect<HubProcess, Process.ProcessEnded, Scope.Scope> = Effect.flatMap(
  TempDir.make("hub"),
  startIn
)
