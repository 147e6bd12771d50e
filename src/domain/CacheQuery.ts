/** The words that pick and order what a cache has: `size>1GB`, `accessed>30d`, `refs=main`; `size:asc` (huggingface_hub 2.0.0). */
import * as Either from "effect/Either"
import { InvalidInput } from "./errors.ts"

/** What the words are about: a repo, or one revision of it. */
export interface Row {
  readonly key: string
  readonly type: string
  /** In bytes. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly accessed: number
  readonly modified: number
  readonly refs: ReadonlyArray<string>
}

export type Test = (row: Row, now: number) => boolean

const refuse = (value: string, reason: string) => Either.left(new InvalidInput({ what: "filter", value, reason }))

const sizes: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12, p: 1e15 }

/** `10`, `10k`, `10GB`: powers of 1000, whole numbers. */
export const bytes = (text: string): number | undefined => {
  const [, digits, unit = ""] = /^(-?\d+)(?:([kmgtp])b?)?$/i.exec(text.trim()) ?? []
  return digits === undefined ? undefined : Number(digits) * (sizes[unit.toLowerCase()] ?? 1)
}

/** The same, fractions too: `1.5T`. */
export const bytesWithFraction = (text: string): number | undefined => {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)(?:([kmgtp])b?)?$/i.exec(text.trim()) ?? []
  return digits === undefined ? undefined : Number(digits) * (sizes[unit.toLowerCase()] ?? 1)
}

const durations: Readonly<Record<string, number>> = {
  "": 1,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  mo: 2_592_000,
  y: 31_536_000
}

export const seconds = (text: string): number | undefined => {
  const [, digits, unit = ""] = /^(-?\d+)(s|mo|m|h|d|w|y)?$/i.exec(text.trim()) ?? []
  return digits === undefined ? undefined : Number(digits) * (durations[unit.toLowerCase()] ?? 1)
}

const compare: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  "=": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  ">": (left, right) => left > right,
  "<": (left, right) => left < right,
  ">=": (left, right) => left >= right,
  "<=": (left, right) => left <= right
}

const grammar = /^([a-z_]+)\s*(==|!=|>=|<=|>|<|=)\s*(.+)$/i

/** One filter; several are all to hold. Ages, not times: `accessed>30d` is what nobody has used for 30 days. */
export const parse = (text: string): Either.Either<Test, InvalidInput> => {
  const [, name = "", operator = "", value = ""] = grammar.exec(text.trim()) ?? []
  if (name === "") return refuse(text, "it has the form KEY OP VALUE, as in size>1GB")
  const key = name.toLowerCase()
  const test = compare[operator]
  if (test === undefined) return refuse(text, `'${operator}' is none of = != > < >= <=`)
  if (key === "type" || key === "refs") {
    if (operator !== "=") return refuse(text, `only '=' goes with ${key}`)
    const wanted = value.toLowerCase()
    return Either.right(
      key === "type" ? (row) => row.type === wanted : (row) => row.refs.some((ref) => ref.toLowerCase() === wanted)
    )
  }
  if (key === "size") {
    const size = bytes(value)
    if (size === undefined) return refuse(text, `'${value}' is no size; write 500MB, 20g or bytes`)
    return Either.right((row) => test(row.size, size))
  }
  if (key !== "accessed" && key !== "modified")
    return refuse(text, `'${name}' is none of accessed, modified, refs, size, type`)
  const age = seconds(value)
  if (age === undefined) return refuse(text, `'${value}' is no duration; write 90s, 15m, 12h, 7d, 2w, 3mo or 1y`)
  return Either.right((row, now) => test((now - row[key]) / 1000, age))
}

const keys = ["accessed", "modified", "name", "size"] as const
type SortKey = (typeof keys)[number]

/** Every spelling of `--sort`. */
export const sorts = keys.flatMap((key) => [key, `${key}:asc`, `${key}:desc`] as const)
export type Sort = (typeof sorts)[number]

const valueOf = (row: Row, key: SortKey): number | string => (key === "name" ? row.key.toLowerCase() : row[key])

/** Largest and youngest first unless told otherwise, names from A to Z; equal ones stay as they were. */
export const sort = <A>(rows: ReadonlyArray<A>, by: Sort, rowOf: (item: A) => Row): ReadonlyArray<A> => {
  const [name, order] = by.split(":")
  const key = keys.find((each) => each === name) ?? "name"
  const sign = (order ?? (key === "name" ? "asc" : "desc")) === "asc" ? 1 : -1
  return [...rows].sort((a, b) => {
    const [left, right] = [valueOf(rowOf(a), key), valueOf(rowOf(b), key)]
    return left < right ? -sign : left > right ? sign : 0
  })
}
