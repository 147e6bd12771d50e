/** `[tool.hf-jobs]` in the header of a uv script (PEP 723): what it asks to be run as (huggingface_hub 2.0.0). */
import * as Either from "effect/Either"
import { InvalidInput } from "../errors.ts"
import * as Toml from "./Toml.ts"

const texts = ["image", "flavor", "python", "name", "namespace", "network_group"] as const
const tables = ["env", "labels"] as const
const lists = ["secrets", "volumes", "network_aliases"] as const
const known: ReadonlyArray<string> = [...texts, "timeout", ...tables, ...lists]

export interface ScriptHeader {
  readonly image?: string | undefined
  readonly flavor?: string | undefined
  readonly python?: string | undefined
  readonly timeout?: string | undefined
  readonly name?: string | undefined
  readonly namespace?: string | undefined
  readonly networkGroup?: string | undefined
  readonly env: Readonly<Record<string, string>>
  /** Names only: scripts travel publicly. */
  readonly secrets: ReadonlyArray<string>
  readonly labels: Readonly<Record<string, string>>
  readonly volumes: ReadonlyArray<string>
  readonly networkAliases: ReadonlyArray<string>
}

/** Of a script that says nothing. */
export const none: ScriptHeader = { env: {}, secrets: [], labels: {}, volumes: [], networkAliases: [] }

const block = /^# \/\/\/ script$\n((?:^#(?:| .*)$\n)+?)^# \/\/\/$/m

type Read<A> = Either.Either<A, string>

const wrong = (key: string, what: string): Read<never> => Either.left(`'${key}' must be ${what}`)

const text = (table: Toml.Table, key: string): Read<string | undefined> => {
  const value = table[key]
  return value === undefined || typeof value === "string" ? Either.right(value) : wrong(key, "a string")
}

const timeout = ({ timeout: value }: Toml.Table): Read<string | undefined> =>
  value === undefined || typeof value === "string"
    ? Either.right(value)
    : typeof value === "number" && Number.isInteger(value)
      ? Either.right(String(value))
      : wrong("timeout", 'a duration ("30m") or a number of seconds')

const record = (table: Toml.Table, key: string): Read<Readonly<Record<string, string>>> => {
  const value = table[key] ?? {}
  if (typeof value !== "object" || Array.isArray(value)) return wrong(key, "a table of strings")
  const found: Record<string, string> = {}
  for (const [name, each] of Object.entries(value)) {
    if (typeof each !== "string") return wrong(`${key}.${name}`, "a string")
    found[name] = each
  }
  return Either.right(found)
}

const list = (table: Toml.Table, key: string): Read<ReadonlyArray<string>> => {
  const value = table[key] ?? []
  return Array.isArray(value) && value.every((each) => typeof each === "string")
    ? Either.right(value as ReadonlyArray<string>)
    : wrong(key, key === "secrets" ? "a list of names: values come from whoever runs the script" : "a list of strings")
}

const read = (content: string): Read<ScriptHeader> =>
  Either.gen(function* () {
    const { tool } = yield* Either.mapLeft(Toml.parse(content), (reason) => `its TOML is broken: ${reason}`)
    const table = typeof tool === "object" && !Array.isArray(tool) ? (tool as Toml.Table)["hf-jobs"] : undefined
    if (table === undefined) return none
    if (typeof table !== "object" || Array.isArray(table)) return yield* Either.left("'tool.hf-jobs' must be a table")
    const given = table as Toml.Table
    const unknown = Object.keys(given).filter((key) => !known.includes(key))
    if (unknown.length > 0)
      return yield* Either.left(`[tool.hf-jobs] has no key '${unknown.sort().join("', '")}', only ${known.join(", ")}`)
    return {
      image: yield* text(given, "image"),
      flavor: yield* text(given, "flavor"),
      python: yield* text(given, "python"),
      timeout: yield* timeout(given),
      name: yield* text(given, "name"),
      namespace: yield* text(given, "namespace"),
      networkGroup: yield* text(given, "network_group"),
      env: yield* record(given, "env"),
      secrets: yield* list(given, "secrets"),
      labels: yield* record(given, "labels"),
      volumes: yield* list(given, "volumes"),
      networkAliases: yield* list(given, "network_aliases")
    }
  })

/** What the script of this name says. */
export const parse = (script: string, name: string): Either.Either<ScriptHeader, InvalidInput> => {
  const content = block.exec(`${script.replace(/\r\n?/g, "\n")}\n`)?.[1]
  // Most scripts have no such table, and their TOML is uv's to judge.
  if (content === undefined || !content.includes("hf-jobs")) return Either.right(none)
  const bare = content.replace(/^# ?/gm, "")
  return Either.mapLeft(read(bare), (reason) => new InvalidInput({ what: "header of script", value: name, reason }))
}
