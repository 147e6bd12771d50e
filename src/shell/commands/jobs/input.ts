/** From the options of a command line to what a job is asked to be. Whatever can be wrong with them is found here. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../../domain/errors.ts"
import * as Labels from "../../../domain/jobs/Labels.ts"
import * as Timeout from "../../../domain/jobs/Timeout.ts"
import * as Volumes from "../../../domain/jobs/Volumes.ts"
import * as Ship from "../../../programs/jobs/ship.ts"
import type { JobInput } from "../../../services/Jobs.ts"
import type { Decoded } from "../../spec/command.ts"
import { environment } from "./environment.ts"
import type * as params from "./params.ts"

export type Options = Decoded<typeof params.start> & { readonly ssh?: boolean }

/** All but what is run. */
export interface Common {
  readonly options: Options
  readonly input: Omit<JobInput, "image" | "command" | "labels">
  /** Local folders to mount, not sent yet. */
  readonly folders: ReadonlyArray<Volumes.LocalFolder>
  readonly labels: Readonly<Record<string, string>>
  /** Its name was given, and is not made here. */
  readonly named: boolean
  /** What the script's header said: keys of the summary, and secrets that are not set here. */
  readonly fromScript?: { readonly keys: ReadonlySet<string>; readonly unset: ReadonlyArray<string> }
}

/** With a name, whether one was given or not. */
export const withName = (shared: Common, made: string): Common =>
  shared.named ? shared : { ...shared, labels: { ...shared.labels, name: made } }

/** Sends what is local of the volumes; everything else was said already. */
export const withFolders = Effect.fnUntraced(function* ({ folders, input }: Common) {
  const sent = yield* Effect.forEach(folders, (each) => Ship.folder(each, input.namespace))
  return { ...input, volumes: [...(input.volumes ?? []), ...sent] }
})

const port = (text: string) => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return value >= 1 && value <= 65_535
    ? Effect.succeed(value)
    : Effect.fail(new InvalidInput({ what: "port", value: text, reason: "it is a number from 1 to 65535" }))
}

export const common = Effect.fnUntraced(function* (options: Options) {
  const { flavor, namespace, networkAlias, networkGroup, resourceGroupId } = options
  const seconds = yield* Timeout.parse(options.timeout ?? "")
  const labels = yield* Labels.parse(options.label, options.name)
  const problem = Labels.problem(labels)
  if (problem !== undefined)
    return yield* new InvalidInput({ what: "labels", value: Labels.render(labels), reason: problem })
  const mounts = yield* Effect.forEach(options.volume, Volumes.parse)
  const expose = yield* Effect.forEach(options.expose, port)
  if (networkGroup === undefined && networkAlias.length > 0)
    return yield* new InvalidInput({
      what: "network alias",
      value: networkAlias.join(" "),
      reason: "it needs --network-group"
    })
  const { env, secrets } = yield* environment(options)
  return {
    options,
    labels,
    named: "name" in labels,
    folders: mounts.flatMap((mount) => ("folder" in mount ? [mount] : [])),
    input: {
      namespace,
      env,
      secrets,
      flavor,
      // A limit of 0 is the Hub's own, as without one.
      timeout: seconds === undefined ? undefined : Duration.seconds(seconds),
      volumes: mounts.flatMap((mount) => ("folder" in mount ? [] : [mount])),
      expose,
      ssh: options.ssh,
      network: networkGroup === undefined ? undefined : { group: networkGroup, aliases: networkAlias },
      resourceGroupId
    }
  } satisfies Common as Common
})
