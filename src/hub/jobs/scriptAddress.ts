/** Scripts of `uv run` that are addresses: uv runs whatever comes from there, also the JSON of a refusal, which ends well. */
import { basename } from "node:path"
import * as Effect from "effect/Effect"

/** Options of `uv run` that have a value, as clients give them; with any other it is left to uv. */
const valued: ReadonlyArray<string> = ["--with", "--python", "-p"]

const scriptOf = (words: ReadonlyArray<string>): string | undefined => {
  const [word = "", ...rest] = words
  if (!word.startsWith("-")) return word
  return valued.includes(word) ? scriptOf(rest.slice(1)) : undefined
}

/** The address `command` would have uv run, or `undefined`. */
export const find = ([program = "", verb, ...words]: ReadonlyArray<string>): string | undefined => {
  if (basename(program) !== "uv" || verb !== "run") return undefined
  const script = scriptOf(words)
  return script !== undefined && /^https?:\/\//.test(script) ? script : undefined
}

const patience = 10_000

/** Why nothing is to be had there. Who does not answer is uv's to tell of: it may know a way there that this process does not. */
export const problem = (address: string): Effect.Effect<string | undefined> =>
  Effect.tryPromise(async (signal) => {
    const answer = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) })
    await answer.body?.cancel()
    return answer.ok
      ? undefined
      : `Cannot get the script ${address}: the answer is ${`${answer.status} ${answer.statusText}`.trim()}`
  }).pipe(Effect.orElseSucceed(() => undefined))
