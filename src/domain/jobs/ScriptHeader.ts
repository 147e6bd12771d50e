/** `[tool.hf-jobs]` in the header of a uv script (PEP 723): what it asks to be run as (huggingface_hub 2.0.0). */
import * as Either from "effect/Either"
import { parse as parseToml, type TomlTable as Table, TomlError, type TomlValue } from "smol-toml"
import { InvalidInput } from "../errors.ts"

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

const text = (table: Table, key: string): Read<string | undefined> => {
  const value = table[key]
  return value === undefined || typeof value === "string" ? Either.right(value) : wrong(key, "a string")
}

const timeout = ({ timeout: value }: Table): Read<string | undefined> =>
  value === undefined || typeof value === "string"
    ? Either.right(value)
    : typeof value === "number" && Number.isInteger(value)
      ? Either.right(String(value))
      : wrong("timeout", 'a duration ("30m") or a number of seconds')

const record = (table: Table, key: string): Read<Readonly<Record<string, string>>> => {
  const value = table[key] ?? {}
  if (!isTable(value)) return wrong(key, "a table of strings")
  const found: Record<string, string> = {}
  for (const [name, each] of Object.entries(value)) {
    if (typeof each !== "string") return wrong(`${key}.${name}`, "a string")
    found[name] = each
  }
  return Either.right(found)
}

const list = (table: Table, key: string): Read<ReadonlyArray<string>> => {
  const value = table[key] ?? []
  return Array.isArray(value) && value.every((each) => typeof each === "string")
    ? Either.right(value as ReadonlyArray<string>)
    : wrong(key, key === "secrets" ? "a list of names: values come from whoever runs the script" : "a list of strings")
}

/** The first line of what is wrong; below it the parser draws where. */
const tomlOf = (content: string): Read<Table> =>
  Either.try({
    try: () => parseToml(content),
    catch: (cause) =>
      cause instanceof TomlError
        ? `its TOML is broken (line ${cause.line}): ${cause.message.split("\n", 1)[0]}`
        : `its TOML is broken: ${cause}`
  })

const isTable = (value: TomlValue | undefined): value is Table =>
  typeof value === "object" && !Array.isArray(value) && !(value instanceof Date)

const read = (content: string): Read<ScriptHeader> =>
  Either.gen(function* () {
    const { tool } = yield* tomlOf(content)
    const given = isTable(tool) ? tool["hf-jobs"] : undefined
    if (given === undefined) return none
    if (!isTable(given)) return yield* Either.left("'tool.hf-jobs' must be a table")
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
