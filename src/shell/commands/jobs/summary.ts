/** What a job is asked to be, told before it is asked for: keys in a column, secrets never (layout: huggingface_hub 2.0.0). */
import { harmless } from "../../render/paint.ts"
import type { Common } from "./input.ts"

type Value = string | ReadonlyArray<string> | boolean | undefined

/** A word as a shell would read it. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\"'\"'")}'`)

export const shell = (words: ReadonlyArray<string>): string => words.map(quoted).join(" ")

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

/** A token stays out of a terminal, wherever it was put. */
const told = (key: string, value: string): string =>
  key === "HF_TOKEN" ? "***" : harmless(shortened(value)).replaceAll("\n", "\\n")

const lines = (value: Value): ReadonlyArray<string> =>
  value === true ? ["True"] : typeof value === "string" ? value.split("\n") : value === false ? [] : (value ?? [])

/** `what` is told first; `python` stands beside the machine. */
export const summary = (
  what: Readonly<Record<string, Value>>,
  { fromScript, input, labels, options }: Common,
  python?: string | undefined
): string => {
  const mark = (key: string) => (fromScript?.keys.has(key) === true ? " (from script)" : "")
  const entries = (key: string, told: ReadonlyArray<readonly [string, string]>) =>
    told.map(([name, line]) => `${line}${mark(`${key}.${name}`)}`)
  const all: Readonly<Record<string, Value>> = {
    ...what,
    flavor: options.flavor ?? "cpu-basic",
    python,
    timeout: options.timeout,
    env: entries(
      "env",
      Object.entries(input.env ?? {}).map(([key, value]) => [key, `${key}=${told(key, value)}`])
    ),
    secrets: entries("secrets", [
      ...Object.keys(input.secrets ?? {}).map((key) => [key, `${key}=***`] as const),
      ...(fromScript?.unset ?? []).map((key) => [key, `${key}=<not set>`] as const)
    ]),
    volumes: entries(
      "volumes",
      options.volume.map((spec) => [spec, spec])
    ),
    labels: entries(
      "labels",
      Object.entries(labels).map(([key, value]) => [key, `${key}=${value}`])
    ),
    expose: options.expose.join(" "),
    ssh: options.ssh === true,
    network_group: options.networkGroup,
    network_aliases: options.networkAlias.join(" "),
    resource_group_id: options.resourceGroupId,
    namespace: options.namespace
  }
  const rows = Object.entries(all).flatMap(([key, value]) => {
    const told = lines(value).filter((line) => line !== "")
    return told.length === 0 ? [] : [{ key, told: told.map((line, i) => (i === 0 ? `${line}${mark(key)}` : line)) }]
  })
  const width = Math.max(...rows.map(({ key }) => key.length))
  return [
    "Job configuration:",
    ...rows.flatMap(({ key, told }) => told.map((line, i) => `  ${(i === 0 ? key : "").padEnd(width)}  ${line}`))
  ].join("\n")
}
