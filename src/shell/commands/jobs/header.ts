/** What a script asks for in its `[tool.hf-jobs]` header, below what the command line says (huggingface_hub 2.0.0). */
import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { InvalidInput } from "../../../domain/errors.ts"
import * as Labels from "../../../domain/jobs/Labels.ts"
import * as ScriptHeader from "../../../domain/jobs/ScriptHeader.ts"
import * as Volumes from "../../../domain/jobs/Volumes.ts"
import * as Disk from "../../../layers/disk/Disk.ts"
import { isFile } from "../../../layers/disk/files.ts"
import { Output } from "../../../services/Output.ts"
import { lookup } from "./environment.ts"
import type { Common, Options } from "./input.ts"

/** What is no file (a command) has none. */
export const read = Effect.fnUntraced(function* (script: string) {
  if (!isFile(script)) return ScriptHeader.none
  const text = yield* Disk.attempt("read", script, () => readFileSync(script, "utf8"))
  return yield* ScriptHeader.parse(text, script)
})

const mountPath = (text: string) => Either.getOrUndefined(Volumes.parse(text))?.mountPath

/** Options that were not given are the script's; which of them is told with `from`. */
export const options = (given: Options, header: ScriptHeader.ScriptHeader) => {
  const from = new Set<string>()
  const pick = <A>(key: string, ours: A | undefined, theirs: A | undefined): A | undefined => {
    if (ours === undefined && theirs !== undefined) from.add(key)
    return ours ?? theirs
  }
  const taken = new Set(given.volume.map(mountPath))
  // A volume that is none is kept, to be refused.
  const volumes = header.volumes.filter((each) => {
    const at = mountPath(each)
    return at === undefined || !taken.has(at)
  })
  for (const each of volumes) from.add(`volumes.${each}`)
  const aliases = given.networkAlias.length === 0 ? header.networkAliases : []
  if (aliases.length > 0) from.add("network_aliases")
  return {
    from,
    options: {
      ...given,
      flavor: pick("flavor", given.flavor, header.flavor),
      timeout: pick("timeout", given.timeout, header.timeout),
      namespace: pick("namespace", given.namespace, header.namespace),
      networkGroup: pick("network_group", given.networkGroup, header.networkGroup),
      networkAlias: [...given.networkAlias, ...aliases],
      volume: [...volumes, ...given.volume]
    } satisfies Options
  }
}

/** Those named by the script, from here; one that is not set is an error, but for a dry run. */
const secretsOf = Effect.fnUntraced(function* (names: ReadonlyArray<string>, dryRun: boolean) {
  const found: Record<string, Redacted.Redacted> = {}
  const unset: Array<string> = []
  for (const name of names) {
    const value = yield* lookup(name)
    if (value === undefined) unset.push(name)
    else found[name] = Redacted.make(value)
  }
  if (unset.length > 0 && !dryRun)
    return yield* new InvalidInput({
      what: "secret",
      value: unset.join(", "),
      reason: "the script's [tool.hf-jobs] table asks for it, and it is not set here: export it, or use --secrets-file"
    })
  const told = Object.keys(found)
  if (told.length > 0)
    yield* (yield* Output).warning(
      `The script's [tool.hf-jobs] table asks for ${told.join(", ")}: ${told.length === 1 ? "its value" : "their values"} from here ${dryRun ? "would be" : "will be"} sent to the job.`
    )
  return { found, unset }
})

const missingIn = (ours: object, theirs: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(theirs).filter(([key]) => !(key in ours)))

/** Environment, secrets and labels entry by entry: what the command line says of one counts. */
export const merge = Effect.fnUntraced(function* (
  shared: Common,
  header: ScriptHeader.ScriptHeader,
  already: ReadonlySet<string>
) {
  const ours = { env: shared.input.env ?? {}, secrets: shared.input.secrets ?? {} }
  const env = missingIn(ours.env, header.env)
  const named = header.name === undefined ? {} : { name: header.name }
  const labels = missingIn(shared.labels, { ...header.labels, ...named })
  const names = header.secrets.filter((name) => !(name in ours.secrets))
  const { found, unset } = yield* secretsOf(names, shared.options.dryRun)
  const all = { ...labels, ...shared.labels }
  const problem = Labels.problem(all)
  if (problem !== undefined)
    return yield* new InvalidInput({ what: "labels", value: Labels.render(all), reason: problem })
  const from = new Set([
    ...already,
    ...Object.keys(env).map((key) => `env.${key}`),
    ...names.map((key) => `secrets.${key}`),
    ...Object.keys(labels).map((key) => `labels.${key}`)
  ])
  return {
    ...shared,
    labels: all,
    named: "name" in all,
    fromScript: { keys: from, unset },
    input: { ...shared.input, env: { ...env, ...ours.env }, secrets: { ...found, ...ours.secrets } }
  } satisfies Common as Common
})
