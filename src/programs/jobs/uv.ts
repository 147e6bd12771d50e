/** `uv run` as a job: local scripts and files named on the line go along, addresses and commands are passed on. */
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import * as Image from "../../domain/jobs/Image.ts"
import { type JobInput, Jobs } from "../../services/Jobs.ts"
import { type LocalFile, Workspace } from "../../services/Workspace.ts"
import * as Ship from "./ship.ts"

export interface UvInput extends Omit<JobInput, "image" | "command"> {
  /** Local file, URL, or a command such as `python`. */
  readonly script: string
  readonly args?: ReadonlyArray<string> | undefined
  /** Packages to install. */
  readonly dependencies?: ReadonlyArray<string> | undefined
  readonly python?: string | undefined
  /** Absent: uv's own image. */
  readonly image?: string | undefined
  /** Dataset repo that keeps the script; absent: one for all scripts. */
  readonly repo?: string | undefined
}

/** A script that is not here. */
export const isUrl = (word: string): boolean => /^https?:\/\//.test(word)

/** A word that ends like this and is no file is a mistake. */
const looksLikeFile = /\.(py|sh|yaml|yml|toml)$/

/** What of the line are files here; what looks like one and is none is refused. Nothing is sent yet. */
export const localFiles = Effect.fnUntraced(function* (words: ReadonlyArray<string>) {
  const workspace = yield* Workspace
  const found = new Map<string, LocalFile>()
  for (const word of words) {
    if (isUrl(word) || word === "") continue
    // What cannot be looked at (a name too long, a socket) is no file to take along.
    const located = yield* Effect.orElseSucceed(workspace.locate(word), () => ({ kind: "missing" }) as const)
    if (located.kind === "file") found.set(word, located.file)
    else if (looksLikeFile.test(word))
      return yield* new InvalidInput({ what: "script", value: word, reason: "there is no such file here" })
  }
  return found
})

/** The job that runs the script, its local files shipped. `shipped` is where they went. */
export const uvJob = Effect.fn("uvJob")(function* (input: UvInput) {
  const { args = [], dependencies = [], image = Image.uv, python, repo, script, volumes = [], ...rest } = input
  const words = [script, ...args]
  const local = yield* localFiles(words)
  if (local.size > 0 && volumes.some(({ mountPath }) => mountPath === Ship.mountPath))
    return yield* new InvalidInput({
      what: "volume",
      value: Ship.mountPath,
      reason: "the script and its files are mounted there"
    })
  const shipment =
    local.size === 0 ? undefined : yield* Ship.files([...local.values()], { namespace: rest.namespace, repo })
  const paths = new Map([...local.keys()].map((word, i) => [word, shipment?.paths[i] ?? word]))
  const job: JobInput = {
    ...rest,
    image,
    command: [
      "uv",
      "run",
      ...dependencies.flatMap((each) => ["--with", each]),
      ...(python === undefined ? [] : ["--python", python]),
      ...words.map((word) => paths.get(word) ?? word)
    ],
    volumes: shipment === undefined ? volumes : [...volumes, shipment.volume]
  }
  return { job, shipped: shipment?.url }
})

/** Runs a script with its dependencies. */
export const runUv = Effect.fn("runUv")(function* (input: UvInput) {
  const { job } = yield* uvJob(input)
  return yield* (yield* Jobs).run(job)
})
