/** The Python peer: its `hf` and its library, in the same world as ours. */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { inject } from "vitest"
import * as Build from "../support/Build.ts"
import * as Hf from "../support/Hf.ts"
import * as Process from "../support/Process.ts"

const peers = inject("peers")

/** For `it.skipIf`: said once, loudly, by the setup. */
export const missing = peers === undefined

/** No extras between the peers and the Hub: no Xet, no calls home, and every warning is ours to answer for. */
const quiet = {
  HF_HUB_DISABLE_XET: "1",
  HF_HUB_DISABLE_UPDATE_CHECK: "1",
  HF_HUB_DISABLE_TELEMETRY: "1",
  PYTHONUNBUFFERED: "1"
}

const options = (who: Hf.Who): Process.Options => Hf.options({ ...who, env: { ...quiet, ...who.env } })

/** The hosts of Inference Endpoints are constants there: `python/sitecustomize.py` sets them, for these commands only. */
const patched = (args: ReadonlyArray<string>): Readonly<Record<string, string>> =>
  args[0] === "endpoints" ? { PYTHONPATH: join(Build.root, "test/interop/python") } : {}

const executable = (name: string) => join(peers ?? "no-peers", name)

/** Python's `hf …`, whatever its exit code. */
export const hf = (
  who: Hf.Who,
  ...args: ReadonlyArray<string>
): Effect.Effect<Process.Finished, Process.ProcessTooSlow> =>
  Process.run(executable("hf"), args, options({ ...who, env: { ...patched(args), ...who.env } }))

/** Starts Python's `hf …` without waiting for it. */
export const startHf = (
  who: Hf.Who,
  ...args: ReadonlyArray<string>
): Effect.Effect<Process.Running, never, Scope.Scope> => Process.start(executable("hf"), args, options(who))

/** A Python program with arguments. */
export const run = (
  who: Hf.Who,
  code: string,
  ...args: ReadonlyArray<string>
): Effect.Effect<Process.Finished, Process.ProcessTooSlow> =>
  Process.run(executable("python"), ["-c", code, ...args], options(who))

export const start = (
  who: Hf.Who,
  code: string,
  ...args: ReadonlyArray<string>
): Effect.Effect<Process.Running, never, Scope.Scope> =>
  Process.start(executable("python"), ["-c", code, ...args], options(who))

const succeeded =
  (what: string) =>
  (end: Process.Finished): Effect.Effect<string> =>
    end.code === 0
      ? Effect.succeed(end.stdout.trim())
      : Effect.dieMessage(`Python: ${what} ended with ${end.code ?? end.signal}\n${end.stdout}\n${end.stderr}`)

/** Python's `hf …`, which must succeed; answers what it printed. */
export const hfOk = (who: Hf.Who, ...args: ReadonlyArray<string>): Effect.Effect<string, Process.ProcessTooSlow> =>
  Effect.flatMap(hf(who, ...args), succeeded(`hf ${args.join(" ")}`))
